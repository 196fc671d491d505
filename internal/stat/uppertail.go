package stat

import "math"

// PoissonUpperLog is ln P(X ≥ k) for a Poisson count: exact to about 12
// digits however small the probability. Time O(√mean).
//
// The tail is its first mass times a series of ratios, taken on the side of
// the mean where the masses fall, so that it converges and nothing cancels.
func PoissonUpperLog(k int64, mean float64) float64 {
	switch {
	case k <= 0:
		return 0
	case float64(k) > mean:
		first := float64(k)
		return PoissonLogMass(k, mean) + logSeries(func(i float64) float64 { return mean / (first + i) })
	}
	last := float64(k - 1)
	below := PoissonLogMass(k-1, mean) + logSeries(func(i float64) float64 { return (last - i + 1) / mean })
	return math.Log1p(-math.Exp(below))
}

// BinomialUpperLog is ln P(X ≥ k) for k or more successes in n trials, as
// PoissonUpperLog. Time O(√(n·p·(1−p))).
func BinomialUpperLog(k, n int64, p float64) float64 {
	switch {
	case k <= 0:
		return 0
	case k > n || p <= 0:
		return math.Inf(-1)
	case p >= 1:
		return 0
	}
	m, odds := float64(n), p/(1-p)
	if float64(k) > m*p {
		first := float64(k)
		return BinomialLogMass(k, n, p) + logSeries(func(i float64) float64 {
			return (m - first - i + 1) / (first + i) * odds
		})
	}
	last := float64(k - 1)
	below := BinomialLogMass(k-1, n, p) + logSeries(func(i float64) float64 {
		return (last - i + 1) / (m - last + i) / odds
	})
	return math.Log1p(-math.Exp(below))
}

// BinomialLLR is the log-likelihood ratio, in nats, of k successes in n trials
// under the probability p against the probability null.
func BinomialLLR(k, n int64, p, null float64) float64 {
	var llr float64
	if k > 0 {
		llr += float64(k) * (math.Log(p) - math.Log(null))
	}
	if k < n {
		llr += float64(n-k) * (math.Log1p(-p) - math.Log1p(-null))
	}
	return llr
}

// BinomialTailLLR is the log-likelihood ratio, in nats, of the event "k or more
// successes in n trials" under the probability p against the probability null.
// Unlike BinomialLLR it does not count against p that there were more than p
// promised.
func BinomialTailLLR(k, n int64, p, null float64) float64 {
	return BinomialUpperLog(k, n, p) - BinomialUpperLog(k, n, null)
}

// logSeries is ln(1 + r(1) + r(1)·r(2) + …) for ratios that fall and end
// below 1; it stops when a term no longer counts.
func logSeries(ratio func(i float64) float64) float64 {
	sum, term := 1.0, 1.0
	for i := 1.0; ; i++ {
		r := ratio(i)
		term *= r
		sum += term
		if !(term*r > (1-r)*sum*1e-16) { // what is left is below term·r/(1−r)
			return math.Log(sum)
		}
	}
}
