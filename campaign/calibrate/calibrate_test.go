package calibrate

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// alone makes a unit of each account from the first to before the last.
func alone(from, to int32) []Unit {
	var out []Unit
	for i := from; i < to; i++ {
		out = append(out, Unit{i})
	}
	return out
}

func TestGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Unit
		owner := map[int32]int{}
		next := int32(0)
		for u, n := range rapid.SliceOfN(rapid.IntRange(1, 5), 0, 30).Draw(t, "units") {
			all = append(all, nil)
			for range n {
				all[u] = append(all[u], next)
				owner[next] = u
				next++
			}
		}
		cut := rapid.IntRange(0, len(all)).Draw(t, "cut")
		strata := [][]Unit{all[:cut], all[cut:]}
		size := rapid.IntRange(0, 40).Draw(t, "size")
		seed := rapid.Uint64().Draw(t, "seed")
		groups := Groups(seed, all, strata, size, 9)
		if size < 1 || size > int(next) {
			if groups != nil {
				t.Fatalf("%d accounts gave groups of %d", next, size)
			}
			return
		}
		if len(groups) != 9 || !reflect.DeepEqual(groups, Groups(seed, all, strata, size, 9)) {
			t.Fatal("draws are not a function of the arguments")
		}
		for _, g := range groups {
			if len(g) != size || !slices.IsSorted(g) || len(slices.Compact(slices.Clone(g))) != size {
				t.Fatalf("a group of %d: %v", size, g)
			}
			held := map[int]int{}
			for _, a := range g {
				u, ok := owner[a]
				if !ok {
					t.Fatalf("drawn from nowhere: %v", g)
				}
				held[u]++
			}
			parts := 0
			for u, n := range held {
				if n < len(all[u]) {
					parts++
				}
			}
			if parts > 1 {
				t.Fatalf("%d units were drawn in part: %v", parts, g)
			}
		}
	})
}

func TestGroupsDrawFromStrata(t *testing.T) {
	all := alone(0, 300)
	strata := [][]Unit{all[:100], all[100:290], all[290:]} // the last is too small
	within := 0
	for i, g := range Groups(5, all, strata, 20, 200) {
		in := -1
		for k, s := range strata {
			if g[0] >= s[0][0] && g[len(g)-1] <= s[len(s)-1][0] {
				in = k
			}
		}
		if i%2 == 1 && in < 0 {
			t.Errorf("draw %d is from no stratum: %v", i, g)
		}
		if in == 2 {
			t.Errorf("draw %d is from a stratum of 10", i)
		}
		if in == 0 {
			within++
		}
	}
	if within < 15 || within > 60 { // a third of a hundred, the rest by accident
		t.Errorf("%d draws from a stratum of a third", within)
	}
}

func TestGroupsAreFair(t *testing.T) {
	count := make([]int, 30)
	for _, g := range Groups(9, alone(0, 30), nil, 10, 3000) {
		for _, a := range g {
			count[a]++
		}
	}
	for a, n := range count { // 1,000 each, deviation 26
		if math.Abs(float64(n)-1000) > 130 {
			t.Errorf("account %d is in %d of 3,000 draws", a, n)
		}
	}
}

func scores(n int) []float64 {
	rng := rand.New(rand.NewPCG(1, 2))
	out := make([]float64, n)
	for i := range out {
		out[i] = rng.NormFloat64()
	}
	return out
}

func TestNullIsMonotone(t *testing.T) {
	null, ok := Fit(16, scores(Draws))
	if !ok || null.Size != 16 || len(null.Scores) != Draws {
		t.Fatal("no null of enough scores")
	}
	last := 1.
	for x := -5.; x < 30; x += .05 {
		p := null.P(x)
		if !(p > 0 && p <= last) {
			t.Fatalf("P(%v) = %v, after %v", x, p, last)
		}
		last = p
	}
	if null.P(-10) != 1 || null.P(30) > 1e-6 {
		t.Errorf("P(-10) = %v, P(30) = %v: ranks alone cannot go below %v", null.P(-10), null.P(30), 1/float64(Draws+1))
	}
	if m := null.P(0); m < .4 || m > .6 {
		t.Errorf("the median has p-value %v", m)
	}
}

func TestFitRefuses(t *testing.T) {
	broken := scores(60)
	broken[7] = math.NaN()
	for _, s := range [][]float64{nil, scores(49), broken} {
		if _, ok := Fit(8, s); ok {
			t.Errorf("a null of %d scores was fitted", len(s))
		}
	}
}

func TestSize(t *testing.T) {
	for _, c := range [][2]int{{0, 8}, {10, 8}, {15, 8}, {16, 16}, {100, 64}, {256, 256}, {1 << 20, 256}} {
		if got := Size(c[0]); got != c[1] {
			t.Errorf("%d accounts are calibrated at %d, want %d", c[0], got, c[1])
		}
	}
}
