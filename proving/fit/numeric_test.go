package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/internal/textmodel"
	"gonum.org/v1/gonum/mat"
)

func TestOrthonormal(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	a := mat.NewDense(40, 8, nil)
	for i := range 40 {
		for j := range 7 {
			a.Set(i, j, rng.NormFloat64())
		}
		a.Set(i, 7, a.At(i, 0)-2*a.At(i, 3)) // spanned by the others
	}
	var gram mat.Dense
	q := orthonormal(a)
	gram.Mul(q.T(), q)
	for i := range 8 {
		for j := range 8 {
			want := 0.0
			if i == j && i < 7 {
				want = 1
			}
			if math.Abs(gram.At(i, j)-want) > 1e-9 {
				t.Errorf("columns %d and %d: %v, want %v", i, j, gram.At(i, j), want)
			}
		}
	}
}

// A sparse product is the dense one.
func TestProducts(t *testing.T) {
	rows := []bag{{[]int32{0, 2}, []float64{1, 3}}, {[]int32{1}, []float64{2}}, {}}
	b := mat.NewDense(3, 2, []float64{1, 2, 3, 4, 5, 6})
	dense := mat.NewDense(3, 3, []float64{1, 0, 3, 0, 2, 0, 0, 0, 0})
	var want mat.Dense
	want.Mul(dense, b)
	if got := product(rows, b); !mat.EqualApprox(got, &want, 1e-12) {
		t.Errorf("product %v", got)
	}
	want.Mul(dense.T(), b)
	if got := transposed(rows, b, 3); !mat.EqualApprox(got, &want, 1e-12) {
		t.Errorf("transposed product %v", got)
	}
}

func TestClusterFindsGroups(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	var points []point
	for i := range 300 {
		var p point
		p[i%3] = 1
		for j := range p {
			p[j] += 0.02 * rng.NormFloat64()
		}
		p.normalise()
		points = append(points, p)
	}
	_, groups := cluster(points, 3, rng)
	for i, g := range groups {
		if len(g) != 100 {
			t.Errorf("group %d has %d of 100 points", i, len(g))
		}
	}
	centroids, _ := cluster(points[:2], 4, rng)
	if len(centroids) != textmodel.Leaves/textmodel.Cells {
		t.Errorf("%d centroids of two points, want 4", len(centroids))
	}
}

func TestLogisticSeparates(t *testing.T) {
	var examples []example
	for i := range 200 {
		examples = append(examples, example{bag{[]int32{int32(i % 2), 2}, []float64{1, 1}}, i%2 == 0, 1})
	}
	m := logistic(examples, 3, 1)
	if yes, no := m.score(examples[0].bag), m.score(examples[1].bag); yes < 1 || no > -1 {
		t.Errorf("log-odds %v and %v", yes, no)
	}
}

func TestPlatt(t *testing.T) {
	var scores, weights []float64
	var yes []bool
	rng := rand.New(rand.NewPCG(5, 5))
	for range 20000 {
		s := 4*rng.Float64() - 2
		scores, weights = append(scores, s), append(weights, 1)
		yes = append(yes, rng.Float64() < probability(1.5*s-0.5))
	}
	a, b := platt(scores, yes, weights)
	if math.Abs(a-1.5) > 0.1 || math.Abs(b+0.5) > 0.1 {
		t.Errorf("slope %v, bias %v, want 1.5 and -0.5", a, b)
	}
	for i := range scores {
		scores[i] = -scores[i]
	}
	if a, b := platt(scores, yes, weights); a != 0 || probability(b) > 0.001 {
		t.Errorf("a score that points the wrong way has slope %v, bias %v", a, b)
	}
}

func TestAUC(t *testing.T) {
	for _, c := range []struct {
		xs, ys []float64
		want   float64
	}{
		{[]float64{2, 3}, []float64{0, 1}, 1}, {[]float64{0}, []float64{1, 2}, 0}, {[]float64{1}, []float64{1, 1}, 0.5}, {[]float64{1, 5}, []float64{0, 2}, 0.75},
	} {
		slices.Sort(c.ys)
		if got := auc(c.xs, c.ys); got != c.want {
			t.Errorf("auc(%v, %v) = %v, want %v", c.xs, c.ys, got, c.want)
		}
	}
}
