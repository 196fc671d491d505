package check

import (
	"math"
	"math/rand/v2"
	"testing"
)

// rows of two classes that differ in what rule says.
func rows(seed uint64, n int, rule func(x []float64) float64) ([][]float64, []bool) {
	r := rand.New(rand.NewPCG(seed, 1))
	x, y := make([][]float64, n), make([]bool, n)
	for i := range x {
		x[i] = []float64{r.NormFloat64(), r.Float64(), float64(r.IntN(3))}
		y[i] = r.Float64() < 1/(1+math.Exp(-rule(x[i])))
	}
	return x, y
}

func judged(f *forest, x [][]float64, y []bool) float64 {
	var sought, others []float64
	for i := range x {
		if y[i] {
			sought = append(sought, f.score(x[i]))
		} else {
			others = append(others, f.score(x[i]))
		}
	}
	return auc(sought, others)
}

func TestTreesLearn(t *testing.T) {
	how := growth{rounds: 60, depth: 3, rate: .2, least: 5}
	for name, rule := range map[string]struct {
		f    func(x []float64) float64
		low  float64
		high float64
	}{
		"a line":      {func(x []float64) float64 { return 4 * x[0] }, .9, 1},
		"a band":      {func(x []float64) float64 { return 6 - 12*math.Abs(x[0]) }, .9, 1},
		"both or no":  {func(x []float64) float64 { return 8 * x[0] * (x[1] - .5) }, .68, 1},
		"nothing":     {func([]float64) float64 { return -1 }, .44, .56},
		"one in many": {func(x []float64) float64 { return 4*x[0] - 7 }, .85, 1},
	} {
		x, y := rows(1, 3000, rule.f)
		f := grow(x, y, how)
		tx, ty := rows(2, 3000, rule.f)
		if got := judged(f, tx, ty); got < rule.low || got > rule.high {
			t.Errorf("%s: AUC %.3f, want %.2f to %.2f", name, got, rule.low, rule.high)
		}
		g := grow(x, y, how)
		for i := range tx[:50] {
			if f.score(tx[i]) != g.score(tx[i]) {
				t.Fatalf("%s: the same rows give other trees", name)
			}
		}
	}
}

func TestGainNamesTheFeature(t *testing.T) {
	x, y := rows(3, 1000, func(x []float64) float64 { return 10*x[1] - 5 })
	f := grow(x, y, growth{rounds: 10, depth: 2, rate: .3, least: 5})
	if got := leading(f.gain, []string{"a", "b", "c"}, 1); len(got) != 1 || got[0] != "b" {
		t.Errorf("most by %v", got)
	}
	if got := leading([]float64{0, 0}, []string{"a", "b"}, 2); got != nil {
		t.Errorf("what gained nothing is named: %v", got)
	}
}

func TestAUC(t *testing.T) {
	for _, c := range []struct {
		sought, others []float64
		want           float64
	}{
		{[]float64{3, 4}, []float64{1, 2}, 1}, {[]float64{1, 2}, []float64{3, 4}, 0}, {[]float64{1, 1}, []float64{1, 1}, .5},
		{[]float64{2, 4}, []float64{1, 3}, .75}, {[]float64{1}, []float64{0, 1}, .75},
	} {
		if got := auc(c.sought, c.others); got != c.want {
			t.Errorf("%v against %v: %g, want %g", c.sought, c.others, got, c.want)
		}
	}
}

func TestRecallAt(t *testing.T) {
	others := make([]float64, 2000)
	for i := range others {
		others[i] = float64(i)
	}
	// Two of 2,000 may be accused: the threshold is the third highest.
	for v, want := range map[float64]float64{1997: 0, 1997.5: 1, 1999: 1} {
		if got := recallAt(.001, []float64{v}, others); got != want {
			t.Errorf("%g: recall %g, want %g", v, got, want)
		}
	}
	// Of 500 none may be.
	if got := recallAt(.001, []float64{499, 499.5}, others[:500]); got != .5 {
		t.Errorf("recall %g among 500, want .5", got)
	}
}
