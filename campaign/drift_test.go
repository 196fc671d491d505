package campaign

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// passers adds people who are there for a few days of three weeks, each written
// down by manner, which may look at the day on which he comes.
func (w *world) passers(n int, manner func(from int64) manner) {
	for range n {
		from := w.rng.Int64N(17)
		m := manner(from)
		m.days = 3
		p := w.add(m)
		a := &w.accounts[p]
		for k := range a.Moments {
			a.Moments[k] += from * day
		}
		dated(a)
		w.show("network", w.fresh(), p, a.Exchanges)
	}
}

// few is the manner of a person who sends little, to keep worlds small.
func (w *world) few() manner {
	m := w.human()
	m.exchanges = min(m.exchanges, 60)
	return m
}

func calibrated21(t *testing.T, w *world) *calibrator {
	t.Helper()
	ix, s := w.build(t)
	return newCalibrator(ix, s, nil, Options{})
}

// TestDriftIsQuiet counts false alarms in worlds whose crowd never changes.
// Without the bar on the size of a change the level alone allows one in a
// hundred: in eighty worlds more than four have a chance of .0014.
func TestDriftIsQuiet(t *testing.T) {
	unraced(t)
	const worlds = 80
	alarms, significant, few := 0, 0, 0
	for seed := range uint64(worlds) {
		w := newWorld(100 + seed)
		w.passers(400, func(int64) manner { return w.few() })
		c := calibrated21(t, w)
		if c.drifted {
			alarms++
		}
		pairs, why := c.halves()
		if why != "" {
			few++
			continue
		}
		changes := c.changes(pairs)
		for _, x := range changes {
			if x.p <= driftLevel/float64(len(changes)) {
				significant++
				break
			}
		}
	}
	if alarms > 1 || significant > 4 || few > 0 {
		t.Errorf("in %d quiet worlds: %d alarms, %d significant whatever the size, %d not computable", worlds, alarms, significant, few)
	}
}

// TestDriftIsSeen changes the crowd in the middle of the window, one thing at a
// time.
func TestDriftIsSeen(t *testing.T) {
	for name, change := range map[string]func(m *manner, rng *rand.Rand){
		"the length of prompts":        func(m *manner, _ *rand.Rand) { m.length += 1 },
		"the spread of prompt lengths": func(m *manner, _ *rand.Rand) { m.spread = .5 },
		"the share of follow-ups":      func(m *manner, _ *rand.Rand) { m.follow /= 6 },
		"what people ask for": func(m *manner, rng *rand.Rand) {
			old := m.topic
			m.topic = func() uint16 {
				if rng.Float64() < .7 {
					return uint16(200 + rng.IntN(30))
				}
				return old()
			}
		},
		"the harvest statistic of innocent groups": func(m *manner, rng *rand.Rand) {
			m.spread, m.follow, m.ask = .4, .01, .4
			m.topic = func() uint16 { return uint16(200 + rng.IntN(30)) }
		},
	} {
		w := newWorld(7)
		w.passers(600, func(from int64) manner {
			m := w.few()
			if from >= 9 {
				change(&m, w.rng)
			}
			return m
		})
		c := calibrated21(t, w)
		got := c.describe()
		if got.State != "drifted" || !strings.Contains(got.Drift, name) {
			t.Errorf("%s changed: %s, %s", name, got.State, got.Drift)
		}
	}
}

// TestDriftIsNotComputable where nobody can be compared: that is not "none".
func TestDriftIsNotComputable(t *testing.T) {
	w := newWorld(1)
	w.crowd(600) // all of them there throughout
	if c := calibrated21(t, w); c.drifted || !strings.HasPrefix(c.words, "not computable: ") || c.describe().State != calibrated {
		t.Errorf("people who stay: %q, %s", c.words, c.describe().State)
	}
	w = newWorld(1)
	for range 600 {
		m := w.few()
		m.days = 1
		w.add(m)
	}
	if c := calibrated21(t, w); c.words != "not computable: the window has fewer than four days" {
		t.Errorf("two days: %q", c.words)
	}
}

// TestHalvesAreBlocks holds that no payer is in two pairs, and that pairs are
// alike in volume.
func TestHalvesAreBlocks(t *testing.T) {
	w := newWorld(3)
	w.passers(600, func(int64) manner { return w.few() })
	for i := range w.accounts {
		w.accounts[i].Facts.Card = uint64(1000 + i/3) // three accounts a payer
	}
	c := calibrated21(t, w)
	pairs, why := c.halves()
	if why != "" {
		t.Fatal(why)
	}
	payers := map[uint64]bool{}
	for _, p := range pairs {
		for _, i := range []int32{p.early, p.late} {
			a := &c.s.Accounts[i]
			if payers[a.Facts.Card] {
				t.Fatalf("payer %d is in two pairs", a.Facts.Card)
			}
			payers[a.Facts.Card] = true
		}
		x, y := c.s.Accounts[p.early].Exchanges, c.s.Accounts[p.late].Exchanges
		if x >= 2*y || y >= 2*x {
			t.Errorf("a pair of %d and %d exchanges", x, y)
		}
	}
}

func TestDriftTakesTheConfidence(t *testing.T) {
	g := &group{}
	for h := range g.odds {
		g.odds[h] = 9
	}
	if got := g.confidence("drifted"); got != "low" {
		t.Errorf("a hunt that drifted is %s in confidence", got)
	}
}
