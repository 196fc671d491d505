package campaign

import (
	"testing"

	"github.com/stillhunt/stillhunt/profile"
)

// rush adds strangers who take up a new model on its first day: one puzzle that
// all of them pass round, beside what each asks for himself.
func (w *world) rush(n int) {
	puzzle := w.fresh()
	w.each("release-rush", n, w.human, func(_ int, p int32, a *profile.Account) {
		tries := min(a.Exchanges/2, 6)
		w.show("head", puzzle, p, tries)
		w.show("skeleton", puzzle, p, tries)
		a.Adopted = []profile.Adopted{{Release: 0, Exchanges: 6, Moved: 5}}
	})
}

// TestRush holds that a pivot alone accuses nobody: strangers who come for a
// release are a rush, and a campaign that moves to it on the same day is none.
func TestRush(t *testing.T) {
	unraced(t)
	for seed := uint64(1); seed <= 3; seed++ {
		w := newWorld(seed)
		w.crowd(1500)
		for _, p := range w.groups["people"] {
			w.accounts[p].Adopted = []profile.Adopted{{Release: 0, Exchanges: 6}}
		}
		w.rush(60)
		w.campaign("campaign", 60)
		for _, p := range w.groups["campaign"] {
			w.accounts[p].Adopted = []profile.Adopted{{Release: 0, Exchanges: 30, Moved: 14}}
		}
		ix, s := w.build(t)
		c := newCalibrator(ix, s, nil, Options{})
		odds := func(name string) (g group) {
			v := &view{s: s, ix: ix, pop: c.pop, accounts: w.groups[name]}
			g.findings = find(v, isAny)
			for h := crowdH; h < hypotheses; h++ {
				g.odds[h] = against(g.findings, h)
			}
			return g
		}
		rush, campaign := odds("release-rush"), odds("campaign")
		if rush.odds[rushH] >= 0 {
			t.Errorf("seed %d: a rush is %.1f nats over a rush", seed, rush.odds[rushH])
		}
		for _, f := range rush.findings {
			if f.detector == &pivot && (f.figure != 2 || f.nats[crowdH] <= 0 || f.nats[rushH] >= 0) {
				t.Errorf("seed %d: the pivot of a rush is class %g, %.1f nats over a crowd and %.1f over a rush", seed, f.figure, f.nats[crowdH], f.nats[rushH])
			}
		}
		if x := campaign.odds[rushH]; x < 2*leastOdds {
			t.Errorf("seed %d: a campaign that pivots is %.1f nats over a rush", seed, x)
		}
		a := assess(t, w)
		if len(a.Campaigns) != 1 || len(a.Campaigns[0].accused()) != 60 {
			t.Errorf("seed %d: %d campaigns named beside the rush", seed, len(a.Campaigns))
		}
	}
}
