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
	var room partsRoom
	return room.parts(near, components)
}

// partsRoom is where parts are put, again and again.
type partsRoom struct {
	lists [][]Part
	all   []Part
	sizes []int
}

func (r *partsRoom) parts(near [][]Share, components int) [][]Part {
	r.sizes = slices.Grow(r.sizes[:0], components)[:components]
	clear(r.sizes)
	total := 0
	for _, shares := range near {
		for _, s := range shares {
			if s.Posterior >= leastPart {
				r.sizes[s.Component]++
				total++
			}
		}
	}
	if cap(r.all) < total {
		r.all = make([]Part, total)
	}
	r.lists = slices.Grow(r.lists[:0], components)[:components]
	room := r.all[:total]
	for j, n := range r.sizes {
		r.lists[j], room = room[:0:n], room[n:]
	}
	for i, shares := range near {
		for _, s := range shares {
			if s.Posterior >= leastPart {
				r.lists[s.Component] = append(r.lists[s.Component], Part{int32(i), s.Posterior})
			}
		}
	}
	return r.lists
}

// small is the number of points below which one core makes the components: many
// small mixtures are fitted side by side.
const small = 1024

// improve makes the components fit their points better; one that has hardly
// any left dies, and leaves the lists.
func (g *Gaussians) improve(ctx context.Context, p *Points, near [][]Share, least []float64, room *partsRoom) error {
	parts := room.parts(near, len(g.Weight))
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
