package arrival

import (
	"math"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"
)

func load(t *testing.T) *Laws {
	t.Helper()
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// What is drawn from a law has its quantiles.
func TestDrawsHaveTheFittedQuantiles(t *testing.T) {
	l, r := load(t), rand.New(rand.NewPCG(1, 2))
	const n = 20000
	var drawn [4][]float64
	var think []float64
	for range n {
		c := l.Clients.Draw(r)
		for i, v := range []float64{c.Rate, c.CV, c.Duty, c.Night} {
			drawn[i] = append(drawn[i], v)
		}
		think = append(think, l.Think.Draw(r))
	}
	for name, pair := range map[string]struct {
		law  Quantiles
		have []float64
	}{"rate": {l.Clients.Rate, drawn[0]}, "cv": {l.Clients.CV, drawn[1]}, "duty": {l.Clients.Duty, drawn[2]}, "night": {l.Clients.Night, drawn[3]}, "think": {l.Think, think}} {
		sort.Float64s(pair.have)
		for k := 2; k <= Steps-2; k++ {
			// Two hundredths of probability: six standard errors of the sample.
			p := float64(k) / Steps
			low, high := pair.law.At(p-.02), pair.law.At(p+.02)
			if got := pair.have[int(p*n)]; got < low || got > high {
				t.Errorf("%s at %.2f: %g, want %g to %g", name, p, got, low, high)
			}
		}
	}
}

func TestClientsGoTogether(t *testing.T) {
	l, r := load(t), rand.New(rand.NewPCG(3, 4))
	busy, n := 0, 0
	for range 5000 {
		c := l.Clients.Draw(r)
		if c.Rate > l.Clients.Rate.At(.8) {
			n++
			if c.Duty > l.Clients.Duty.At(.5) {
				busy++
			}
		}
	}
	if share := float64(busy) / float64(n); share < .8 {
		t.Errorf("only %.2f of the fastest fifth run more than half of all do; the correlation is %.2f", share, l.Clients.Correlation[0][2])
	}
}

func TestScaledHasMeanOneAndItsSpread(t *testing.T) {
	l, r := load(t), rand.New(rand.NewPCG(5, 6))
	for _, spread := range []float64{0, .5, 1.3} {
		f := l.Clients.Scaled(spread)
		var sum, logs, squares float64
		const n = 40000
		for range n {
			v := f(l.Clients.Draw(r).Rate)
			sum, logs, squares = sum+v, logs+math.Log(v), squares+math.Log(v)*math.Log(v)
		}
		if got := sum / n; math.Abs(got-1) > .05 {
			t.Errorf("spread %g: mean %g", spread, got)
		}
		if got := math.Sqrt(max(0, squares/n-logs/n*logs/n)); math.Abs(got-spread) > .05 {
			t.Errorf("spread %g: log spread %g", spread, got)
		}
	}
}

// Times keep the duty and the burstiness.
func TestTimes(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, want := range []Client{{CV: 1, Duty: 1}, {CV: 3, Duty: 1}, {CV: 1, Duty: .2}} {
		var sum, squares, gaps, windows float64
		for range 40 {
			at := want.Times(r, 2000, .3, nil)
			used := map[int]bool{}
			for i := range at {
				if at[i] < 0 || at[i] >= 1 {
					t.Fatalf("%g lies outside the day", at[i])
				}
				used[int(at[i]*144)] = true
				at[i] = math.Mod(at[i]+.7, 1)
			}
			windows += float64(len(used)) / 144 / 40
			sort.Float64s(at)
			for i := range at[1:] {
				g := at[i+1] - at[i]
				gaps, sum, squares = gaps+1, sum+g, squares+g*g
			}
		}
		mean := sum / gaps
		if cv := math.Sqrt(squares/gaps-mean*mean) / mean; math.Abs(cv-want.CV) > .35*want.CV {
			t.Errorf("%+v: coefficient of variation %.2f", want, cv)
		}
		if windows < .6*want.Duty || windows > 1.4*want.Duty {
			t.Errorf("%+v: requests in %.2f of the windows", want, windows)
		}
	}
	if at := (Client{CV: 100, Duty: 0}).Times(r, 5, .999, nil); len(at) != 5 {
		t.Errorf("%d times", len(at))
	}
}

func TestHoursFollowTheCurve(t *testing.T) {
	l, r := load(t), rand.New(rand.NewPCG(9, 10))
	var seen [24]float64
	for range 100000 {
		seen[int(l.Hour(r))]++
	}
	for h, share := range l.Hours {
		if got := seen[h] / 100000; math.Abs(got-share) > .005 {
			t.Errorf("hour %d: %.4f, want %.4f", h, got, share)
		}
	}
}

func TestGamma(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for _, shape := range []float64{.1, .5, 1, 7} {
		var sum, squares float64
		const n = 60000
		for range n {
			v := Gamma(r, shape)
			sum, squares = sum+v, squares+v*v
		}
		mean := sum / n
		if v := squares/n - mean*mean; math.Abs(mean/shape-1) > .05 || math.Abs(v/shape-1) > .12 {
			t.Errorf("shape %g: mean %.3f, variance %.3f", shape, mean, v)
		}
	}
}

func TestSourcesHaveLicences(t *testing.T) {
	for _, s := range load(t).Sources {
		if s.Licence == "" || s.Rows == 0 || s.Gives == "" || strings.Contains(s.Name, "/") {
			t.Errorf("%+v is not complete", s)
		}
	}
}
