package stat

import "math"

// NormalLogPDF is the log density of the normal law at x.
func NormalLogPDF(x, mean, deviation float64) float64 {
	z := (x - mean) / deviation
	return -z*z/2 - math.Log(deviation) - logSqrt2Pi
}

const logSqrt2Pi = 0.91893853320467274178 // ln √(2π)

// LogSumExp is ln Σ e^x without overflow; −∞ for no numbers.
func LogSumExp(xs []float64) float64 {
	top := math.Inf(-1)
	for _, x := range xs {
		top = math.Max(top, x) // math.Max: NaN must come through
	}
	if math.IsInf(top, 0) || math.IsNaN(top) {
		return top
	}
	var sum float64
	for _, x := range xs {
		sum += math.Exp(x - top)
	}
	return top + math.Log(sum)
}

// Logistic is 1/(1+e^−x): a log-odds in nats as a probability.
func Logistic(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

// Logit is ln(p/(1−p)), the inverse of Logistic.
func Logit(p float64) float64 { return math.Log(p) - math.Log1p(-p) }

// BinaryEntropy is −p·log₂p − (1−p)·log₂(1−p), in bits; NaN outside [0, 1].
func BinaryEntropy(p float64) float64 {
	if p == 0 || p == 1 {
		return 0
	}
	return -(p*math.Log(p) + (1-p)*math.Log1p(-p)) / math.Ln2
}
