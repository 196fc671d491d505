package campaign

import (
	"math"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// innocents are the coordinated groups of a full world that are no campaign.
var innocents = []string{"organisation", "campus", "reseller", "agent-fleet", "evaluation", "templated-app", "vendor", "users"}

// everybody fills a world with a crowd and every innocent coordinated group.
func (w *world) everybody(people int) {
	w.crowd(people)
	w.lookAlikes()
	w.vendor(30)
	w.users(40)
}

// vendor is a labelling firm: people who follow one guideline about tasks that
// are dealt to them, behind one network, card and organisation.
func (w *world) vendor(n int) {
	at, card, guide := w.place(), w.fresh(), w.some(2)
	labeller := func() manner {
		m := w.human()
		m.exchanges = int64(250 * math.Exp(.25*w.rng.NormFloat64()))
		m.follow, m.spread, m.ask = .1, .8, .1
		m.topic = func() uint16 { return uint16(400 + w.rng.IntN(60)) }
		return m
	}
	w.each("vendor", n, labeller, func(i int, p int32, a *profile.Account) {
		at(p, a)
		w.show("head", guide[i%2], p, a.Exchanges*2/5)
		a.OrgID, a.Facts.Card, a.Facts.Declared = "label-works", card, "labelling of data"
	})
}

// users are the buyers of one application that brings its prompts with it: its
// client, its system prompt and its openings, and the days after its launch.
func (w *world) users(n int) {
	client, system, openings := w.fresh(), w.fresh(), w.some(5)
	pupil := func() manner {
		m := w.human()
		m.follow, m.spread = .15, .8
		return m
	}
	w.each("users", n, pupil, func(i int, p int32, a *profile.Account) {
		w.show("network", w.fresh(), p, a.Exchanges)
		w.show("client", client, p, a.Exchanges)
		w.show("system", system, p, a.Exchanges)
		w.show("head", openings[i%5], p, a.Exchanges/2)
		a.WithSystem = a.Exchanges
		a.Facts.Created = start - 3*day - w.rng.Int64N(6*day)
	})
}

// byFamily are the traits of a family, by name.
func byFamily(f link.Family) (names []string) {
	for _, t := range link.Traits {
		if t.Family == f {
			names = append(names, t.Name)
		}
	}
	return names
}

// without takes families of evidence away: the values that are shared, the
// facts and figures behind them, and their detectors, until the test ends. It
// is what an operator has who does not keep them.
func (w *world) without(t testing.TB, fs ...link.Family) {
	t.Helper()
	all := detectors
	t.Cleanup(func() { detectors = all })
	detectors = slices.DeleteFunc(slices.Clone(all), func(d *detector) bool { return slices.Contains(fs, d.family) })
	for _, f := range fs {
		for _, name := range byFamily(f) {
			delete(w.shows, name)
		}
		for i := range w.accounts {
			a := &w.accounts[i]
			switch f {
			case link.Network:
				a.Networks, a.Facts.SignupNet = 0, 0
			case link.Client:
				a.Agents, a.Facts.Device = nil, 0
			case link.Payment:
				a.Facts.Card, a.Facts.BIN = 0, 0
			case link.Lifecycle:
				a.OrgID, a.Facts.Org, a.Facts.Declared = "", "", ""
				a.Facts.Created, a.Facts.Domain, a.Facts.Shape = 0, 0, 0
			case link.Timing:
				a.Moments, a.Days, a.Adopted, a.Facts.Suspended = nil, nil, nil, 0
			case link.Semantics:
				a.Codes = nil
			case link.Replay:
				a.Ledger = profile.Ledger{}
			}
		}
	}
}

// of tells which group of the world each account is in.
func (w *world) of() map[int32]string {
	in := map[int32]string{}
	for name, places := range w.groups {
		for _, p := range places {
			in[p] = name
		}
	}
	return in
}

// guilty counts the accused accounts of all campaigns by group of the world, of
// those that are in one.
func (w *world) guilty(a *Assessment) map[string]int {
	in, out := w.of(), map[string]int{}
	for _, c := range a.Campaigns {
		for _, p := range c.accused() {
			if name, ok := in[p]; ok {
				out[name]++
			}
		}
	}
	return out
}

// unraced leaves a test out under the race detector, where it takes ten times as
// long: it looks at what is found in many worlds, and runs nothing beside another
// that those which stay do not.
func unraced(t *testing.T) {
	t.Helper()
	if raced {
		t.Skip("many worlds: runs without the race detector (make test does both)")
	}
}
