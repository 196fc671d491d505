package mixture

import (
	"context"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/parallel"
)

// Part is a point's part in a component.
type Part struct {
	Point  int32
	Weight float64
}

// leastPart is the part of a point below which it is left out.
const leastPart = 1e-3

// Parts turns lists by point into lists by component, each in the order of the
// points; parts below a thousandth are left out.
func Parts(near [][]Share, components int) [][]Part {
	out, sizes := make([][]Part, components), make([]int, components)
	all := 0
	for _, shares := range near {
		for _, s := range shares {
			if s.Posterior >= leastPart {
				sizes[s.Component]++
				all++
			}
		}
	}
	room := make([]Part, all)
	for j, n := range sizes {
		out[j], room = room[:0:n], room[n:]
	}
	for i, shares := range near {
		for _, s := range shares {
			if s.Posterior >= leastPart {
				out[s.Component] = append(out[s.Component], Part{int32(i), s.Posterior})
			}
		}
	}
	return out
}

// small is the number of points below which one core makes the components: many
// small mixtures are fitted side by side.
const small = 1024

// improve makes the components fit their points better; one that has hardly
// any left dies, and leaves the lists.
func (g *Gaussians) improve(ctx context.Context, p *Points, near [][]Share, least []float64) error {
	parts := Parts(near, len(g.Weight))
	alive := make([]float64, len(parts))
	stretch := 1
	if p.Len() < small {
		stretch = len(parts)
	}
	err := parallel.Run(ctx, len(parts), stretch, func(from, to int) {
		for j := from; j < to; j++ {
			for _, part := range parts[j] {
				alive[j] += part.Weight
			}
			g.fit(j, p, parts[j], least)
		}
	})
	live := math.Min(leastOf, slices.Max(alive))
	total, kept := 0.0, 0
	now := make([]int32, len(parts)) // number of each component, or -1
	for j, w := range alive {
		if now[j] = -1; w < live {
			continue
		}
		now[j] = int32(kept)
		g.Weight[kept], g.Mean[kept], g.Spread[kept] = w, g.Mean[j], g.Spread[j]
		total += w
		kept++
	}
	g.Weight, g.Mean, g.Spread = g.Weight[:kept], g.Mean[:kept], g.Spread[:kept]
	for j := range g.Weight {
		g.Weight[j] /= total
	}
	for i, shares := range near {
		n := 0
		for _, s := range shares {
			if s.Component = now[s.Component]; s.Component >= 0 {
				shares[n] = s
				n++
			}
		}
		if near[i] = shares[:n]; n == 0 {
			near[i] = append(near[i], Share{Component: 0}) // until all are looked at again
		}
	}
	return err
}

// fit is the M-step of one component. A spread is drawn towards what it was by
// one point's worth, so that a component of few points does not close up on
// them.
func (g *Gaussians) fit(j int, p *Points, parts []Part, least []float64) {
	old, spread := g.Mean[j], g.Spread[j]
	mean, next := make([]float64, p.Dims), make([]float64, p.Dims)
	known := make([]float64, p.Dims)
	total := 1.0
	for _, part := range parts {
		total += part.Weight
		firstMoment(p.Row(int(part.Point)), spread, old, known, mean, part.Weight, p.Noise[part.Point])
	}
	for d := range mean {
		mean[d] = old[d] + mean[d]/known[d]
		next[d] = spread[d]
	}
	for _, part := range parts {
		secondMoment(p.Row(int(part.Point)), spread, mean, next, part.Weight, p.Noise[part.Point])
	}
	for d := range next {
		next[d] = math.Max(next[d]/total, thinnest*least[d]+1e-12)
	}
	g.Mean[j], g.Spread[j] = mean, next
}
