package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestExpTailIsUniform draws a new sample of nulls for every new null, so that
// the doubt about the fit counts: P must be right even for a handful.
func TestExpTailIsUniform(t *testing.T) {
	const trials = 40_000
	for _, n := range []int{5, 20, 100} {
		r := rand.New(rand.NewPCG(uint64(n), 5))
		nulls := make([]float64, n)
		floor := 1 / float64(n+1)
		levels := []float64{floor / 100, floor / 10, floor / 2, floor, 2 * floor, 0.5}
		below := make([]int, len(levels))
		upper := make([]int, len(levels))
		for range trials {
			for i := range nulls {
				nulls[i] = 3 + 2*r.ExpFloat64()
			}
			tail, err := FitExpTail(nulls, 0.8)
			if err != nil {
				t.Fatal(err)
			}
			x := 3 + 2*r.ExpFloat64()
			for i, level := range levels {
				if tail.P(x) <= level*(1+1e-12) {
					below[i]++
				}
				if tail.Upper(x) <= level*(1+1e-12) {
					upper[i]++
				}
			}
		}
		for i, level := range levels {
			want := level
			if level > floor { // ranks come in steps
				want = math.Floor(level/floor*(1+1e-12)) * floor
			}
			deviation := math.Sqrt(trials * want * (1 - want))
			if z := (float64(below[i]) - trials*want) / deviation; math.Abs(z) > 4 {
				t.Errorf("%d nulls: P ≤ %.2g in %d of %d, z = %.1f", n, level, below[i], trials, z)
			}
			if upper[i] > below[i] {
				t.Errorf("%d nulls: Upper is less careful than P at %.2g", n, level)
			}
		}
	}
}

func TestExpTailFallsAndStaysPositive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		score := rapid.OneOf(
			rapid.Map(rapid.IntRange(-5, 5), func(i int) float64 { return float64(i) }), // ties
			rapid.Float64Range(-1e6, 1e6))
		nulls := rapid.SliceOfN(score, 0, 30).Draw(t, "nulls")
		q := rapid.Float64Range(0, 0.99).Draw(t, "quantile")
		tail, err := FitExpTail(nulls, q)
		if err != nil {
			t.Fatal(err)
		}
		xs := append(rapid.SliceOfN(score, 1, 20).Draw(t, "xs"), math.Inf(-1), math.Inf(1), 1e300)
		xs = append(xs, nulls...)
		slices.Sort(xs)
		lastP, lastUpper := 1.0, 1.0
		for _, x := range xs {
			p, upper := tail.P(x), tail.Upper(x)
			if !(p > 0 && p <= lastP && upper >= p && upper <= lastUpper) {
				t.Fatalf("at %v: P %v after %v, Upper %v after %v", x, p, lastP, upper, lastUpper)
			}
			lastP, lastUpper = p, upper
		}
		slices.Reverse(nulls)
		if turned, _ := FitExpTail(nulls, q); turned.P(7.5) != tail.P(7.5) || turned.Scale != tail.Scale {
			t.Fatal("the order of the nulls is seen")
		}
	})
}

func TestExpTailValues(t *testing.T) {
	tail, err := FitExpTail([]float64{4, 1, 2, 3}, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	// Above the threshold 2: excesses 1 and 2, so scale 1.5, Q = 3 + 2.
	if tail.Nulls != 4 || tail.Exceed != 2 || tail.Threshold != 2 || tail.Largest != 4 || tail.Scale != 1.5 {
		t.Errorf("fit %+v", tail)
	}
	// χ²₀.₀₅ with 4 degrees of freedom is 0.710723.
	if want := 2 * 5 / 0.710723; !near(tail.ScaleUpper, want, 1e-5) {
		t.Errorf("upper scale %v, want %v", tail.ScaleUpper, want)
	}
	for _, c := range []struct{ x, p float64 }{
		{math.NaN(), 1}, {0, 1}, {1, 1}, {2.5, 0.6}, {4, 0.4}, {9, 0.2 / 4},
	} {
		if got := tail.P(c.x); !near(got, c.p, 1e-12) {
			t.Errorf("P(%v) = %v, want %v", c.x, got, c.p)
		}
	}
	if got, want := tail.Upper(9), 0.2*math.Exp(-5/tail.ScaleUpper); !near(got, want, 1e-12) {
		t.Errorf("Upper(9) = %v, want %v", got, want)
	}
}

func TestExpTailWithoutATail(t *testing.T) {
	for _, c := range []struct {
		nulls []float64
		p     float64
	}{{nil, 1}, {[]float64{1}, 0.5}, {[]float64{0, 1, 1, 1}, 0.2}} {
		tail, err := FitExpTail(c.nulls, 0.5)
		if err != nil {
			t.Fatal(err)
		}
		if got := tail.P(1e9); got != c.p || tail.Upper(1e9) != c.p || tail.Scale != 0 {
			t.Errorf("%v: P far out %v, want %v; scale %v", c.nulls, got, c.p, tail.Scale)
		}
	}
}

func TestExpTailErrors(t *testing.T) {
	for _, c := range []struct {
		nulls []float64
		q     float64
		want  string
	}{
		{[]float64{1, math.NaN()}, 0.9, "null score 1"},
		{[]float64{math.Inf(1)}, 0.9, "null score 0"},
		{[]float64{1, 2}, 1, "quantile 1"},
		{[]float64{1, 2}, math.NaN(), "quantile NaN"},
	} {
		if _, err := FitExpTail(c.nulls, c.q); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v at %v: error %v, want one with %q", c.nulls, c.q, err, c.want)
		}
	}
}

func BenchmarkExpTail(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 6))
	nulls := make([]float64, 10_000)
	for i := range nulls {
		nulls[i] = r.ExpFloat64()
	}
	for b.Loop() {
		if _, err := FitExpTail(nulls, 0.9); err != nil {
			b.Fatal(err)
		}
	}
}
