package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestSignFlip(t *testing.T) {
	if p := SignFlip(nil); p != 1 {
		t.Errorf("nothing: p %v", p)
	}
	if p := SignFlip([]float64{0, 0}); p != 1 {
		t.Errorf("no difference: p %v", p)
	}
	if p := SignFlip([]float64{1, 1, 1, 1}); !near(p, math.Erfc(math.Sqrt2), 1e-12) { // z = 2
		t.Errorf("four equal ones: p %v", p)
	}
	if p := SignFlip([]float64{1e9}); p < .3 { // one cannot decide
		t.Errorf("one of any size: p %v", p)
	}
	if a, b := SignFlip([]float64{1, 2, -.5, 4}), SignFlip([]float64{-1, -2, .5, -4}); a != b {
		t.Errorf("two-sided: %v and %v", a, b)
	}
}

func TestSmirnov(t *testing.T) {
	if d, p := Smirnov(nil, []float64{1}); d != 0 || p != 1 {
		t.Errorf("nothing: %v, p %v", d, p)
	}
	x := []float64{3, 1, 2, 2}
	if d, p := Smirnov(x, x); d != 0 || p != 1 {
		t.Errorf("the same sample: %v, p %v", d, p)
	}
	if x[0] != 3 {
		t.Error("the sample was sorted in place")
	}
	if d, _ := Smirnov([]float64{1, 2, 3, 4}, []float64{3, 4, 5, 6}); d != .5 {
		t.Errorf("half apart: %v", d)
	}
	if d, _ := Smirnov([]float64{1, 1, 2}, []float64{1, 2, 2}); !near(d, 1./3, 1e-12) { // ties step together
		t.Errorf("ties: %v", d)
	}
}

// TestTwoSampleLevels holds both tests to their level on samples of one law, and
// asks that they see a shift.
func TestTwoSampleLevels(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	const runs = 2000
	sign, smirnov, seen := 0, 0, 0
	for range runs {
		var ds, x, y []float64
		for range 64 {
			a, b := rng.ExpFloat64(), rng.ExpFloat64()
			ds, x, y = append(ds, b-a), append(x, a), append(y, b)
		}
		if SignFlip(ds) <= .05 {
			sign++
		}
		if _, p := Smirnov(x, y); p <= .05 {
			smirnov++
		}
		for i := range y {
			y[i] += .7
			ds[i] += .7
		}
		_, p := Smirnov(x, y)
		if SignFlip(ds) <= .01 && p <= .01 {
			seen++
		}
	}
	if sign > 140 || sign < 60 || smirnov > 140 || smirnov < 30 { // 100 expected, deviation 10; Smirnov's is discrete
		t.Errorf("of %d at 5 %%: signs reject %d, Smirnov %d", runs, sign, smirnov)
	}
	if seen < runs*8/10 {
		t.Errorf("a shift of .7 is seen by both in %d of %d", seen, runs)
	}
}
