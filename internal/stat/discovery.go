// Package stat holds the statistics that the rest is built on: error rates,
// intervals, tails and dispersion. Every function is pure, and gives the same
// bits for the same input on one kind of machine.
package stat

import (
	"cmp"
	"math"
	"slices"
)

// BenjaminiHochberg turns p-values into q-values in the same order: rejecting
// what has q ≤ α keeps the expected share of false discoveries at or below α
// for independent or positively dependent tests. Equal p-values get equal
// q-values. NaN, a test that could not be computed, counts as 1 and still
// counts as a test; p-values outside [0, 1] are clipped.
//
// Source: Benjamini and Hochberg, J. R. Stat. Soc. B 57(1), 1995; q-values as
// the step-up adjustment q_(i) = min_{j≥i} m·p_(j)/j.
func BenjaminiHochberg(p []float64) []float64 {
	m := len(p)
	q := make([]float64, m)
	order := make([]int, m)
	for i, x := range p {
		if math.IsNaN(x) {
			x = 1
		}
		q[i], order[i] = min(max(x, 0), 1), i
	}
	slices.SortFunc(order, func(i, j int) int {
		if c := cmp.Compare(q[i], q[j]); c != 0 {
			return c
		}
		return cmp.Compare(i, j)
	})
	least := 1.0
	for rank := m; rank > 0; rank-- {
		i := order[rank-1]
		least = min(least, q[i]*float64(m)/float64(rank))
		q[i] = least
	}
	return q
}
