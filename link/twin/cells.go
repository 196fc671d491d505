package twin

import (
	"context"
	"math/rand/v2"

	"github.com/stillhunt/stillhunt/internal/mixture"
)

// Sizes of the search. A component is as many accounts as the smallest group
// that can be told from a crowd of like-minded people; a cell is as many as can
// be compared with all components of it.
const (
	perComponent = 50
	perCell      = 5000
	maxFlat      = 64  // components of the whole where there are cells
	maxInside    = 200 // of a cell, however large: cells are not of one size
	sampled      = 10000
)

// divide finds components that cover the accounts, and lists for each account
// the likeliest ones. A small population is one mixture. A large one is divided
// in cells, each account in its two nearest, and each cell has a mixture of its
// own, so that the number of components grows with the accounts while an
// account meets few of them; groups that are larger than a cell are seen by one
// coarse mixture over a sample of everybody.
func (w *world) divide(ctx context.Context, s *space) ([][]mixture.Share, int, error) {
	n := len(w.bags)
	if n <= perCell*3/2 {
		g, err := mixture.FitGaussians(ctx, s.points, max(8, n/perComponent), w.Seed)
		if err != nil {
			return nil, 0, err
		}
		near, err := g.Nearest(ctx, s.points)
		return near, len(g.Weight), err
	}
	flat, err := mixture.FitGaussians(ctx, s.points.Some(w.sample(n)), maxFlat, w.Seed)
	if err != nil {
		return nil, 0, err
	}
	near, err := flat.Nearest(ctx, s.points)
	if err != nil {
		return nil, 0, err
	}
	total := len(flat.Weight)
	cells, err := mixture.Cells(ctx, s.points, n/perCell, w.Seed)
	if err != nil {
		return nil, 0, err
	}
	for c, members := range cells {
		inside := s.points.Some(members)
		g, err := mixture.FitGaussians(ctx, inside, min(maxInside, max(8, len(members)/2/perComponent)), w.Seed+uint64(c)+1)
		if err != nil {
			return nil, 0, err
		}
		g.Scale(float64(len(members)) / 2 / float64(n)) // each account is in two cells
		lists, err := g.Nearest(ctx, inside)
		if err != nil {
			return nil, 0, err
		}
		var both []mixture.Share
		for k, i := range members {
			for j := range lists[k] {
				lists[k][j].Component += int32(total)
			}
			both = append(append(both[:0], near[i]...), lists[k]...)
			near[i] = append(near[i][:0], mixture.Shortlist(both)...)
		}
		total += len(g.Weight)
	}
	return near, total, nil
}

// sample draws the accounts that the coarse mixture is fitted to.
func (w *world) sample(n int) []int32 {
	rng := rand.New(rand.NewPCG(w.Seed, 2))
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	rng.Shuffle(n, func(a, b int) { order[a], order[b] = order[b], order[a] })
	return order[:min(n, sampled)]
}
