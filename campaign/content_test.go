package campaign

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stillhunt/stillhunt/profile"
	"pgregory.net/rapid"
)

// framedWorld is n accounts that send one opening at these moments, in a service
// that others use at all hours.
func framedWorld(t testing.TB, moments [][]int64, seed uint64) *view {
	w := newWorld(seed)
	w.crowd(400)
	opening := w.fresh()
	w.each("group", len(moments), w.script, func(i int, p int32, a *profile.Account) {
		at(a, moments[i])
		w.show("head", opening, p, a.Exchanges)
	})
	ix, s := w.build(t)
	return &view{s: s, ix: ix, accounts: w.groups["group"]}
}

// Accounts that send at random meet as often as the rate of their opening says.
func TestMeetingsAtRandomAreExplained(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rng := draw(r)
		v := framedWorld(t, atRandom(rng, rapid.IntRange(10, 40).Draw(r, "accounts"), rapid.Float64Range(4, 30).Draw(r, "rate"), 12), rng.Uint64())
		m, ok := meet(v)
		if !ok || math.Abs(m.excess()) > .35 {
			r.Fatalf("at random %+v, excess %v, %v", m, m.excess(), ok)
		}
	})
}

// Accounts whose hours are the same meet more often, and it is said how much.
func TestMeetingsAtOneHour(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	moments := make([][]int64, 30)
	for i := range moments {
		for d := range int64(12) {
			moments[i] = append(moments[i], start+d*day+9*hourMicros+rng.Int64N(hourMicros))
		}
	}
	v := framedWorld(t, moments, 9)
	m, ok := meet(v)
	if !ok || m.again != 1 || m.observed != 30*29*12 {
		t.Fatalf("%+v, %v", m, ok)
	}
	if m.excess() < 1 || m.surprise() < 50 {
		t.Errorf("an excess of %v and a surprise of %v nats for a class at nine", m.excess(), m.surprise())
	}
	if x, _ := coOccurrence.measure(v); x != 3 {
		t.Errorf("class %v", x)
	}
	// An opening that others send more than the group is not the group's.
	v.accounts = v.accounts[:10]
	if m, _ := meet(v); m.observed != 0 || m.again != 0 {
		t.Errorf("others' opening counts: %+v", m)
	}
}

func TestDecodingHabit(t *testing.T) {
	w := newWorld(5)
	w.each("others", 40, w.human, func(i int, _ int32, a *profile.Account) {
		a.Habit = profile.Habit{Temperature: int32(10 * i), MaxTokens: 1024}
		if i%2 == 0 {
			a.Habit = profile.Habit{Temperature: 1000, MaxTokens: 4096} // what a library sets
		}
	})
	w.each("script", 10, w.script, func(_ int, _ int32, a *profile.Account) {
		a.Habit = profile.Habit{Temperature: 700, MaxTokens: 777}
	})
	w.each("library", 10, w.script, func(_ int, _ int32, a *profile.Account) {
		a.Habit = profile.Habit{Temperature: 1000, MaxTokens: 4096}
	})
	w.each("browsers", 10, w.script, func(i int, _ int32, a *profile.Account) {
		if i < 4 {
			a.Habit = profile.Habit{Temperature: 700, MaxTokens: 777}
		}
	})
	ix, s := w.build(t)
	for _, c := range []struct {
		group string
		class float64
		ok    bool
	}{{"others", 1, true}, {"script", 2, true}, {"library", 1, true}, {"browsers", 0, false}} {
		v := &view{s: s, ix: ix, accounts: w.groups[c.group]}
		if x, ok := decoding.measure(v); x != c.class || ok != c.ok {
			h, _ := habitOf(v)
			t.Errorf("%s: class %v, %v (%+v)", c.group, x, ok, h)
		}
	}
}

// Of several sets the one that the prompts are likest counts; without a set
// nothing is said.
func TestOverlapWithKnownSets(t *testing.T) {
	w := newWorld(6)
	w.each("askers", 10, w.script, func(_ int, _ int32, a *profile.Account) {
		a.InSet, a.InSets = []int64{a.WithContent / 100, a.WithContent / 3}, a.WithContent/2
	})
	w.each("others", 10, w.human, func(int, int32, *profile.Account) {})
	ix, s := w.build(t)
	v := &view{s: s, ix: ix, accounts: w.groups["askers"]}
	s.KnownSets = nil
	if x, ok := knownSets.measure(v); ok {
		t.Errorf("class %v without a known set", x)
	}
	s.KnownSets = []string{"poems", "sums"}
	if set, share, ok := overlap(v); set != "sums" || !near(share, .5, .01) || !ok {
		t.Errorf("%v of %s, %v", share, set, ok)
	}
	if x, _ := knownSets.measure(v); x != 2 {
		t.Errorf("class %v", x)
	}
	v.accounts = w.groups["others"]
	if x, ok := knownSets.measure(v); x != 0 || !ok {
		t.Errorf("class %v, %v for others", x, ok)
	}
}
