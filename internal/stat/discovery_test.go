package stat

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// near reports whether two numbers agree to a relative error, or both are the
// same infinity or NaN.
func near(a, b, relative float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= relative*math.Max(math.Abs(a), math.Abs(b))
}

func TestBenjaminiHochberg(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct{ p, q []float64 }{
		{nil, []float64{}},
		{[]float64{0.02}, []float64{0.02}},
		{[]float64{0.01, 0.04, 0.03, 0.005}, []float64{0.02, 0.04, 0.04, 0.02}},
		{[]float64{0.2, 0.1, 0.1}, []float64{0.2, 0.15, 0.15}},           // ties
		{[]float64{nan, 0.01}, []float64{1, 0.02}},                       // still a test
		{[]float64{-1, 7, 0.5}, []float64{0, 1, 0.75}},                   // clipped
		{[]float64{0.9, 0.8, 0.95, 0.85}, []float64{.95, .95, .95, .95}}, // never falls
	} {
		got := BenjaminiHochberg(c.p)
		if !slices.EqualFunc(got, c.q, func(a, b float64) bool { return near(a, b, 1e-12) }) {
			t.Errorf("%v: q %v, want %v", c.p, got, c.q)
		}
	}
}

// TestBenjaminiHochbergIsTheStepUp compares with the rule as published: reject
// the k smallest for the largest k with p_(k) ≤ α·k/m.
func TestBenjaminiHochbergIsTheStepUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 64), func(i int) float64 { return float64(i) / 64 }), 1, 12).Draw(t, "p")
		alpha := rapid.SampledFrom([]float64{0.01, 0.1, 0.3, 0.7}).Draw(t, "alpha")
		sorted := slices.Sorted(slices.Values(p))
		limit := -1.0
		for k, x := range sorted {
			if x*float64(len(p))/float64(k+1) <= alpha {
				limit = x
			}
		}
		for i, q := range BenjaminiHochberg(p) {
			if (q <= alpha) != (p[i] <= limit) {
				t.Fatalf("p %v, q %v at α %v, limit %v", p[i], q, alpha, limit)
			}
		}
	})
}
