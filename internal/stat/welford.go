package stat

import "math"

// Welford holds the mean and variance of real numbers, taken in one by one
// without cancellation. Merging parts is right to rounding only: merge them in
// a fixed order where bits matter, or use Sums. The zero Welford is empty.
//
// Sources: Welford, Technometrics 4(3), 1962; merge: Chan, Golub and LeVeque,
// 1979.
type Welford struct {
	n        int64
	mean, m2 float64
}

// Add takes in one number.
func (w *Welford) Add(x float64) {
	w.n++
	d := x - w.mean
	w.mean += d / float64(w.n)
	w.m2 += d * (x - w.mean)
}

// Merge takes in the numbers of another part.
func (w *Welford) Merge(o Welford) {
	if o.n == 0 {
		return
	}
	n := w.n + o.n
	d := o.mean - w.mean
	share := float64(o.n) / float64(n)
	w.mean += d * share
	w.m2 += o.m2 + d*d*float64(w.n)*share
	w.n = n
}

// N is how many numbers were taken in.
func (w Welford) N() int64 { return w.n }

// Mean is the mean, or NaN without numbers.
func (w Welford) Mean() float64 {
	if w.n == 0 {
		return math.NaN()
	}
	return w.mean
}

// Var is the unbiased variance, or NaN with fewer than two numbers.
func (w Welford) Var() float64 {
	if w.n < 2 {
		return math.NaN()
	}
	return w.m2 / float64(w.n-1)
}
