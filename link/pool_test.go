package link

import (
	"math"
	"testing"
)

func TestAddPool(t *testing.T) {
	ix := &Index{ByAccount: make([][]int32, 1000), Times: make([][]int32, 1000), Carriers: make([]int, len(Traits)), Accounts: 1000}
	var accounts []int32
	for a := int32(10); a < 210; a += 2 {
		accounts = append(accounts, a)
	}
	at := ix.AddPool(accounts, 800)
	v := &ix.Values[at]
	if want := math.Log(.6 * 799 / 99); math.Abs(v.Weight-want) > 1e-12 {
		t.Errorf("a pool of 100 of 800 accounts is worth %g nats, want log(s·(N−1)/(d−1)) = %g", v.Weight, want)
	}
	if len(v.Holders) != 100 || len(ix.ByAccount[10]) != 1 || len(ix.ByAccount[11]) != 0 {
		t.Errorf("%d holders; account 10 holds %d values, account 11 %d", len(v.Holders), len(ix.ByAccount[10]), len(ix.ByAccount[11]))
	}
	if edges := ix.Edges(); len(edges) != 0 {
		t.Errorf("a pool made %d links of pairs", len(edges))
	}
}
