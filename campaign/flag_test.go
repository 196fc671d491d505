package campaign

import (
	"fmt"
	"slices"
	"testing"
)

// flag lets every account of one group show what another group is known by, in
// half of its exchanges, on top of what is its own.
func (w *world) flag(from, to string, traits ...string) {
	for _, trait := range traits {
		var values []uint64
		for _, v := range sortedKeys(w.shows[trait]) {
			n := 0
			for _, p := range w.groups[from] {
				if w.shows[trait][v][p] > 0 {
					n++
				}
			}
			if 20*n >= len(w.groups[from]) {
				values = append(values, v)
			}
		}
		for i, p := range w.groups[to] {
			for k := range min(len(values), 2) {
				w.show(trait, values[(i+k)%len(values)], p, w.accounts[p].Exchanges*9/20)
			}
		}
	}
}

// noted gives the families with a reason of that code.
func (a *Assessed) noted(code string) (out []string) {
	for _, e := range a.Families {
		for _, r := range e.Reasons {
			if r.Code == code {
				out = append(out, e.Family)
			}
		}
	}
	return out
}

// TestFalseFlagIsNotOneName lets one operator show what another is known by:
// they stay two campaigns, each of which tells of the other. Where they have
// both prompts and exits in common they may be one, and the reader is told so.
func TestFalseFlagIsNotOneName(t *testing.T) {
	unraced(t)
	for _, c := range []struct {
		seed   uint64
		traits []string
		open   bool // that they may be one
	}{
		{161, []string{"head"}, false}, {162, []string{"head"}, false}, {163, []string{"head"}, false},
		{162, []string{"client"}, false}, {163, []string{"network"}, false},
		{162, []string{"head", "client"}, false}, {161, []string{"client", "network"}, false},
		{161, []string{"head", "network"}, true}, {162, []string{"head", "network"}, true},
	} {
		t.Run(fmt.Sprint(c.seed, c.traits), func(t *testing.T) {
			w := newWorld(c.seed)
			w.crowd(1500)
			w.campaign("one", 60)
			w.campaign("other", 40)
			w.flag("one", "other", c.traits...)
			a := assess(t, w)
			nobodyElse(t, w, a, "one", "other")
			in, told := w.of(), 0
			for _, g := range slices.Concat(a.Campaigns, a.Groups) {
				n := map[string]int{}
				for _, p := range g.accused() {
					n[in[p]]++
				}
				if len(n) > 1 && (!c.open || len(g.noted("held-together")) == 0) {
					t.Errorf("one name for %v, and nothing said of it", n)
				}
				told += len(g.noted("shared-with")) + len(g.noted("held-together"))
			}
			if told == 0 {
				t.Error("nothing is said of what the two have in common")
			}
		})
	}
}

// TestOneOperatorIsNotDivided is the other side: card clusters and exits of one
// operator are one campaign, and no doubt is cast on it.
func TestOneOperatorIsNotDivided(t *testing.T) {
	w := newWorld(164)
	w.crowd(1500)
	w.campaign("campaign", 120)
	a := assess(t, w)
	if len(a.Campaigns) != 1 || len(a.Campaigns[0].accused()) != 120 {
		t.Fatalf("%d campaigns", len(a.Campaigns))
	}
	if got := append(a.Campaigns[0].noted("held-together"), a.Campaigns[0].noted("shared-with")...); len(got) > 0 {
		t.Errorf("doubts about %v", got)
	}
}
