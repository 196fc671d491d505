package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Dispersion tests counts against one Poisson law. Even is the p-value of
// counts this even or more so, uneven of counts this uneven or more so; they
// add up to 1. Both are NaN if there are fewer than two counts or all are 0.
//
// Source: Fisher's index of dispersion, D = (n−1)·Fano, which is about χ² with
// n−1 degrees of freedom: good from a mean of about 5, or of 1 with many
// counts.
func Dispersion(s Sums) (even, uneven float64) {
	fano := s.Fano()
	if math.IsNaN(fano) {
		return fano, fano
	}
	half := float64(s.N-1) / 2
	return mathext.GammaIncReg(half, fano*half), mathext.GammaIncRegComp(half, fano*half)
}
