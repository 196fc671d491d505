package twin

import (
	"cmp"
	"slices"
)

// slack is by how much θ of two sets together may exceed what they have apart:
// a looser one glued a maths campaign to a tutoring app.
const slack = .001

// merge joins candidates while together they still look like one pool: the pair
// that adds least to θ first, and the whole is compared again.
func (w *world) merge(found []candidate) [][]candidate {
	groups := make([][]candidate, len(found))
	wholes := make([]component, len(found))
	for i, c := range found {
		groups[i], wholes[i] = []candidate{c}, c.component
	}
	var pairs []pair
	for b := range wholes {
		pairs = append(pairs, likely(wholes, b)...)
	}
	for {
		slices.SortFunc(pairs, func(x, y pair) int {
			return cmp.Or(cmp.Compare(x.extra, y.extra), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
		})
		at := slices.IndexFunc(pairs, func(p pair) bool {
			limit := max(groups[p.a][0].limit, groups[p.b][0].limit)
			return w.together(&wholes[p.a], &wholes[p.b], limit)
		})
		if at < 0 {
			break
		}
		a, b := pairs[at].a, pairs[at].b
		wholes = append(wholes, w.compose(union(wholes[a].parts, wholes[b].parts)))
		groups = append(groups, append(groups[a], groups[b]...))
		wholes[a], wholes[b], groups[a], groups[b] = component{}, component{}, nil, nil
		pairs = slices.DeleteFunc(pairs[at:], func(p pair) bool { return p.a == a || p.b == a || p.a == b || p.b == b })
		pairs = append(pairs, likely(wholes, len(wholes)-1)...)
	}
	return slices.DeleteFunc(groups, func(g []candidate) bool { return g == nil })
}

// pair are two sets and by how much θ of them together is higher.
type pair struct {
	a, b  int
	extra float64
}

// likely are the pairs of a set with those before it that may be one: θ of both
// together, or of as much of one as of the other, is hardly above theirs.
func likely(wholes []component, b int) (out []pair) {
	for a := range b {
		if wholes[a].pool == nil {
			continue
		}
		far := apart(&wholes[a], &wholes[b])
		if far/2 > 2*slack {
			continue
		}
		if extra := max(excess(&wholes[a], &wholes[b]), far/2); extra <= 2*slack {
			out = append(out, pair{a, b, extra})
		}
	}
	return out
}

// excess is by how much θ of both together is above the mean of theirs, from
// their sums alone.
func excess(a, b *component) float64 {
	sum := newPool()
	sum.merge(a.pool)
	sum.merge(b.pool)
	theta, _ := sum.theta()
	return theta - mean(a, b)
}

// apart is the squared distance of two components' topics without what sampling
// adds: the chance that conversations of two accounts collide inside them, less
// that across them. Of one pool it is 0, however small the one and large the
// other.
func apart(a, b *component) float64 {
	across := 0.0
	for k, t := range a.pool.topics {
		across += t * b.pool.topics[k]
	}
	return a.between + b.between - 2*across/(a.pool.weight*b.pool.weight)
}

func mean(a, b *component) float64 {
	return (a.theta*a.pool.weight + b.theta*b.pool.weight) / (a.pool.weight + b.pool.weight)
}

// together reports whether two sets look like one pool.
func (w *world) together(a, b *component, limit float64) bool {
	c := w.compose(union(a.parts, b.parts))
	return c.theta-c.se <= mean(a, b)+slack && c.theta+c.se < limit
}

// union adds the parts of two sets; both are in order of the accounts.
func union(a, b []part) []part {
	out := make([]part, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch c := cmp.Compare(a[0].Point, b[0].Point); {
		case c < 0:
			out, a = append(out, a[0]), a[1:]
		case c > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			out = append(out, part{Point: a[0].Point, Weight: min(1, a[0].Weight+b[0].Weight)})
			a, b = a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}
