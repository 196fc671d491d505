package campaign

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
	"pgregory.net/rapid"
)

func draw(t *rapid.T) *rand.Rand { return rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 5)) }

// At random as many are followed as expected; in turn hardly anybody follows
// himself (where the deck is shuffled anew).
func TestSelfSuccession(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := draw(t)
		v := clockwork(atRandom(rng, 60, rapid.Float64Range(12, 60).Draw(t, "rate"), 10))
		if x, ok := ownSuccession(v); !ok || x < .75 || x > 1.35 {
			t.Fatalf("at random S = %v, %v", x, ok)
		}
		turn := clockwork(queue(rng, 60, 1, minuteMicros, start, 5))
		if x, ok := ownSuccession(turn); !ok || x > .2 {
			t.Fatalf("in turn S = %v, %v", x, ok)
		}
	})
}

// Independent accounts hand nothing over, at any rate and hour; a queue does, of
// which a sample of time says the same.
func TestHandOvers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := draw(t)
		v := clockwork(atRandom(rng, rapid.IntRange(20, 120).Draw(t, "accounts"), rapid.Float64Range(5, 60).Draw(t, "rate"), 6))
		if e, z, ok := handOvers(v); !ok || math.Abs(z) > 5 || math.Abs(e) > .1 {
			t.Fatalf("independent: e = %v, z = %v, %v", e, z, ok)
		}
	})
	rng := rand.New(rand.NewPCG(1, 5))
	lanes := queue(rng, 60, 5, 30*secondMicros, start, 8)
	for i, more := range queue(rng, 60, 5, 30*secondMicros, start+minuteMicros, 8) {
		lanes[i] = append(lanes[i], more...)
	}
	v := clockwork(lanes)
	whole, z, ok := handOvers(v)
	if !ok || whole < .5 || z < 20 {
		t.Fatalf("two lanes: e = %v, z = %v, %v", whole, z, ok)
	}
	part, _, ok := handOvers(v.sampled(lake.Sample{Every: 5 * hourMicros, Length: hourMicros}))
	if !ok || !near(part, whole, .08) {
		t.Errorf("a fifth of the time says %v, all of it %v", part, whole)
	}
}

// A hundred lanes beside each other hide no hand-over: what other lanes begin in
// the minute after an end, they begin in the minute before as well.
func TestHandOversOfManyLanes(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	var lanes [][]int64
	for range 100 {
		lanes = append(lanes, queue(rng, 30, 5, 30*secondMicros, start+rng.Int64N(hourMicros), 1)...)
	}
	if e, z, ok := handOvers(clockwork(lanes)); !ok || e < .5 || z < 6 {
		t.Errorf("e = %v, z = %v, %v", e, z, ok)
	}
}

// Coherence is 0 at random, 1 for a clock, and does not change when every time
// moves by the same, or the clocks of the accounts differ.
func TestCoherence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := draw(t)
		if x, ok := coherence(clockwork(atRandom(rng, 60, 10, 14)), dayMicros); !ok || !near(x, 0, .03) {
			t.Fatalf("at random %v, %v", x, ok)
		}
		clocks := make([][]int64, 20)
		for i := range clocks {
			at := rng.Int64N(day)
			for d := range int64(14) {
				clocks[i] = append(clocks[i], start+d*day+at)
			}
		}
		if x, ok := coherence(clockwork(clocks), dayMicros); !ok || !near(x, 1, 1e-6) {
			t.Fatalf("clocks of their own %v, %v", x, ok)
		}
		people := make([][]int64, 20)
		for i := range people {
			for d := range int64(14) {
				people[i] = append(people[i], start+d*day+int64((12+3*rng.NormFloat64())*float64(hourMicros)))
			}
		}
		x, _ := coherence(clockwork(people), dayMicros)
		for i := range people {
			for k := range people[i] {
				people[i][k] += 5 * hourMicros
			}
		}
		if y, _ := coherence(clockwork(people), dayMicros); !near(x, y, 1e-6) {
			t.Fatalf("%v, five hours later %v", x, y)
		}
	})
}

func TestJointEdges(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 5))
	crowd := atRandom(rng, 50, 10, 20)
	pool := func(from, days int64) [][]int64 {
		out := atRandom(rng, 50, 10, days)
		for i := range out {
			for k := range out[i] {
				out[i][k] += from * day
			}
		}
		return out
	}
	for _, c := range []struct {
		name          string
		group         [][]int64
		starts, stops bool
	}{
		{"there all the time", atRandom(rng, 50, 10, 20), false, false},
		{"from the eighth day on", pool(8, 12), true, false},
		{"until the eighth day", pool(0, 8), false, true},
		{"a weekend at the end", pool(0, 17), false, false},
	} {
		v := clockwork(append(slices.Clone(c.group), crowd...))
		v.accounts = v.accounts[:50]
		starts, stops, ok := jointEdges(v)
		if !ok || starts > .6 != c.starts || stops > .6 != c.stops {
			t.Errorf("%s: %v begin, %v stop together, %v", c.name, starts, stops, ok)
		}
	}
	if _, _, ok := jointEdges(clockwork(pool(0, 8))); ok {
		t.Error("a hunt of eight days has a middle")
	}
}

func TestDensestIsTheDensest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.SliceOfN(rapid.Int64Range(0, 100), 0, 30).Draw(t, "moments")
		window := rapid.Int64Range(1, 40).Draw(t, "window")
		want := 0
		for _, from := range ms {
			n := 0
			for _, m := range ms {
				if m >= from && m < from+window {
					n++
				}
			}
			want = max(want, n)
		}
		if got := densest(ms, window); got != want {
			t.Fatalf("%d within %d of %v, want %d", got, window, ms, want)
		}
	})
}

func TestSuccessors(t *testing.T) {
	w := newWorld(61)
	w.crowd(30)
	w.timed()
	s := profile.New(w.accounts)
	v := &view{s: s, pop: &population{period: periodOf(s)}}
	for _, c := range []struct {
		group string
		want  succession
		ok    bool
	}{
		{"failover", succession{suspended: 40, followed: 40}, true},
		{"banned", succession{suspended: 20, others: 20}, true},
		{"queue", succession{}, false},
	} {
		v.accounts = w.groups[c.group]
		if got, ok := findSuccession(v); got != c.want || ok != c.ok {
			t.Errorf("%s: %+v, %v; want %+v", c.group, got, ok, c.want)
		}
	}
}

// A model that everybody takes up says nothing of a group.
func TestPivotNeedsAHesitantCohort(t *testing.T) {
	w := newWorld(62)
	w.crowd(30)
	w.timed()
	s := profile.New(w.accounts)
	s.Releases = release
	v := &view{s: s, pop: &population{adopters: []float64{.1}}, accounts: w.groups["movers"]}
	if r, share, excess, ok := v.pivoted(); !ok || r != 0 || !near(excess, .9, 1e-9) || !near(share, 14./30, 1e-9) {
		t.Errorf("release %d, share %v, excess %v, %v", r, share, excess, ok)
	}
	v.pop.adopters[0] = .6
	if _, _, _, ok := v.pivoted(); ok {
		t.Error("most people moved, and the group still stands out")
	}
}

// TestTimingConfirmsButNeverAlone: timing is a second family of what another one
// found, never the first.
func TestTimingConfirmsButNeverAlone(t *testing.T) {
	says := func(d *detector, nats float64) finding {
		f := finding{detector: d}
		f.nats[crowdH] = nats
		return f
	}
	for _, c := range []struct {
		name     string
		links    map[link.Family]float64
		findings []finding
		want     bool
	}{
		{"one family and clear timing", map[link.Family]float64{link.Content: 2}, []finding{says(&totals, 2), says(&clock, 1.5)}, true},
		{"one family and vague timing", map[link.Family]float64{link.Content: 2}, []finding{says(&totals, 2)}, false},
		{"timing that contradicts itself", map[link.Family]float64{link.Content: 2}, []finding{says(&totals, 4), says(&clock, -2)}, false},
		{"clear behaviour of another family", map[link.Family]float64{link.Content: 2}, []finding{says(&style, 4)}, false},
		{"timing alone", nil, []finding{says(&totals, 4), says(&daily, 4), says(&handOver, 4)}, false},
	} {
		if got := (&group{links: c.links, findings: c.findings}).coordinated(); got != c.want {
			t.Errorf("%s: coordinated is %v", c.name, got)
		}
	}
}
