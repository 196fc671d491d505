package campaign

import (
	"context"
	"testing"

	"github.com/stillhunt/stillhunt/internal/key"
)

func options(t testing.TB) Options {
	t.Helper()
	k, err := key.FromBytes(make([]byte, key.Size))
	if err != nil {
		t.Fatal(err)
	}
	return Options{FDR: .01, Key: k}
}

func TestPlantedExplore(t *testing.T) {
	w, ix, s := scene(t, 1, 2000)
	a, err := Assess(context.Background(), ix, s, options(t))
	if err != nil {
		t.Fatal(err)
	}
	of := map[int32]string{}
	for name, places := range w.groups {
		for _, p := range places {
			of[p] = name
		}
	}
	t.Log(a.Calibration)
	for _, list := range [][]Assessed{a.Campaigns, a.Groups} {
		t.Log("----")
		for _, g := range list {
			count := map[string]int{}
			for _, x := range g.Accounts {
				count[of[x]]++
			}
			t.Log(g.Group.Accounts, count, g.Hypothesis, g.QValue, g.Confidence, g.Hypotheses, g.Exchanges, g.ExchangesAttributed, g.InnocentAccounts)
			for _, f := range g.Families {
				t.Log("   ", f)
			}
		}
	}
}
