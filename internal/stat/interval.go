package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Wilson is the score interval of a proportion of which k of n were seen, at a
// two-sided level such as 0.95. It is short, and right on average; without a
// trial it is [0, 1].
//
// Source: Wilson, J. Am. Stat. Assoc. 22, 1927.
func Wilson(k, n int64, level float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	z := math.Sqrt2 * math.Erfinv(level)
	m := float64(n)
	p := float64(k) / m
	middle := p + z*z/(2*m)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	low, high = (middle-half)/(1+z*z/m), (middle+half)/(1+z*z/m)
	if k <= 0 {
		low = 0
	}
	if k >= n {
		high = 1
	}
	return max(low, 0), min(high, 1)
}

// ClopperPearson is the exact interval of a proportion of which k of n were
// seen: it covers the truth at least as often as the two-sided level says.
// Without a trial it is [0, 1].
//
// Source: Clopper and Pearson, Biometrika 26(4), 1934, by quantiles of the
// beta distribution.
func ClopperPearson(k, n int64, level float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	tail := (1 - level) / 2
	a, b := float64(k), float64(n-k)
	low, high = 0, 1
	switch {
	case k >= n:
		low = math.Pow(tail, 1/a)
	case k > 0:
		low = mathext.InvRegIncBeta(a, b+1, tail)
	}
	switch {
	case k <= 0:
		high = -math.Expm1(math.Log(tail) / b)
	case k < n:
		high = mathext.InvRegIncBeta(a+1, b, 1-tail)
	}
	return low, high
}

// RuleOfThree is the upper 95 % limit of a proportion of which none was seen
// in n: 3/n, at most 1. Source: Hanley and Lippman-Hand, JAMA 249(13), 1983.
func RuleOfThree(n int64) float64 {
	if n <= 3 {
		return 1
	}
	return 3 / float64(n)
}
