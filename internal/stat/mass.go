package stat

import "math"

// PoissonLogMass is ln P(X = k) for a Poisson count.
//
// Source: Loader, "Fast and Accurate Computation of Binomial Probabilities",
// 2000: saddle-point form, without the cancellation of k·ln λ − λ − ln k!.
func PoissonLogMass(k int64, mean float64) float64 {
	switch {
	case k < 0:
		return math.Inf(-1)
	case mean == 0 && k == 0:
		return 0
	case mean == 0:
		return math.Inf(-1)
	case k == 0:
		return -mean
	}
	x := float64(k)
	return -stirlingError(x) - deviance(x, mean) - logSqrt2Pi - math.Log(x)/2
}

// BinomialLogMass is ln P(X = k) for k successes in n trials. Source: Loader,
// as for PoissonLogMass.
func BinomialLogMass(k, n int64, p float64) float64 {
	switch {
	case k < 0 || k > n, p == 0 && k > 0, p == 1 && k < n:
		return math.Inf(-1)
	case n == 0:
		return 0
	case k == 0:
		return float64(n) * math.Log1p(-p)
	case k == n:
		return float64(n) * math.Log(p)
	}
	x, m := float64(k), float64(n)
	return stirlingError(m) - stirlingError(x) - stirlingError(m-x) -
		deviance(x, m*p) - deviance(m-x, m*(1-p)) -
		logSqrt2Pi + (math.Log(m)-math.Log(x)-math.Log(m-x))/2
}

// stirlingError is ln n! − ln(√(2πn)·(n/e)ⁿ) for n ≥ 1.
func stirlingError(n float64) float64 {
	if n < 16 {
		g, _ := math.Lgamma(n + 1)
		return g - (n+0.5)*math.Log(n) + n - logSqrt2Pi
	}
	s := n * n
	return (1./12 - (1./360-(1./1260-(1./1680-1./1188/s)/s)/s)/s) / n
}

// deviance is x·ln(x/m) + m − x, by a series where x and m are close.
func deviance(x, m float64) float64 {
	if math.Abs(x-m) >= 0.1*(x+m) {
		return x*math.Log(x/m) + m - x
	}
	v := (x - m) / (x + m)
	sum, term := (x-m)*v, 2*x*v
	for j := 3.0; ; j += 2 {
		term *= v * v
		next := sum + term/j
		if next == sum {
			return sum
		}
		sum = next
	}
}
