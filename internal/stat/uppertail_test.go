package stat

import (
	"math"
	"math/big"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

// exactBinomialTail adds the masses up in rational arithmetic.
func exactBinomialTail(k, n int64, p float64) float64 {
	yes := new(big.Rat).SetFloat64(p)
	no := new(big.Rat).Sub(big.NewRat(1, 1), yes)
	total := new(big.Rat)
	for j := k; j <= n; j++ {
		term := new(big.Rat).SetInt(new(big.Int).Binomial(n, j))
		for range j {
			term.Mul(term, yes)
		}
		for range n - j {
			term.Mul(term, no)
		}
		total.Add(total, term)
	}
	mantissa := new(big.Float)
	exponent := new(big.Float).SetRat(total).MantExp(mantissa)
	m, _ := mantissa.Float64()
	return math.Log(m) + float64(exponent)*math.Ln2
}

func TestBinomialUpperLog(t *testing.T) {
	for _, c := range []struct {
		k, n int64
		p    float64
	}{
		{0, 10, 0.5}, {1, 10, 0.5}, {5, 10, 0.5}, {6, 10, 0.5}, {10, 10, 0.5}, {1, 1, 0.25}, {3, 30, 0.125},
		{30, 30, 1. / 1024}, {29, 30, 1. / 65536}, {2, 30, 0.9375}, {30, 30, 0.9375}, {1, 30, 1. / 65536},
	} {
		want := exactBinomialTail(c.k, c.n, c.p)
		if got := BinomialUpperLog(c.k, c.n, c.p); math.Abs(got-want) > 1e-12*math.Max(1, math.Abs(want)) {
			t.Errorf("P(X ≥ %d of %d at %v): log %v, want %v", c.k, c.n, c.p, got, want)
		}
	}
	inf := math.Inf(-1)
	for _, c := range []struct {
		k, n int64
		p    float64
		want float64
	}{{11, 10, 0.5, inf}, {1, 10, 0, inf}, {0, 10, 0, 0}, {10, 10, 1, 0}, {-3, 10, 0.5, 0}, {0, 0, 0.5, 0}} {
		if got := BinomialUpperLog(c.k, c.n, c.p); got != c.want {
			t.Errorf("P(X ≥ %d of %d at %v): log %v, want %v", c.k, c.n, c.p, got, c.want)
		}
	}
}

// TestUpperTailsAgreeWithIntegrals compares with the incomplete gamma and beta
// integrals, where those do not underflow.
func TestUpperTailsAgreeWithIntegrals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.OneOf(rapid.Int64Range(1, 40), rapid.Int64Range(1, 1_000_000)).Draw(t, "k")
		mean := float64(k) * rapid.Float64Range(0.5, 1.5).Draw(t, "ratio")
		if want := mathext.GammaIncReg(float64(k), mean); want > 1e-200 {
			if got := math.Exp(PoissonUpperLog(k, mean)); !near(got, want, 1e-8) {
				t.Fatalf("Poisson P(X ≥ %d at %v) = %v, want %v", k, mean, got, want)
			}
		}
		n := k + rapid.Int64Range(0, 1_000_000).Draw(t, "rest")
		p := min(mean/float64(n), 0.999)
		if want := mathext.RegIncBeta(float64(k), float64(n-k)+1, p); want > 1e-200 {
			if got := math.Exp(BinomialUpperLog(k, n, p)); !near(got, want, 1e-6) {
				t.Fatalf("binomial P(X ≥ %d of %d at %v) = %v, want %v", k, n, p, got, want)
			}
		}
	})
}

func TestPoissonUpperLog(t *testing.T) {
	for _, c := range []struct {
		k    int64
		mean float64
		want float64
	}{
		{0, 3, 0}, {-1, 3, 0}, {1, 0, math.Inf(-1)},
		{1, 1e-9, math.Log(-math.Expm1(-1e-9))},
		{1, 2, math.Log1p(-math.Exp(-2))}, {2, 2, math.Log1p(-3 * math.Exp(-2))},
		{3, 0.5, math.Log1p(-1.625 * math.Exp(-0.5))},
		// Far out the first two terms are all there is.
		{1000, 1e-3, 1000*math.Log(1e-3) - 1e-3 - lgamma(1001) + math.Log1p(1e-3/1001)},
	} {
		if got := PoissonUpperLog(c.k, c.mean); !near(got, c.want, 1e-12) {
			t.Errorf("P(X ≥ %d at %v): log %v, want %v", c.k, c.mean, got, c.want)
		}
	}
}

func lgamma(x float64) float64 {
	g, _ := math.Lgamma(x)
	return g
}

func TestMassesAddUp(t *testing.T) {
	for _, mean := range []float64{0, 0.3, 7, 40} {
		var total float64
		for k := range int64(200) {
			total += math.Exp(PoissonLogMass(k, mean))
		}
		if !near(total, 1, 1e-13) {
			t.Errorf("Poisson masses at %v add up to %v", mean, total)
		}
	}
	for _, p := range []float64{0, 0.01, 0.5, 0.97, 1} {
		for _, n := range []int64{0, 1, 15, 200} {
			var total float64
			for k := range n + 1 {
				total += math.Exp(BinomialLogMass(k, n, p))
			}
			if !near(total, 1, 1e-12) {
				t.Errorf("binomial masses of %d at %v add up to %v", n, p, total)
			}
		}
	}
}

func TestBinomialLLR(t *testing.T) {
	for _, c := range []struct {
		k, n    int64
		p, null float64
		want    float64
	}{
		{0, 0, 0.3, 0.1, 0}, {5, 10, 0.5, 0.5, 0}, {3, 3, 0.5, 0.25, 3 * math.Ln2},
		{0, 2, 0.5, 0.75, 2 * math.Ln2}, {3, 3, 1, 0.5, 3 * math.Ln2}, {0, 3, 0, 0.5, 3 * math.Ln2},
	} {
		if got := BinomialLLR(c.k, c.n, c.p, c.null); !near(got, c.want, 1e-14) {
			t.Errorf("%+v: %v", c, got)
		}
	}
	// 9 of 10 speaks against p = 0.5 less than it speaks against 0.1, and a
	// count above p is not held against p.
	if point, tail := BinomialLLR(100, 100, 0.6, 0.9), BinomialTailLLR(60, 100, 0.6, 0.5); point >= 0 || tail <= 0 {
		t.Errorf("point %v, tail %v", point, tail)
	}
	if got, want := BinomialTailLLR(10, 10, 0.5, 0.25), 10*math.Ln2; !near(got, want, 1e-12) {
		t.Errorf("ten of ten: %v, want %v", got, want)
	}
}

func BenchmarkBinomialUpperLog(b *testing.B) {
	for b.Loop() {
		BinomialUpperLog(10_300, 1_000_000, 0.01)
	}
}
