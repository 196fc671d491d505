// Package mixture finds clusters among points whose own noise is known, and
// among bags of counts: the linear discriminant that makes noise white, a
// mixture of Gaussians under known noise, and the Dirichlet-multinomial.
//
// Everything is deterministic and the same on any number of cores: a step runs
// in parallel only over parts that each have their own result, and sums are
// taken in the order of the points.
package mixture

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// ErrAlike says that the points of each source are all alike, so that there is
// nothing to compare a difference of sources with.
var ErrAlike = errors.New("the points do not scatter within their sources")

// Discriminant gives the d directions in which points of different sources
// differ most against how they scatter within a source: the generalised
// eigenvectors of between·v = λ·within·v with the largest λ, descending, scaled
// so that the within-scatter along each is 1 and between them 0. The result has
// one column a direction; the values are λ. A within-scatter that is singular
// is made regular by a millionth of its trace.
//
// Source: Fisher 1936; Rao 1948; by Cholesky as in Golub and Van Loan, Matrix
// Computations, 8.7.
func Discriminant(between, within *mat.SymDense, d int) (*mat.Dense, []float64, error) {
	n := within.SymmetricDim()
	if between.SymmetricDim() != n || d < 1 || d > n {
		return nil, nil, fmt.Errorf("a discriminant of %d directions from scatters of %d and %d", d, between.SymmetricDim(), n)
	}
	trace := mat.Trace(within)
	if !(trace > 0) {
		return nil, nil, ErrAlike
	}
	regular := mat.NewSymDense(n, nil)
	regular.CopySym(within)
	for i := range n {
		regular.SetSym(i, i, regular.At(i, i)+1e-6*trace/float64(n))
	}
	var chol mat.Cholesky
	if !chol.Factorize(regular) {
		return nil, nil, ErrAlike
	}
	var lower mat.TriDense
	chol.LTo(&lower)
	var inverse mat.Dense
	if err := inverse.Solve(&lower, eye(n)); err != nil {
		return nil, nil, fmt.Errorf("inverting the scatter within sources: %w", err)
	}
	var half, white mat.Dense
	half.Mul(&inverse, between)
	white.Mul(&half, inverse.T())
	sym := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			sym.SetSym(i, j, (white.At(i, j)+white.At(j, i))/2)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(sym, true) {
		return nil, nil, errors.New("the scatter between sources has no eigenvalues: it is not finite")
	}
	var vectors, all mat.Dense
	eigen.VectorsTo(&vectors) // ascending
	all.Mul(inverse.T(), &vectors)
	ascending := eigen.Values(nil)
	out, values := mat.NewDense(n, d, nil), make([]float64, d)
	for j := range d {
		from := n - 1 - j
		values[j] = ascending[from]
		sign := 1.0
		if largest(&all, from) < 0 { // the sign of an eigenvector is free
			sign = -1
		}
		for i := range n {
			out.Set(i, j, sign*all.At(i, from))
		}
	}
	return out, values, nil
}

func eye(n int) *mat.Dense {
	m := mat.NewDense(n, n, nil)
	for i := range n {
		m.Set(i, i, 1)
	}
	return m
}

// largest is the entry of a column that is farthest from zero.
func largest(m *mat.Dense, column int) float64 {
	rows, _ := m.Dims()
	best := 0.0
	for i := range rows {
		if x := m.At(i, column); x*x > best*best {
			best = x
		}
	}
	return best
}
