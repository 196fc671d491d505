package mixture

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/stillhunt/stillhunt/internal/parallel"
)

// Gaussians is a mixture of Gaussians with diagonal covariances.
type Gaussians struct {
	Weight []float64   // of each component; they sum to 1
	Mean   [][]float64 // k × Dims
	Spread [][]float64 // k × Dims, the variance without the points' noise
}

// Share is how likely a component is for a point.
type Share struct {
	Component int32
	Log       float64 // of weight times density
	Posterior float64 // among the shares of its list
}

// Near is the number of components that are kept for each point.
const Near = 8

// Limits of a fit.
const (
	rounds   = 30
	everyone = 4    // rounds from one in which all components are looked at to the next
	enough   = 1e-4 // gain in nats a point that ends it
	leastOf  = 2.0  // points' worth below which a component dies
	thinnest = 1e-3 // of the points' own variance, below which no spread goes
)

// FitGaussians fits a mixture of at most k components to points with known
// noise, V = Spread + noise: extreme deconvolution with diagonal covariances,
// the mean by its weighted least squares. Each point counts towards its Near
// likeliest components. Time O(n·k·Dims) in every fourth round; in between a
// point meets only those that were near to it.
//
// Source: Bovy, Hogg and Roweis 2011, Ann. Appl. Stat. 5(2B), arXiv 0905.2979;
// noise in geometric steps is ours.
func FitGaussians(ctx context.Context, p *Points, k int, seed uint64) (*Gaussians, error) {
	g := start(p, k, rand.New(rand.NewPCG(seed, 1)))
	least := p.variance()
	last := math.Inf(-1)
	var near [][]Share
	for round := range rounds {
		var err error
		if near, err = g.nearest(ctx, p, near, round%everyone == 0); err != nil {
			return nil, err
		}
		if round%everyone == 0 {
			total := 0.0
			for _, shares := range near {
				total += shares[0].Log - math.Log(shares[0].Posterior)
			}
			if total-last < enough*everyone*float64(p.Len()) {
				break
			}
			last = total
		}
		if err := g.improve(ctx, p, near, least); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// start places the components at seeds, with the points' own variance shared
// out among them.
func start(p *Points, k int, rng *rand.Rand) *Gaussians {
	seeds := Seeds(p, k, rng)
	own := p.variance()
	g := &Gaussians{}
	part := math.Pow(float64(max(1, len(seeds))), -2/float64(p.Dims))
	for _, s := range seeds {
		spread := make([]float64, p.Dims)
		for d := range spread {
			spread[d] = math.Max(own[d]*part, 1e-12)
		}
		g.Weight = append(g.Weight, 1/float64(len(seeds)))
		g.Mean = append(g.Mean, slices.Clone(p.Row(int(s))))
		g.Spread = append(g.Spread, spread)
	}
	return g
}

// variance is that of the points by dimension, weighted by what is known of
// each, without the noise; at least a hundredth of it with.
func (p *Points) variance() []float64 {
	mean, out := make([]float64, p.Dims), make([]float64, p.Dims)
	total := 0.0
	for i := range p.Len() {
		w := 1 / (1 + p.Noise[i])
		total += w
		for d, x := range p.Row(i) {
			mean[d] += w * x
		}
	}
	for i := range p.Len() {
		w := 1 / (1 + p.Noise[i]) / total
		for d, x := range p.Row(i) {
			y := x - mean[d]/total
			out[d] += w * (y*y - math.Min(p.Noise[i], .99*y*y))
		}
	}
	return out
}

// Nearest lists for each point its likeliest components, at most Near, best
// first. Time O(n·k·Dims), mostly less: a component is left as soon as it cannot
// be of the list.
func (g *Gaussians) Nearest(ctx context.Context, p *Points) ([][]Share, error) {
	return g.nearest(ctx, p, nil, true)
}

// nearest looks among the components of the lists that there were before, and
// then, for all, among the others: few of them get near to those.
func (g *Gaussians) nearest(ctx context.Context, p *Points, before [][]Share, all bool) ([][]Share, error) {
	noise, level := p.noiseLevels()
	k := len(g.Weight)
	constant := make([]float64, k*levels)
	precision := make([]float64, k*levels*p.Dims)
	for j := range k {
		for b, s := range noise {
			at := b*k + j
			c := math.Log(g.Weight[j]) - float64(p.Dims)/2*math.Log(2*math.Pi)
			for d, t := range g.Spread[j] {
				precision[at*p.Dims+d] = 1 / (t + s)
				c -= math.Log(t+s) / 2
			}
			constant[at] = c
		}
	}
	out := make([][]Share, p.Len())
	err := parallel.Run(ctx, p.Len(), 512, func(from, to int) {
		tried := make([]int, k) // one more than the point that a component was tried for
		for i := from; i < to; i++ {
			z, short := p.Row(i), make([]Share, 0, Near+1)
			try := func(j int32) {
				tried[j] = i + 1
				at := int(level[i])*k + int(j)
				floor := math.Inf(-1)
				if len(short) == Near {
					floor = short[Near-1].Log
				}
				log := fall(z, g.Mean[j], precision[at*p.Dims:(at+1)*p.Dims], constant[at], floor)
				if log > floor || len(short) < Near {
					short = insert(short, Share{Component: j, Log: log})
				}
			}
			if before != nil {
				for _, s := range before[i] {
					try(s.Component)
				}
			}
			for j := int32(0); all && int(j) < k; j++ {
				if tried[j] != i+1 {
					try(j)
				}
			}
			Normalise(short)
			out[i] = short
		}
	})
	return out, err
}

// fall is the log density of z, or something below the floor if it lies below.
func fall(z, mean, precision []float64, log, floor float64) float64 {
	mean, precision = mean[:len(z)], precision[:len(z)]
	for d := 0; d < len(z); {
		sum := 0.0
		for end := min(d+8, len(z)); d < end; d++ {
			y := z[d] - mean[d]
			sum += y * y * precision[d]
		}
		if log -= sum / 2; log < floor {
			return log
		}
	}
	return log
}

// insert puts a share in its place on a short list, after its equals.
func insert(short []Share, s Share) []Share {
	at := len(short)
	for at > 0 && short[at-1].Log < s.Log {
		at--
	}
	return slices.Insert(short, at, s)[:min(Near, len(short)+1)]
}

// Shortlist is the Near likeliest of the shares, best first, with posteriors
// among themselves. The order of what it is given is lost.
func Shortlist(all []Share) []Share {
	slices.SortFunc(all, func(a, b Share) int {
		return cmp.Or(cmp.Compare(b.Log, a.Log), cmp.Compare(a.Component, b.Component))
	})
	short := slices.Clone(all[:min(Near, len(all))])
	Normalise(short)
	return short
}

// Normalise sets the posteriors of shares by their logs. Where all are
// impossible all are alike.
func Normalise(shares []Share) {
	best := math.Inf(-1)
	for _, s := range shares {
		best = math.Max(best, s.Log)
	}
	if math.IsInf(best, -1) {
		best = 0
		for i := range shares {
			shares[i].Log = 0
		}
	}
	total := 0.0
	for i := range shares {
		shares[i].Posterior = math.Exp(shares[i].Log - best)
		total += shares[i].Posterior
	}
	for i := range shares {
		shares[i].Posterior /= total
	}
}

// Scale multiplies the components' weights, for a mixture that is part of one.
func (g *Gaussians) Scale(by float64) {
	for j := range g.Weight {
		g.Weight[j] *= by
	}
}

// LogSum is the logarithm of the sum of what the shares are logarithms of.
func LogSum(shares []Share) float64 {
	best, sum := math.Inf(-1), 0.0
	for _, s := range shares {
		best = math.Max(best, s.Log)
	}
	if math.IsInf(best, -1) {
		return best
	}
	for _, s := range shares {
		sum += math.Exp(s.Log - best)
	}
	return best + math.Log(sum)
}
