package stat

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestNormalLogPDF(t *testing.T) {
	for _, c := range []struct{ x, mean, deviation, want float64 }{
		{0, 0, 1, math.Log(0.3989422804014327)},
		{3, 1, 2, math.Log(0.12098536225957168)},
		{100, 0, 1, -5000.918938533205},
	} {
		if got := NormalLogPDF(c.x, c.mean, c.deviation); !near(got, c.want, 1e-14) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestLogSumExp(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		xs   []float64
		want float64
	}{
		{nil, -inf}, {[]float64{-inf, -inf}, -inf}, {[]float64{inf, 3}, inf},
		{[]float64{math.NaN(), 3}, math.NaN()}, {[]float64{-inf, 3}, 3},
		{[]float64{1000, 1000}, 1000 + math.Ln2},
		{[]float64{-1000, -1000, -1000}, -1000 + math.Log(3)},
	} {
		if got := LogSumExp(c.xs); !near(got, c.want, 1e-15) {
			t.Errorf("%v: %v, want %v", c.xs, got, c.want)
		}
	}
}

func TestLogistic(t *testing.T) {
	for _, c := range []struct{ x, want float64 }{
		{0, 0.5}, {math.Log(3), 0.75}, {-math.Log(3), 0.25}, {800, 1}, {-800, 0}, {-700, math.Exp(-700)},
	} {
		if got := Logistic(c.x); !near(got, c.want, 1e-14) {
			t.Errorf("%v: %v, want %v", c.x, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-15, 15).Draw(t, "x")
		if back := Logit(Logistic(x)); math.Abs(back-x) > 1e-8 {
			t.Fatalf("%v comes back as %v", x, back)
		}
	})
}

func TestBinaryEntropy(t *testing.T) {
	for _, c := range []struct{ p, want float64 }{
		{0, 0}, {1, 0}, {0.5, 1}, {0.25, 2 - 0.75*math.Log2(3)}, {0.75, 2 - 0.75*math.Log2(3)}, {1.5, math.NaN()},
	} {
		if got := BinaryEntropy(c.p); !near(got, c.want, 1e-14) {
			t.Errorf("%v: %v, want %v", c.p, got, c.want)
		}
	}
}

func TestRound6(t *testing.T) {
	for _, c := range []struct{ x, want float64 }{
		{1234567, 1234570}, {-0.00012345678, -0.000123457}, {0.1, 0.1}, {0.3 - 0.1, 0.2},
		{1234565, 1234560}, {999999.6, 1000000}, {math.Copysign(0, -1), 0},
		{5e-324, 5e-324}, {math.MaxFloat64, 1.79769e308},
		{math.Inf(-1), math.Inf(-1)}, {math.NaN(), math.NaN()},
	} {
		got := Round6(c.x)
		if !near(got, c.want, 0) || math.Signbit(got) != math.Signbit(c.want) {
			t.Errorf("%v: %v, want %v", c.x, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64().Draw(t, "x")
		r := Round6(x)
		if Round6(r) != r || len(strconv.FormatFloat(math.Abs(r), 'e', -1, 64)) > len("1.23456e-308") {
			t.Fatalf("%v rounds to %v", x, r)
		}
		if math.Abs(x) > 1e-300 && !near(r, x, 5e-6) {
			t.Fatalf("%v rounds to %v, too far", x, r)
		}
	})
}

func TestQuantile(t *testing.T) {
	five := []float64{1, 2, 4, 8, 16}
	for _, c := range []struct {
		sorted  []float64
		q, want float64
	}{
		{nil, 0.5, math.NaN()}, {[]float64{3}, 0.9, 3}, {five, 0, 1}, {five, 1, 16}, {five, 0.5, 4},
		{five, 0.1, 1.4}, {five, 0.9, 12.8}, {five, -1, 1}, {five, 2, 16},
	} {
		if got := Quantile(c.sorted, c.q); !near(got, c.want, 1e-14) {
			t.Errorf("%v at %v: %v, want %v", c.sorted, c.q, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(-10, 10), 1, 20).Draw(t, "xs")
		slices.Sort(xs)
		a, b := rapid.Float64Range(0, 1).Draw(t, "a"), rapid.Float64Range(0, 1).Draw(t, "b")
		if Quantile(xs, min(a, b)) > Quantile(xs, max(a, b))+1e-12 {
			t.Fatalf("quantiles fall between %v and %v", a, b)
		}
	})
}

func TestMedianMAD(t *testing.T) {
	xs := []float64{9, 1, 2, 6, 2, 4, 1}
	if median, mad := MedianMAD(xs); median != 2 || mad != 1 || xs[0] != 9 {
		t.Errorf("median %v, MAD %v, numbers now %v; want 2, 1", median, mad, xs)
	}
	if median, mad := MedianMAD(nil); !math.IsNaN(median) || !math.IsNaN(mad) {
		t.Errorf("of nothing: %v, %v", median, mad)
	}
	for _, c := range []struct{ x, median, mad, want float64 }{
		{5, 2, 1 / 1.4826022185056018, 3}, {2, 2, 0, 0}, {1, 2, 0, math.Inf(-1)},
	} {
		if got := RobustZ(c.x, c.median, c.mad); !near(got, c.want, 1e-14) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
