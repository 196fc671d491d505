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
	noise, near := p.noiseLevels(), lists(p.Len())
	var ds densities
	var room partsRoom
	for round := range rounds {
		if err := g.nearest(ctx, p, noise, near, round%everyone == 0, &ds); err != nil {
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
		if err := g.improve(ctx, p, near, least, &room); err != nil {
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
// first. Time O(n·k·Dims).
func (g *Gaussians) Nearest(ctx context.Context, p *Points) ([][]Share, error) {
	near := lists(p.Len())
	return near, g.nearest(ctx, p, p.noiseLevels(), near, true, &densities{})
}

// lists makes an empty short list for each of n points, with room for Near.
func lists(n int) [][]Share {
	out, room := make([][]Share, n), make([]Share, n*Near)
	for i := range out {
		out[i] = room[i*Near : i*Near : (i+1)*Near]
	}
	return out
}

// nearest looks among the components of the lists that there are and then, for
// all, among the others, and makes the lists anew; ds is room for the densities.
func (g *Gaussians) nearest(ctx context.Context, p *Points, noise noiseLevels, near [][]Share, all bool, ds *densities) error {
	every := all || len(g.Weight) <= lanes // few cost no more together than apart
	ds.set(g, p.Dims, noise, every)
	return parallel.Run(ctx, p.Len(), 512, func(from, to int) {
		logs := make([]float64, ds.stride)
		for i := from; i < to; i++ {
			if every {
				ds.everywhere(p.Row(i), noise.of[i], logs)
			} else {
				ds.among(p.Row(i), noise.of[i], near[i], logs)
			}
			near[i] = shortlist(near[i], logs, all)
			Normalise(near[i])
		}
	})
}

// shortlist makes a list of the likeliest components by their logs: those that
// it had, in its order, and then all others. Of equals the first stays.
func shortlist(list []Share, logs []float64, all bool) []Share {
	var had [Near]int32
	n := len(list)
	for k, s := range list {
		had[k] = s.Component
	}
	list = list[:0]
	for _, j := range had[:n] {
		list = insert(list, Share{Component: j, Log: logs[j]})
	}
	if !all {
		return list
	}
	for _, j := range had[:n] {
		logs[j] = math.NaN() // above nothing
	}
	for j, log := range logs {
		if len(list) < Near && !math.IsNaN(log) || len(list) == Near && log > list[Near-1].Log {
			list = insert(list, Share{Component: int32(j), Log: log})
		}
	}
	return list
}

// insert puts a share in its place on a short list, after its equals; the last
// of a full one leaves it.
func insert(short []Share, s Share) []Share {
	at := len(short)
	if at < Near {
		short = append(short, s)
	} else if at--; !(short[at].Log < s.Log) {
		return short
	}
	for ; at > 0 && short[at-1].Log < s.Log; at-- {
		short[at] = short[at-1]
	}
	short[at] = s
	return short
}

// Shortlist is the Near likeliest of the shares, best first, with posteriors
// among themselves: the first ones of what it is given, which it sorts.
func Shortlist(all []Share) []Share {
	slices.SortFunc(all, func(a, b Share) int {
		if a.Log != b.Log {
			return cmp.Compare(b.Log, a.Log)
		}
		return cmp.Compare(a.Component, b.Component)
	})
	short := all[:min(Near, len(all))]
	Normalise(short)
	return short
}

// Normalise sets the posteriors of shares by their logs. Where all are
// impossible all are alike.
func Normalise(shares []Share) {
	best := math.Inf(-1)
	for _, s := range shares {
		if s.Log > best {
			best = s.Log
		}
	}
	if math.IsInf(best, -1) {
		best = 0
		for i := range shares {
			shares[i].Log = 0
		}
	}
	total := 0.0
	for i := range shares {
		shares[i].Posterior = 1
		if log := shares[i].Log - best; log != 0 {
			shares[i].Posterior = math.Exp(log)
		}
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
