package stat

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func sums(xs []int64) (s Sums) {
	for _, x := range xs {
		s.Add(x)
	}
	return s
}

func TestSumsMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOf(rapid.Int64Range(-1_000_000, 1_000_000))
		a, b := counts.Draw(t, "a"), counts.Draw(t, "b")
		whole := sums(append(append([]int64{}, a...), b...))
		left, right := sums(a), sums(b)
		left.Merge(right)
		right.Merge(sums(a))
		if left != whole || right != whole {
			t.Fatalf("merged %+v and %+v, unsplit %+v", left, right, whole)
		}
	})
}

// TestSumsVarIsExact compares with rational arithmetic, on counts so far from
// zero that floating-point sums would lose them.
func TestSumsVarIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.Int64Range(-1_000_000_000, 1_000_000_000).Draw(t, "base")
		xs := rapid.SliceOfN(rapid.Int64Range(0, 3), 2, 8).Draw(t, "xs")
		mean, square := new(big.Rat), new(big.Rat)
		n := big.NewRat(int64(len(xs)), 1)
		for i := range xs {
			xs[i] += base
			mean.Add(mean, big.NewRat(xs[i], 1))
		}
		mean.Quo(mean, n)
		for _, x := range xs {
			d := new(big.Rat).Sub(big.NewRat(x, 1), mean)
			square.Add(square, d.Mul(d, d))
		}
		want, _ := square.Quo(square, new(big.Rat).Sub(n, big.NewRat(1, 1))).Float64()
		if got := sums(xs).Var(); !near(got, want, 1e-15) {
			t.Fatalf("variance of %v: %v, want %v", xs, got, want)
		}
	})
}

// TestSumsVarOver64Bits has (Σx)² just below 2⁶⁴ and n·Σx² just above.
func TestSumsVarOver64Bits(t *testing.T) {
	got := sums([]int64{1<<31 + 1<<17, 1<<31 - 1 - 1<<17}).Var()
	if want := float64((1<<18+1)*(1<<18+1)) / 2; got != want {
		t.Errorf("variance %v, want %v", got, want)
	}
}

func TestFano(t *testing.T) {
	for _, c := range []struct {
		xs   []int64
		want float64
	}{
		{nil, math.NaN()}, {[]int64{3}, math.NaN()}, {[]int64{0, 0}, math.NaN()},
		{[]int64{4, 4, 4}, 0}, {[]int64{1, 3}, 1}, {[]int64{0, 0, 0, 20}, 20},
	} {
		if got := sums(c.xs).Fano(); !near(got, c.want, 1e-12) {
			t.Errorf("%v: %v, want %v", c.xs, got, c.want)
		}
	}
}

func TestWelford(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOf(rapid.Float64Range(-1e3, 1e3)).Draw(t, "xs")
		cut := rapid.IntRange(0, len(xs)).Draw(t, "cut")
		var whole, left, right Welford
		for i, x := range xs {
			whole.Add(x)
			if i < cut {
				left.Add(x)
			} else {
				right.Add(x)
			}
		}
		left.Merge(right)
		var mean, square float64
		for _, x := range xs {
			mean += x / float64(len(xs))
		}
		for _, x := range xs {
			square += (x - mean) * (x - mean)
		}
		close := func(a, b float64) bool { return math.Abs(a-b) < 1e-6 || math.IsNaN(a) && math.IsNaN(b) }
		for name, w := range map[string]Welford{"unsplit": whole, "merged": left} {
			if w.N() != int64(len(xs)) || len(xs) > 0 && !close(w.Mean(), mean) ||
				len(xs) > 1 && !close(w.Var(), square/float64(len(xs)-1)) {
				t.Fatalf("%s: n %d, mean %v, variance %v of %v", name, w.N(), w.Mean(), w.Var(), xs)
			}
		}
	})
	if w := (Welford{}); !math.IsNaN(w.Mean()) || !math.IsNaN(w.Var()) {
		t.Error("nothing has a mean or a variance")
	}
}

func TestDispersion(t *testing.T) {
	for _, c := range []struct {
		xs           []int64
		even, uneven float64
	}{
		{[]int64{0, 0}, math.NaN(), math.NaN()},
		// Mean 5, D = 40/5 = 8 with 4 degrees of freedom: P(χ² > 8) = 5·e⁻⁴.
		{[]int64{5, 1, 9, 7, 3}, 1 - 5*math.Exp(-4), 5 * math.Exp(-4)},
		// D = 0.4 with 2 degrees of freedom: P(χ² > 0.4) = e^−0.2.
		{[]int64{4, 5, 6}, 1 - math.Exp(-0.2), math.Exp(-0.2)},
	} {
		even, uneven := Dispersion(sums(c.xs))
		if !near(even, c.even, 1e-10) || !near(uneven, c.uneven, 1e-10) {
			t.Errorf("%v: %v and %v, want %v and %v", c.xs, even, uneven, c.even, c.uneven)
		}
	}
}
