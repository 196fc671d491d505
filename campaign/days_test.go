package campaign

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Accounts of one rate have Fano factor 1, whatever their number, their rate and
// when they came.
func TestFanoOfOneRateIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := draw(t)
		moments := atRandom(rng, rapid.IntRange(150, 300).Draw(t, "accounts"), rapid.Float64Range(8, 40).Draw(t, "rate"), 14)
		for i := range moments { // some came later
			if i%3 == 0 {
				moments[i] = slices.DeleteFunc(moments[i], func(t int64) bool { return t < start+int64(i%9)*day })
			}
		}
		v := clockwork(moments)
		if x, ok := totalsFano(v); !ok || x < .6 || x > 1.6 {
			t.Fatalf("F = %v, %v", x, ok)
		}
		if x, ok := dailyFano(v); !ok || x < .8 || x > 1.25 {
			t.Fatalf("D = %v, %v", x, ok)
		}
	})
}

// The order of the accounts does not matter beyond rounding, and twice the
// spread of rates is more than twice the factor.
func TestFanoGrowsWithSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := draw(t)
		group := func(spread float64) *view {
			var moments [][]int64
			for range 60 {
				moments = append(moments, atRandom(rng, 1, 20*math.Exp(spread*rng.NormFloat64()-spread*spread/2), 14)...)
			}
			return clockwork(moments)
		}
		even, uneven := group(.1), group(1)
		a, _ := totalsFano(even)
		b, _ := totalsFano(uneven)
		if b < 5*a {
			t.Fatalf("a spread of .1 has F = %v, one of 1 has %v", a, b)
		}
		slices.Reverse(uneven.accounts)
		if c, _ := totalsFano(uneven); !near(c, b, 1e-9*b) {
			t.Fatalf("in reverse %v, not %v", c, b)
		}
	})
}

// A day at the plan's limit says nothing of who set it.
func TestCappedDaysAreLeftOut(t *testing.T) {
	var moments [][]int64
	for i := range int64(30) {
		var ms []int64
		for d := range int64(10) {
			n := int64(50) // the limit
			if (d+i)%3 == 0 {
				n = 1 + (i*7+d*3)%20
			}
			for k := range n {
				ms = append(ms, start+d*day+k*secondMicros)
			}
		}
		moments = append(moments, ms)
	}
	v := clockwork(moments)
	v.pop.caps = findCaps(v.s)
	if got := v.pop.caps[""]; got != 48 {
		t.Fatalf("the limit is taken for %d, 50 less 3 %% is 48", got)
	}
	for i := range v.s.Accounts {
		x, days := v.uncapped(&v.s.Accounts[i])
		if days < 3 || days > 4 || x > 20*days {
			t.Errorf("account %d: %v exchanges on %v days outside the limit", i, x, days)
		}
	}
	with, _ := totalsFano(v)
	v.pop.caps = nil
	without, _ := totalsFano(v)
	if with == without {
		t.Error("capped days make no difference")
	}
}

func TestLimitOf(t *testing.T) {
	run := func(n int, v int32) []int32 { return slices.Repeat([]int32{v}, n) }
	for _, c := range []struct {
		name    string
		volumes []int32
		want    bool
	}{
		{"nothing", nil, false},
		{"a crowd at the top", append(run(300, 30), run(40, 100)...), true},
		{"too few to be a crowd", append(run(300, 30), run(capDays-1, 100)...), false},
		{"as many just below", append(run(20, 95), run(40, 100)...), false},
		{"so low that it is an accident", run(100, 3), false},
	} {
		if _, ok := limitOf(c.volumes); ok != c.want {
			t.Errorf("%s: %v", c.name, ok)
		}
	}
}

// A first and a last day are parts of days, and days outside the active span are
// no days at all: half of the accounts come a week later.
func TestDailyCountsTheActiveSpan(t *testing.T) {
	var moments [][]int64
	for i := range int64(20) {
		var ms []int64
		for d := 7 * (i % 2); d < 14; d++ {
			for k := range int64(10) {
				ms = append(ms, start+d*day+k*hourMicros+i*secondMicros)
			}
		}
		moments = append(moments, ms)
	}
	if x, ok := dailyFano(clockwork(moments)); !ok || x != leastFano {
		t.Errorf("equal days have D = %v, %v", x, ok)
	}
	silent := slices.DeleteFunc(slices.Clone(moments[0]), func(t int64) bool { return t/day == (start+5*day)/day })
	if x, _ := dailyFano(clockwork(append(moments[1:], silent))); x <= leastFano {
		t.Error("a silent day inside the span does not count")
	}
}
