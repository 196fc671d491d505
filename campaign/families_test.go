package campaign

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/link"
)

// nobodyElse fails for every account of a campaign that is not an operator's.
func nobodyElse(t *testing.T, w *world, a *Assessment, operators ...string) {
	t.Helper()
	guilty := w.guilty(a)
	for _, name := range slices.Sorted(maps.Keys(guilty)) {
		if !slices.Contains(operators, name) {
			t.Errorf("%d accounts of %s are accused", guilty[name], name)
		}
	}
}

// TestNoFamilyAloneKeepsInnocentsFree takes away one family of evidence at a
// time: what is left may not be enough to name anybody, but no innocent account
// turns guilty by it. With all of them everybody is looked at and the campaign
// is named, so that there is something to turn.
func TestNoFamilyAloneKeepsInnocentsFree(t *testing.T) {
	unraced(t)
	for seed := uint64(101); seed <= 101; seed++ {
		named := 0
		for _, f := range append([]link.Family{""}, link.Families...) {
			t.Run(string(f), func(t *testing.T) {
				w := newWorld(seed)
				w.everybody(2200)
				w.campaign("campaign", 60)
				w.without(t, f)
				a := assess(t, w)
				nobodyElse(t, w, a, "campaign")
				if f == "" {
					lookedAt(t, seed, w, a)
				}
				if w.guilty(a)["campaign"] > 0 {
					named++
				}
			})
		}
		if named < len(link.Families)/2 {
			t.Errorf("seed %d: the campaign is named in %d of %d", seed, named, len(link.Families)+1)
		}
	}
}

// TestRandomFamiliesMissing takes away any of them together.
func TestRandomFamiliesMissing(t *testing.T) {
	unraced(t)
	for seed := uint64(111); seed <= 116; seed++ {
		rng := rand.New(rand.NewPCG(seed, 5))
		var gone []link.Family
		for _, f := range link.Families {
			if rng.IntN(3) == 0 {
				gone = append(gone, f)
			}
		}
		t.Run("", func(t *testing.T) {
			w := newWorld(seed)
			w.everybody(1500)
			w.campaign("campaign", 60)
			w.without(t, gone...)
			nobodyElse(t, w, assess(t, w), "campaign")
			if t.Failed() {
				t.Logf("without %v", gone)
			}
		})
	}
}
