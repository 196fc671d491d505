package link

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/profile"
)

// traffic is who showed which value how often: trait, value, account.
type traffic map[string]map[uint64]map[uint64]int64

func (t traffic) show(trait string, value uint64, n int64, accounts ...uint64) {
	if t[trait] == nil {
		t[trait] = map[uint64]map[uint64]int64{}
	}
	if t[trait][value] == nil {
		t[trait][value] = map[uint64]int64{}
	}
	for _, a := range accounts {
		t[trait][value][a] = n
	}
}

// answers is the one question of a lake that an index asks.
type answers struct {
	lake.Lake
	traffic traffic
	fail    error
}

func (l answers) Holders(_ context.Context, trait string, limit int) iter.Seq2[lake.HolderRow, error] {
	return func(yield func(lake.HolderRow, error) bool) {
		if l.fail != nil {
			yield(lake.HolderRow{}, l.fail)
			return
		}
		for _, value := range slices.Sorted(maps.Keys(l.traffic[trait])) {
			held := l.traffic[trait][value]
			if len(held) < 2 || len(held) > limit {
				continue
			}
			for _, a := range slices.Sorted(maps.Keys(held)) {
				if !yield(lake.HolderRow{Value: value, Account: a, Exchanges: held[a]}, nil) {
					return
				}
			}
		}
	}
}

const month = 30 * dayMicros

// people makes n accounts of 100 exchanges; no two signed up on one day.
func people(n int) []profile.Account {
	out := make([]profile.Account, n)
	for i := range out {
		out[i] = profile.Account{AccountRow: lake.AccountRow{Account: uint64(i) + 1, Exchanges: 100}}
		out[i].Facts.Created = int64(12_000+13*i) * dayMicros
	}
	return out
}

func index(t testing.TB, accounts []profile.Account, tr traffic) *Index {
	t.Helper()
	ix, err := Build(context.Background(), answers{traffic: tr}, profile.New(accounts))
	if err != nil {
		t.Fatal(err)
	}
	return ix
}

// value finds a value of the index; nil if it is not there.
func (ix *Index) value(trait string, key uint64) *Value {
	for i := range ix.Values {
		if v := &ix.Values[i]; Traits[v.Trait].Name == trait && v.Key == key {
			return v
		}
	}
	return nil
}

// numbers gives the account hashes from one to the other.
func numbers(from, to uint64) []uint64 {
	var out []uint64
	for a := from; a <= to; a++ {
		out = append(out, a)
	}
	return out
}

// planted makes groups of accounts that share a network, a frame and a client
// by group, among n people; each group's places come back ascending.
func planted(t testing.TB, n int, sizes ...int) (*Index, [][]int32) {
	t.Helper()
	accounts, tr := people(n), traffic{}
	order := rand.New(rand.NewPCG(1, 1)).Perm(n)
	var groups [][]int32
	for g, size := range sizes {
		var places []int32
		for _, p := range order[:size] {
			places = append(places, int32(p))
			tr.show("network", uint64(g)+1, 90, accounts[p].Account)
			tr.show("head", uint64(g)+1, 90, accounts[p].Account)
			tr.show("client", uint64(g)+1, 90, accounts[p].Account)
		}
		order = order[size:]
		slices.Sort(places)
		groups = append(groups, places)
	}
	slices.SortFunc(groups, func(a, b []int32) int { return cmp.Compare(a[0], b[0]) })
	return index(t, accounts, tr), groups
}

var errBroken = errors.New("broken")
