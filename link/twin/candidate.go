package twin

import (
	"math"
	"slices"
)

// candidate is a component, or a set inside one, that is closer to one pool than
// the crowds of this traffic are.
type candidate struct {
	component
	id     int     // its number among the components
	parent int     // the component that it is inside of, or is
	crowd  null    // what it was compared with
	limit  float64 // θ + se below which it stays a group
}

// choose names the candidates: components that are too close to be a crowd, and
// inside of components the sets that are. Sets are found by looking for closeness,
// so that they are compared with the sets that the same search finds in crowds;
// and no set is taken that would not be as a component.
func (w *world) choose(components []component, inner [][]component) []candidate {
	whole, ok := calibrate(components)
	if !ok {
		return nil
	}
	limit := whole.threshold(w.Level)
	var crowds []component
	for j := range components {
		if c := &components[j]; !c.counts() || c.theta+c.se >= limit {
			crowds = append(crowds, inner[j]...)
		}
	}
	narrow := 0.0
	part, ok := calibrate(crowds)
	if ok {
		narrow = min(limit, part.threshold(w.Level))
	}
	var out []candidate
	n := len(components)
	for j := range components {
		c := &components[j]
		sets := disjoint(inner[j], narrow)
		for k := range sets {
			sets[k].pool = w.compose(sets[k].parts).pool // with its topics
		}
		if c.counts() && c.theta+c.se < limit && w.one(c, sets, limit) {
			out = append(out, candidate{*c, j, j, whole, limit})
			continue
		}
		for _, set := range sets {
			out = append(out, candidate{set, n, j, part, narrow})
			n++
		}
	}
	return out
}

// disjoint are the closest of the sets that are large and close enough and have
// no account in common.
func disjoint(sets []component, limit float64) []component {
	order := slices.Clone(sets)
	slices.SortStableFunc(order, func(a, b component) int { return closer(b, a) })
	var out []component
	used := map[int32]bool{}
	for i := range order {
		c := &order[i]
		if c.pool.accounts < smallestInside || c.theta+c.se >= limit {
			continue
		}
		members := points(c)
		if slices.ContainsFunc(members, func(p int32) bool { return used[p] }) {
			continue
		}
		out = append(out, *c)
		for _, p := range members {
			used[p] = true
		}
	}
	return out
}

// one reports whether a close component is one pool, and not a crowd around sets
// inside it or several pools: whether no set is much closer, or what is left
// without the sets is close too and all of them draw from the same pool.
func (w *world) one(c *component, sets []component, limit float64) bool {
	rest := own(c.parts)
	divided := false
	for i := range sets {
		rest = without(rest, points(&sets[i]))
		divided = divided || much(&sets[i], c)
	}
	if !divided {
		return true
	}
	pieces := slices.Clone(sets)
	if len(rest) >= smallest {
		left := w.compose(rest)
		if left.theta+left.se >= limit {
			return false
		}
		pieces = append(pieces, left)
	}
	for i := range pieces {
		for j := range i {
			if apart(&pieces[i], &pieces[j]) > 2*slack {
				return false
			}
		}
	}
	return true
}

// much reports whether a set is closer than the component that it is inside of
// by more than taste makes: by a half, and by four standard errors.
func much(set, c *component) bool {
	return set.score()-c.score() > math.Log(1.5) && c.theta-set.theta > 4*math.Hypot(c.se, set.se)
}

// points are the accounts that belong to a component, in order.
func points(c *component) []int32 {
	var out []int32
	for _, m := range own(c.parts) {
		out = append(out, m.Point)
	}
	return out
}
