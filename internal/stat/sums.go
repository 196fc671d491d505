package stat

import (
	"math"
	"math/bits"
)

// Sums holds the integer moments of some counts. Merging is exact, so neither
// the order nor the number of parts can be seen in a mean or a variance. The
// zero Sums is empty. Squares must fit 63 bits: a million counts of up to
// three million do.
type Sums struct {
	N, Sum, Squares int64
}

// Add takes in one count.
func (s *Sums) Add(x int64) {
	s.N++
	s.Sum += x
	s.Squares += x * x
}

// Merge takes in the counts of another part.
func (s *Sums) Merge(o Sums) {
	s.N += o.N
	s.Sum += o.Sum
	s.Squares += o.Squares
}

// Mean is Σx/n, or NaN without counts.
func (s Sums) Mean() float64 { return float64(s.Sum) / float64(s.N) }

// Var is the unbiased variance (n·Σx² − (Σx)²)/(n·(n−1)), its numerator exact
// in 128 bits, or NaN with fewer than two counts.
func (s Sums) Var() float64 {
	if s.N < 2 {
		return math.NaN()
	}
	sum := uint64(s.Sum)
	if s.Sum < 0 {
		sum = -sum
	}
	high, low := bits.Mul64(uint64(s.N), uint64(s.Squares))
	subHigh, subLow := bits.Mul64(sum, sum)
	low, borrow := bits.Sub64(low, subLow, 0)
	high, _ = bits.Sub64(high, subHigh, borrow)
	n := float64(s.N)
	return (math.Ldexp(float64(high), 64) + float64(low)) / n / (n - 1)
}

// Fano is the variance over the mean: 1 for a Poisson count, less for what
// is dealt out evenly, more for people. NaN if the mean is not positive or
// there are fewer than two counts.
func (s Sums) Fano() float64 {
	if s.Sum <= 0 {
		return math.NaN()
	}
	return s.Var() / s.Mean()
}
