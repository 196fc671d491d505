package baseline

import (
	"math"
	"math/rand/v2"
	"slices"
)

// mmd measures how far an account's prompts are from everybody's: the unbiased
// squared maximum mean discrepancy under Gaussian kernels of four bandwidths,
// by random Fourier features (Rahimi and Recht 2007), times √(n(n−1)), which
// makes one threshold right for accounts of any size. Liu, Guo and Dong, "An
// Embarrassingly Simple Detector", arXiv:2606.05725, with two mistakes of its
// code set right: the threshold comes from single comparisons, and nothing is
// drawn with replacement. The number without a better one is 2.33 standard
// deviations of the null, one in a hundred.
var mmd = Rule{
	Name: "MMD", Source: "arXiv:2606.05725", Published: 2.33,
	Score: alone(func(t *Traffic) []float64 {
		f := newFeatures(t)
		dims := 2 * bandwidths * len(f)
		mean := make([]float64, dims)
		sums := make([][]float64, len(t.Accounts))
		n := 0
		for i := range t.Accounts {
			sums[i] = make([]float64, dims)
			for k := range t.Accounts[i].Vectors {
				f.add(sums[i], &t.Accounts[i].Vectors[k])
			}
			for d, x := range sums[i] {
				mean[d] += x
			}
			n += len(t.Accounts[i].Vectors)
		}
		for d := range mean {
			mean[d] /= float64(max(1, n))
		}
		out := make([]float64, len(t.Accounts))
		for i := range out {
			if m := float64(len(t.Accounts[i].Vectors)); m >= 8 {
				var square, cross, whole float64
				for d, x := range sums[i] {
					square += x * x
					cross += x * mean[d]
					whole += mean[d] * mean[d]
				}
				self := m * float64(dims/2) // the square length of each prompt's features is dims/2
				out[i] = ((square-self)/(m*(m-1)) - 2*cross/m + whole) * math.Sqrt(m*(m-1))
			} else {
				out[i] = math.Inf(-1)
			}
		}
		return standardise(out)
	}),
}

// standardise subtracts the median and divides by the spread of the middle half
// as a normal law has it: nobody knows who is innocent, but most are.
func standardise(xs []float64) []float64 {
	var known []float64
	for _, x := range xs {
		if !math.IsInf(x, -1) {
			known = append(known, x)
		}
	}
	if len(known) < 8 {
		return xs
	}
	slices.Sort(known)
	at := func(q float64) float64 { return known[int(q*float64(len(known)-1))] }
	spread := math.Max(1e-12, (at(.75)-at(.25))/1.349)
	for i := range xs {
		xs[i] = (xs[i] - at(.5)) / spread
	}
	return xs
}

// features are the directions of random Fourier features; each gives a cosine
// and a sine for every bandwidth.
type features []Vector

const (
	directions = 32
	bandwidths = 4 // ½, 1, 2 and 4 times the median distance
)

func newFeatures(t *Traffic) features {
	f := make(features, directions)
	widest := 4 * medianDistance(t)
	rng := rand.New(rand.NewPCG(2606, 5725))
	for i := range f {
		for d := range f[i] {
			f[i][d] = float32(rng.NormFloat64() / widest)
		}
	}
	return f
}

// add adds a prompt's features. Half the bandwidth is twice the angle.
func (f features) add(sum []float64, v *Vector) {
	for i := range f {
		sin, cos := math.Sincos(float64(f[i].dot(v)))
		for b := range bandwidths {
			at := 2 * (i*bandwidths + b)
			sum[at] += cos
			sum[at+1] += sin
			sin, cos = 2*sin*cos, 2*cos*cos-1
		}
	}
}

// medianDistance is the median over pairs of first prompts of neighbours in the
// list of accounts.
func medianDistance(t *Traffic) float64 {
	var ds []float64
	for i := 1; i < len(t.Accounts); i++ {
		a, b := t.Accounts[i-1].Vectors, t.Accounts[i].Vectors
		if len(a) > 0 && len(b) > 0 {
			ds = append(ds, a[0].distance(&b[0]))
		}
	}
	if len(ds) == 0 {
		return 1
	}
	slices.Sort(ds)
	return math.Max(.1, ds[len(ds)/2])
}
