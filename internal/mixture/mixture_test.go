package mixture

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"github.com/stillhunt/stillhunt/internal/parallel"
)

// scatter is a random positive matrix.
func scatter(rng *rand.Rand, n int) *mat.SymDense {
	a := mat.NewDense(n+3, n, nil)
	for i := range n + 3 {
		for j := range n {
			a.Set(i, j, rng.NormFloat64())
		}
	}
	s := mat.NewSymDense(n, nil)
	s.SymOuterK(1, a.T())
	return s
}

func TestDiscriminantWhitensWithinAndOrdersBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 8).Draw(t, "n")
		d := rapid.IntRange(1, n).Draw(t, "d")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		between, within := scatter(rng, n), scatter(rng, n)
		v, lambda, err := Discriminant(between, within, d)
		if err != nil {
			t.Fatal(err)
		}
		var half, b, w mat.Dense
		half.Mul(v.T(), between)
		b.Mul(&half, v)
		half.Reset()
		half.Mul(v.T(), within)
		w.Mul(&half, v)
		for i := range d {
			for j := range d {
				wantB, wantW := 0.0, 0.0
				if i == j {
					wantB, wantW = lambda[i], 1
				}
				if math.Abs(w.At(i, j)-wantW) > 1e-3 || math.Abs(b.At(i, j)-wantB) > 1e-3*(1+lambda[0]) {
					t.Fatalf("at %d,%d: within %v, between %v, λ %v", i, j, w.At(i, j), b.At(i, j), lambda)
				}
			}
		}
		if !slices.IsSortedFunc(lambda, func(a, b float64) int { return int(math.Copysign(1, b-a)) }) {
			t.Fatalf("λ %v does not descend", lambda)
		}
	})
}

func TestDiscriminantRefuses(t *testing.T) {
	zero, one := mat.NewSymDense(2, nil), mat.NewSymDense(2, []float64{1, 0, 0, 1})
	if _, _, err := Discriminant(one, zero, 2); err == nil {
		t.Error("points without scatter were taken")
	}
	if _, _, err := Discriminant(one, one, 3); err == nil {
		t.Error("three directions of two were given")
	}
}

// clusters draws points around centres; each point has a noise of its own.
func clusters(rng *rand.Rand, n int, spread float64, centers ...[]float64) (*Points, []int) {
	p := &Points{Dims: len(centers[0])}
	var of []int
	for range n {
		c := rng.IntN(len(centers))
		noise := math.Exp(rng.Float64()*4 - 3)
		for _, x := range centers[c] {
			p.At = append(p.At, x+math.Sqrt(spread+noise)*rng.NormFloat64())
		}
		p.Noise = append(p.Noise, noise)
		of = append(of, c)
	}
	return p, of
}

func TestSpreadIsWithoutTheNoise(t *testing.T) {
	p, _ := clusters(rand.New(rand.NewPCG(1, 1)), 5000, .25, []float64{3, -1})
	g, err := FitGaussians(t.Context(), p, 1, 7)
	if err != nil || len(g.Weight) != 1 {
		t.Fatalf("%d components, %v", len(g.Weight), err)
	}
	if distance(g.Mean[0], []float64{3, -1}) > .002 {
		t.Errorf("the mean is %v", g.Mean[0])
	}
	for d, s := range g.Spread[0] {
		if s < .21 || s > .29 {
			t.Errorf("the spread along %d is %v, want .25", d, s)
		}
	}
}

func TestClustersAreToldApartThroughNoise(t *testing.T) {
	centers := [][]float64{{0, 0, 0, 0}, {6, 0, 0, 0}, {0, 6, -6, 0}}
	p, of := clusters(rand.New(rand.NewPCG(1, 1)), 3000, .25, centers...)
	g, err := FitGaussians(t.Context(), p, 9, 7)
	if err != nil {
		t.Fatal(err)
	}
	near, err := g.Nearest(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	var tally [9][3]int // points of each cluster by component
	for i, shares := range near {
		tally[shares[0].Component][of[i]]++
	}
	wrong := 0
	for _, n := range tally {
		wrong += n[0] + n[1] + n[2] - max(n[0], n[1], n[2])
	}
	if wrong > 60 {
		t.Errorf("%d of 3000 points are in the component of another cluster", wrong)
	}
}

func TestNearestIsTheWholeListCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		p, _ := clusters(rng, 40, .3, []float64{0, 0, 0}, []float64{2, 1, 0})
		g := start(p, rapid.IntRange(1, 20).Draw(t, "components"), rng)
		near, err := g.Nearest(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		noise := p.noiseLevels()
		for i := range p.Len() {
			var all []Share
			for j := range g.Weight {
				log := math.Log(g.Weight[j])
				for d, x := range p.Row(i) {
					v := g.Spread[j][d] + noise.values[noise.of[i]]
					log -= (math.Log(2*math.Pi*v) + (x-g.Mean[j][d])*(x-g.Mean[j][d])/v) / 2
				}
				all = append(all, Share{Component: int32(j), Log: log})
			}
			want := Shortlist(all)
			if len(near[i]) != len(want) {
				t.Fatalf("point %d has %d shares, want %d", i, len(near[i]), len(want))
			}
			total := 0.0
			for k, s := range near[i] {
				total += s.Posterior
				if math.Abs(s.Log-want[k].Log) > 1e-9*(1+math.Abs(s.Log)) {
					t.Fatalf("share %d of point %d is %+v, want %+v", k, i, s, want[k])
				}
			}
			if math.Abs(total-1) > 1e-12 {
				t.Fatalf("the posteriors of point %d sum to %v", i, total)
			}
		}
	})
}

func TestEveryPointIsInTwoCells(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	p, _ := clusters(rng, 500, 1, []float64{0, 0}, []float64{5, 5}, []float64{-5, 5})
	cells, err := Cells(t.Context(), p, 5, 1)
	if err != nil || len(cells) != 5 {
		t.Fatalf("%d cells, %v", len(cells), err)
	}
	times := make([]int, p.Len())
	for _, c := range cells {
		if !slices.IsSorted(c) {
			t.Error("a cell is not in order")
		}
		for _, i := range c {
			times[i]++
		}
	}
	for i, n := range times {
		if n != 2 {
			t.Errorf("point %d is in %d cells", i, n)
		}
	}
}

func TestSeedsAreNoNoise(t *testing.T) {
	p := &Points{Dims: 1}
	for i := range 100 {
		x, noise := float64(i%2), .001
		if i >= 50 { // far away, but only by noise
			x, noise = 30*float64(i%2), 1e4
		}
		p.At, p.Noise = append(p.At, x), append(p.Noise, noise)
	}
	for _, s := range Seeds(p, 2, rand.New(rand.NewPCG(1, 1))) {
		if s >= 50 {
			t.Errorf("point %d of noise is a seed", s)
		}
	}
	same := &Points{Dims: 1, At: make([]float64, 9), Noise: []float64{1, 1, 1, 1, 1, 1, 1, 1, 1}}
	if n := len(Seeds(same, 4, rand.New(rand.NewPCG(1, 1)))); n != 1 {
		t.Errorf("one place has %d seeds", n)
	}
}

func TestProductIsGammas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, want := NewProduct(), 0.0
		for range rapid.IntRange(0, 60).Draw(t, "factors") {
			a := math.Exp(rapid.Float64Range(-12, 8).Draw(t, "log a"))
			x := rapid.Int64Range(0, 400).Draw(t, "x")
			p = p.Rise(a, x)
			high, _ := math.Lgamma(a + float64(x))
			low, _ := math.Lgamma(a)
			want += high - low
		}
		if got := p.Log(); math.Abs(got-want) > 1e-8*(1+math.Abs(want)) {
			t.Fatalf("log %v, want %v", got, want)
		}
	})
}

func TestImpossibleSharesAreAlike(t *testing.T) {
	s := []Share{{Log: math.Inf(-1)}, {Log: math.Inf(-1)}}
	if !math.IsInf(LogSum(s), -1) {
		t.Error("impossible things have a probability")
	}
	Normalise(s)
	if s[0].Posterior != .5 || s[1].Posterior != .5 {
		t.Errorf("%+v", s)
	}
	if got := LogSum([]Share{{Log: -1000}, {Log: -1000}}); math.Abs(got+1000-math.Ln2) > 1e-12 {
		t.Errorf("the sum of two is %v", got)
	}
}

func TestOnePointIsAMixture(t *testing.T) {
	p := &Points{Dims: 2, At: []float64{1, 2}, Noise: []float64{.5}}
	g, err := FitGaussians(t.Context(), p, 4, 1)
	if err != nil || len(g.Weight) != 1 || g.Mean[0][0] != 1 || g.Mean[0][1] != 2 {
		t.Errorf("%+v, %v", g, err)
	}
}

func TestCoresChangeNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	p, _ := clusters(rng, 2000, .5, []float64{0, 0, 0}, []float64{3, 0, 0}, []float64{0, 3, 3})
	run := func(procs int) *Gaussians {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		g, err := FitGaussians(t.Context(), p, 12, 3)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	if !reflect.DeepEqual(run(1), run(4)) {
		t.Error("the mixture depends on the number of cores")
	}
}

func TestParallelCoversAndStops(t *testing.T) {
	var seen [1000]int32
	if err := parallel.Run(t.Context(), len(seen), 7, func(from, to int) {
		for i := from; i < to; i++ {
			seen[i]++
		}
	}); err != nil {
		t.Fatal(err)
	}
	for i, n := range seen {
		if n != 1 {
			t.Fatalf("%d was visited %d times", i, n)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := parallel.Run(ctx, 10, 1, func(int, int) { t.Error("run after the end") }); err == nil {
		t.Error("an ended context gives no error")
	}
	if _, err := FitGaussians(ctx, &Points{Dims: 1, At: []float64{1, 2}, Noise: []float64{1, 1}}, 1, 1); err == nil {
		t.Error("a fit goes on after the end")
	}
}
