package twin

import (
	"context"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/mixture"
	"github.com/stillhunt/stillhunt/internal/parallel"
)

// smallest is the number of accounts of a group.
const smallest = 15

// Of the search for closer accounts inside a component.
const (
	splitRounds = 8
	splitStarts = 4  // neighbourhoods that are tried
	sharper     = 10 // times the precision of the component, of the same topics

	smallestInside = 30 // accounts of a set; smaller ones are close by the search alone
	deepest        = 4  // searches inside what was found
)

// inner are the sets of accounts inside each component that keep to one pool
// more closely than the rest of it does. Where an operator replays what people
// ask, his accounts lie in the middle of a crowd and only their closeness tells.
// There are many, so that their topics are not kept.
func (w *world) inner(ctx context.Context, s *space, components []component) ([][]component, error) {
	out := make([][]component, len(components))
	err := parallel.Run(ctx, len(components), 1, func(j, _ int) {
		out[j] = w.dig(ctx, s, &components[j], deepest)
		for k := range out[j] {
			out[j][k].pool.topics = nil
		}
	})
	return out, err
}

// dig divides a component, then the closest set in it and what is left without
// that set.
func (w *world) dig(ctx context.Context, s *space, c *component, depth int) []component {
	found := w.children(ctx, s, c)
	if len(found) == 0 {
		return nil
	}
	best := slices.MaxFunc(found, closer)
	if depth == 1 || best.score() <= c.score() {
		return found
	}
	rest := w.compose(without(own(c.parts), points(&best)))
	found = append(found, w.dig(ctx, s, &best, depth-1)...)
	return append(found, w.dig(ctx, s, &rest, depth-1)...)
}

// without are the parts of accounts that are not in the list; both are in order.
func without(parts []part, list []int32) []part {
	var out []part
	for _, m := range parts {
		if _, in := slices.BinarySearch(list, m.Point); !in {
			out = append(out, m)
		}
	}
	return out
}

// children divides a component in two from several starts: a set of the same
// topics that is closer, and neighbourhoods. It returns those of a group's size.
func (w *world) children(ctx context.Context, s *space, c *component) []component {
	members := own(c.parts)
	if len(members) < 2*smallest {
		return nil
	}
	same := w.compose(members)
	same.precision = math.Min(same.precision*sharper, tightest)
	same.share /= 2
	starts := []component{same}
	which := make([]int32, len(members))
	for k, m := range members {
		which[k] = m.Point
	}
	near, n := neighbourhoods(ctx, s.points.Some(which), w.Seed)
	for _, parts := range mixture.Parts(near, n) {
		for k := range parts {
			parts[k].Point = which[parts[k].Point]
		}
		starts = append(starts, w.compose(parts))
	}
	var out []component
	for _, start := range starts {
		child := w.contest(members, start)
		if child.counts() && len(own(child.parts)) < len(members) {
			out = append(out, child)
		}
	}
	return out
}

func neighbourhoods(ctx context.Context, p *mixture.Points, seed uint64) ([][]mixture.Share, int) {
	g, err := mixture.FitGaussians(ctx, p, splitStarts, seed)
	if err != nil {
		return nil, 0 // the context has ended, which the caller sees
	}
	near, err := g.Nearest(ctx, p)
	if err != nil {
		return nil, 0
	}
	return near, len(g.Weight)
}

// own are the parts of the accounts that belong to a component rather than not.
func own(parts []part) []part {
	var out []part
	for _, m := range parts {
		if m.Weight >= .5 {
			out = append(out, m)
		}
	}
	return out
}

// contest shares the members out between a set that starts as given and the
// rest, until both have settled, and returns the set, made anew in the pool of
// what was given.
func (w *world) contest(members []part, child component) component {
	in := make([]float64, len(members)) // parts in the child
	at := make(map[int32]float64, len(child.parts))
	for _, m := range child.parts {
		at[m.Point] = m.Weight
	}
	for k, m := range members {
		in[k] = at[m.Point]
	}
	rest := w.compose(members)
	inside, outside := make([]part, 0, len(members)), make([]part, 0, len(members))
	for range splitRounds {
		c, r := child.yardstick(), rest.yardstick()
		own, others := math.Log(math.Max(child.share, 1e-9)), math.Log(math.Max(rest.share, 1e-9))
		inside, outside = inside[:0], outside[:0]
		for k, m := range members {
			b := &w.bags[m.Point]
			odds := own + w.likelihood(&c, b, in[k]) - others - w.likelihood(&r, b, 1-in[k])
			in[k] = 1 / (1 + math.Exp(-odds))
			if in[k] >= 1e-3 {
				inside = append(inside, part{Point: m.Point, Weight: in[k]})
			}
			if in[k] <= 1-1e-3 {
				outside = append(outside, part{Point: m.Point, Weight: 1 - in[k]})
			}
		}
		child.pool.clear()
		rest.pool.clear()
		child, rest = w.composeIn(child.pool, inside), w.composeIn(rest.pool, outside)
	}
	return child
}
