package twin

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/mixture"
)

// refinements is how often the components' topics are made anew.
const refinements = 4

func (w *world) discover(ctx context.Context, seen *Seen) ([]Group, error) {
	s, err := w.discriminate(ctx)
	if err != nil {
		return nil, err
	}
	shares, n, err := w.divide(ctx, s)
	if err != nil {
		return nil, err
	}
	components, err := w.refine(ctx, shares, n)
	if err != nil {
		return nil, err
	}
	for i := range shares {
		seen.Nearest[w.places[i]] = likeliest(shares[i])
	}
	inner, err := w.inner(ctx, s, components)
	if err != nil {
		return nil, err
	}
	seen.Components, seen.Threshold = n, math.NaN()
	if whole, ok := calibrate(components); ok {
		seen.Threshold = whole.threshold(w.Level)
	}
	found := w.choose(components, inner)
	if seen.Bounds, err = w.bounds(ctx, components, found); err != nil {
		return nil, err
	}
	if components, err = w.refine(ctx, shares, n+admit(shares, found)); err != nil {
		return nil, err
	}
	for i := range found {
		found[i].component = components[found[i].id]
	}
	var groups []Group
	for _, parts := range w.merge(found) {
		if g, ok := w.group(s, parts, seen.Theta); ok {
			groups = append(groups, g)
		}
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return cmp.Compare(b.Core, a.Core) })
	return groups, nil
}

// likeliest is the component of the largest share, of equals the first; -1 of none.
func likeliest(shares []mixture.Share) int32 {
	best, at := 0., int32(-1)
	for _, s := range shares {
		if s.Posterior > best {
			best, at = s.Posterior, s.Component
		}
	}
	return at
}

// refine fits the components' topics and the accounts' shares to each other.
func (w *world) refine(ctx context.Context, shares [][]mixture.Share, n int) ([]component, error) {
	components := make([]component, n)
	err := w.estimate(ctx, shares, components)
	for round := 0; err == nil && round < refinements; round++ {
		if err = w.reweigh(ctx, shares, components); err == nil {
			err = w.estimate(ctx, shares, components)
		}
	}
	return components, err
}

// admit puts each set inside a component on the list of every account that the
// component is on, with the part that it has of that. It returns their number.
func admit(shares [][]mixture.Share, found []candidate) (sets int) {
	type set struct {
		id int32
		in map[int32]float64
	}
	inside := map[int32][]set{}
	for i := range found {
		c := &found[i]
		if c.id == c.parent {
			continue
		}
		in := make(map[int32]float64, len(c.parts))
		for _, m := range c.parts {
			in[m.Point] = m.Weight
		}
		inside[int32(c.parent)] = append(inside[int32(c.parent)], set{int32(c.id), in})
		sets++
	}
	for i := range shares {
		for k := range shares[i] {
			whole := shares[i][k].Posterior
			for _, set := range inside[shares[i][k].Component] {
				part := min(whole*set.in[int32(i)], shares[i][k].Posterior)
				shares[i][k].Posterior -= part
				shares[i] = append(shares[i], mixture.Share{Component: set.id, Posterior: part})
			}
		}
	}
	return sets
}

// sure is the posterior from which on an account is of a group's core.
const sure = .95

// group makes a group of candidates that are one; false if its core is small or
// no longer close.
func (w *world) group(s *space, of []candidate, everybody float64) (Group, bool) {
	var parts []part
	limit, crowd := of[0].limit, of[0].crowd
	for _, c := range of {
		parts = union(parts, c.parts)
		if c.limit > limit {
			limit, crowd = c.limit, c.crowd
		}
	}
	core := slices.DeleteFunc(slices.Clone(parts), func(m part) bool { return m.Weight <= sure })
	if len(core) < smallest {
		return Group{}, false
	}
	c := w.compose(core)
	if !(c.theta+c.se < limit) {
		return Group{}, false
	}
	g := Group{Core: len(core), Theta: c.theta, SE: c.se, Off: w.off(s, core), P: crowd.p(&c)}
	if everybody > 0 {
		g.Camouflage = math.Min(1, math.Sqrt(math.Max(c.theta, 0)/everybody))
	}
	for _, m := range own(parts) {
		g.Members = append(g.Members, Member{w.places[m.Point], m.Weight})
	}
	slices.SortFunc(g.Members, func(a, b Member) int { return cmp.Compare(a.Account, b.Account) })
	return g, true
}

// off is Σ mean²/λ over the directions: how far accounts are from the mean of
// the population, in variances between accounts. Resellers and generalists are
// near to it.
func (w *world) off(s *space, core []part) float64 {
	mean, total := make([]float64, len(s.lambda)), 0.0
	for _, m := range core {
		weight := m.Weight * w.bags[m.Point].weight
		total += weight
		for d, x := range s.points.Row(int(m.Point)) {
			mean[d] += weight * x
		}
	}
	sum := 0.0
	for d, m := range mean {
		sum += (m / total) * (m / total) / s.lambda[d]
	}
	return sum
}
