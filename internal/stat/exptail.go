package stat

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// leastP is the smallest p-value that is ever returned: zero would say that
// something is impossible, which no sample can.
const leastP = 1e-300

// ExpTail gives p-values against a sample of null scores, high scores being
// the strange ones: by rank inside the sample, by a fitted exponential tail
// beyond it. Ranks alone cannot go below 1/(n+1), which is too much for a
// small false discovery rate over many tests.
//
// The fit is a peak over threshold: a generalised Pareto tail of shape 0 above
// an order statistic. Beyond the largest null M the tail starts from the
// conformal floor 1/(n+1), that is from P(a new null is the largest), which
// holds for any law. If the law is exponential above the threshold, then given
// that a new null X is the largest of the n+1, X−M is exponential with the
// scale σ and independent of
//
//	Q = Σ excess + (M − threshold),
//
// a sum of k normalised spacings and so Gamma(k, σ). Integrating σ out leaves
//
//	P(X−M > t) = (1 + t/Q)^−k :
//
// exact for every n, with no plug-in error. (The maximum-likelihood scale alone
// is too small there: a new largest score is likelier when the old ones happen
// to be low.) A law with a heavier tail than the exponential is not covered:
// give scores on a scale where it holds, such as a logarithm.
//
// Sources: Balkema and de Haan, Ann. Probab. 2(5), 1974; Lawless, Technometrics
// 13(4), 1971 (prediction for the exponential); Rényi, 1953 (spacings); Vovk,
// Gammerman and Shafer, 2005 (conformal ranks).
type ExpTail struct {
	Nulls      int     // n
	Exceed     int     // k, the nulls above the threshold
	Threshold  float64 // the score where the fitted tail begins
	Largest    float64 // M, the largest null
	Scale      float64 // maximum-likelihood σ: the mean excess; 0 if not fitted
	ScaleUpper float64 // upper 95 % limit of σ; 0 if not fitted

	nulls []float64 // ascending
	q     float64   // Q; 0 if not fitted
}

// FitExpTail fits the tail above the given quantile (in [0, 1), 0.9 is usual)
// of the null scores, which need not be sorted and are not modified. Fewer
// than two nulls, or largest ones that are all equal, give no tail: beyond the
// sample p-values then stay at 1/(n+1). A null that is not finite is an error.
func FitExpTail(nulls []float64, quantile float64) (*ExpTail, error) {
	if !(quantile >= 0 && quantile < 1) {
		return nil, fmt.Errorf("fitting a tail: the quantile %v is not in [0, 1)", quantile)
	}
	for i, x := range nulls {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, fmt.Errorf("fitting a tail: null score %d is %v; leave out what could not be computed", i, x)
		}
	}
	n := len(nulls)
	t := &ExpTail{Nulls: n, nulls: slices.Sorted(slices.Values(nulls)), Largest: math.Inf(1)}
	if n > 0 {
		t.Largest = t.nulls[n-1]
	}
	t.Threshold = t.Largest
	if n < 2 {
		return t, nil
	}
	k := min(n-1, max(1, int(math.Ceil((1-quantile)*float64(n)))))
	threshold := t.nulls[n-1-k]
	var excess float64
	for _, x := range t.nulls[n-k:] {
		excess += x - threshold
	}
	if !(excess > 0) || math.IsInf(excess, 0) {
		return t, nil
	}
	t.Exceed, t.Threshold = k, threshold
	t.Scale = excess / float64(k)
	t.q = excess + (t.Largest - threshold)
	t.ScaleUpper = t.q / mathext.GammaIncRegInv(float64(k), 0.05)
	return t, nil
}

// P is the p-value of a score: (1 + #{null ≥ x})/(n + 1) up to the largest
// null, the predictive tail beyond it. It never rises with x and lies in
// (0, 1]; a score that is NaN has p-value 1.
func (t *ExpTail) P(x float64) float64 {
	if !(x > t.Largest) {
		return t.rank(x)
	}
	p := t.floor()
	if t.q > 0 {
		p *= math.Exp(-float64(t.Exceed) * math.Log1p((x-t.Largest)/t.q))
	}
	return max(p, leastP)
}

// Upper is the p-value of a score with the tail taken at the upper 95 % limit
// of its scale, and never below P: what to use when one sample of nulls has to
// answer for many tests, so that P's average over samples is not enough.
func (t *ExpTail) Upper(x float64) float64 {
	p := t.P(x)
	if x > t.Largest && t.q > 0 {
		p = max(p, t.floor()*math.Exp(-(x-t.Largest)/t.ScaleUpper))
	}
	return p
}

// floor is the smallest p-value that ranks can give.
func (t *ExpTail) floor() float64 { return 1 / float64(t.Nulls+1) }

// rank is the conformal p-value.
func (t *ExpTail) rank(x float64) float64 {
	if math.IsNaN(x) {
		return 1
	}
	below, _ := slices.BinarySearch(t.nulls, x)
	return float64(1+t.Nulls-below) * t.floor()
}
