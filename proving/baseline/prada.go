package baseline

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// prada accuses accounts whose distances from each prompt to the nearest of a
// growing set of those before it do not look normal: the number is 1 − W of
// Shapiro and Wilk, outliers left out. Juuti et al., "PRADA: Protecting against
// DNN Model Stealing Attacks", EuroS&P 2019, arXiv:1805.02628, algorithm 3; the
// classes of its images have no counterpart here, so there is one growing set,
// and the encoder is the hashed embedding. It tests from 20 distances on, not
// 100, once for all that is sampled of an account.
var prada = Rule{
	Name: "PRADA", Source: "arXiv:1805.02628; W < .95", Published: .05,
	Score: alone(func(t *Traffic) []float64 {
		return perAccount(t, 20, func(vs []Vector) float64 { return 1 - shapiroWilk(withoutOutliers(nearest(vs))) })
	}),
}

// perAccount computes a number from an account's vectors, if it has enough.
func perAccount(t *Traffic, least int, f func([]Vector) float64) []float64 {
	out := make([]float64, len(t.Accounts))
	for i := range t.Accounts {
		if out[i] = math.Inf(-1); len(t.Accounts[i].Vectors) >= least {
			out[i] = f(t.Accounts[i].Vectors)
		}
	}
	return out
}

// nearest gives the distance of each vector but the first to the nearest of the
// growing set. A vector joins the set if it is further from it than the mean of
// the set's own distances less their deviation.
func nearest(vs []Vector) []float64 {
	out := make([]float64, 0, len(vs))
	set, within, bar := []int{0}, []float64{0}, 0.
	for i := 1; i < len(vs); i++ {
		best := math.Inf(1)
		for _, j := range set {
			best = math.Min(best, vs[i].distance(&vs[j]))
		}
		out = append(out, best)
		if best > bar {
			set, within = append(set, i), append(within, best)
			mean, deviation := stat.PopMeanStdDev(within, nil)
			bar = math.Max(bar, mean-deviation)
		}
	}
	return out
}

// withoutOutliers keeps what is within three standard deviations of the mean.
func withoutOutliers(xs []float64) []float64 {
	mean, deviation := stat.PopMeanStdDev(xs, nil)
	return slices.DeleteFunc(xs, func(x float64) bool { return math.Abs(x-mean) > 3*deviation })
}

// shapiroWilk is the statistic W with Royston's coefficients (Royston 1995,
// Applied Statistics algorithm AS R94), for 6 to 5,000 values; 1 where all are
// equal, as nothing can be said then.
func shapiroWilk(xs []float64) float64 {
	n := len(xs)
	xs = slices.Clone(xs)
	slices.Sort(xs)
	if n < 6 || xs[n-1]-xs[0] < 1e-9 {
		return 1
	}
	m := make([]float64, n)
	var square float64
	for i := range m {
		m[i] = distuv.UnitNormal.Quantile((float64(i+1) - .375) / (float64(n) + .25))
		square += m[i] * m[i]
	}
	u := 1 / math.Sqrt(float64(n))
	poly := func(c ...float64) float64 {
		var s float64
		for i := len(c) - 1; i >= 0; i-- {
			s = s*u + c[i]
		}
		return s
	}
	last := poly(m[n-1]/math.Sqrt(square), .221157, -.147981, -2.071190, 4.434685, -2.706056)
	next := poly(m[n-2]/math.Sqrt(square), .042981, -.293762, -1.752461, 5.682633, -3.582633)
	scale := (square - 2*m[n-1]*m[n-1] - 2*m[n-2]*m[n-2]) / (1 - 2*last*last - 2*next*next)
	var mean, top, all float64
	for _, x := range xs {
		mean += x / float64(n)
	}
	for i, x := range xs {
		a := m[i] / math.Sqrt(scale)
		switch i {
		case n - 1:
			a = last
		case n - 2:
			a = next
		case 0:
			a = -last
		case 1:
			a = -next
		}
		top += a * x
		all += (x - mean) * (x - mean)
	}
	return math.Min(1, top*top/all)
}
