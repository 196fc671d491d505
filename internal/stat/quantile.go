package stat

import (
	"math"
	"slices"
)

// Quantile is the q-quantile of ascending numbers by linear interpolation,
// or NaN without numbers; q is clipped to [0, 1]. It is type 7 of Hyndman and
// Fan, Am. Stat. 50(4), 1996.
func Quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := min(max(q, 0), 1) * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// MedianMAD is the median of the numbers and the median of their distances
// from it; NaN without numbers. The numbers are not modified.
func MedianMAD(xs []float64) (median, mad float64) {
	s := slices.Sorted(slices.Values(xs))
	median = Quantile(s, 0.5)
	for i, x := range s {
		s[i] = math.Abs(x - median)
	}
	slices.Sort(s)
	return median, Quantile(s, 0.5)
}

// RobustZ is how many standard deviations x lies from the median, the
// deviation being 1.4826·MAD as it is for a normal law (Hampel, J. Am. Stat.
// Assoc. 69, 1974). If the MAD is 0 it is 0 at the median and infinite off it.
func RobustZ(x, median, mad float64) float64 {
	if x == median {
		return 0
	}
	return (x - median) / (1.4826022185056018 * mad)
}
