package campaign

import (
	"context"
	"slices"

	"github.com/stillhunt/stillhunt/internal/parallel"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// settle takes every candidate's cores and recruits for it, twice, so that a member that a link
// missed is found by the whole group's evidence and one that a link caught by
// accident is let go. An account belongs to the candidate that it most
// probably belongs to; candidates that links found come first in cs.
func settle(ctx context.Context, ix *link.Index, s *profile.Set, cs []candidate) ([]*group, error) {
	hearts := make([][]*group, len(cs))
	err := parallel.Run(ctx, len(cs), 1, func(i, _ int) {
		for _, accounts := range cores(ix, &cs[i]) {
			g := &group{candidate: cs[i]}
			g.accounts, g.signature = accounts, nil
			g.sign(ix)
			hearts[i] = append(hearts[i], g)
		}
	})
	if err != nil {
		return nil, err
	}
	gs := slices.Concat(hearts...)
	for range 2 {
		if err := parallel.Run(ctx, len(gs), 1, func(i, _ int) { gs[i].members = recruit(ix, s, &gs[i].candidate, .02) }); err != nil {
			return nil, err
		}
		best := map[int32]float64{}
		home := map[int32]int{}
		for i, g := range gs {
			for _, m := range g.members {
				p, ok := best[m.account]
				if ok && p >= .5 && g.pool != nil && gs[home[m.account]].pool == nil {
					continue // what links tie is not undone by what is asked for
				}
				if !ok || m.probability > p {
					best[m.account], home[m.account] = m.probability, i
				}
			}
		}
		for i, g := range gs {
			g.members = slices.DeleteFunc(g.members, func(m belonging) bool { return home[m.account] != i })
			g.accounts = g.accounts[:0:0]
			for _, m := range g.members {
				if m.probability >= .5 {
					g.accounts = append(g.accounts, m.account)
				}
			}
			g.sign(ix)
		}
		gs = slices.DeleteFunc(gs, func(g *group) bool { return len(g.accounts) < Least })
	}
	for _, g := range gs {
		if g.pool != nil {
			g.narrow()
			g.sign(ix)
		}
	}
	return slices.DeleteFunc(gs, func(g *group) bool { return len(g.accounts) < Least }), nil
}

// narrow leaves the accounts that would be accused: some of those that ask what
// a pool's accounts ask are people with that taste, and show none of its frames.
// What is weighed is what is accused.
func (g *group) narrow() {
	frames := g.frames()
	g.accounts = g.accounts[:0:0]
	for _, m := range g.members {
		if m.probability >= .5 && m.role(frames) != RoleCustomer {
			g.accounts = append(g.accounts, m.account)
		}
	}
}

// cores are the dense hearts of a candidate that links found: of all of it, then
// of what that leaves, as long as that is a group by itself. An operator's second
// pool of accounts has cards and exits of its own.
func cores(ix *link.Index, c *candidate) [][]int32 {
	if c.pool != nil {
		return [][]int32{c.accounts}
	}
	var out [][]int32
	for rest := c.accounts; len(rest) >= Least; {
		core := ix.Core(rest)
		out = append(out, core)
		rest = minus(rest, core)
	}
	return out
}

// minus gives the accounts of a that are not in b; both ascend.
func minus(a, b []int32) []int32 {
	var out []int32
	for _, x := range a {
		if _, in := slices.BinarySearch(b, x); !in {
			out = append(out, x)
		}
	}
	return out
}
