package campaign

import (
	"context"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/graph"
	"github.com/stillhunt/stillhunt/internal/parallel"
	"github.com/stillhunt/stillhunt/link"
)

// An operator can show what another one is known by: send his prompts, or
// copy his client. Then one kind of evidence ties the accounts of both, or two,
// and an accident another. So a candidate must hold together without any two
// families, or its parts must have the rest in common: parts that hold together
// by themselves, each with ways of its own, are two.
const (
	leastOwn   = 4      // families in which two parts go ways of their own
	leastCover = .5     // of a part's accounts that show a value of its own
	halfOwn    = 1. / 4 // a value is a part's own if its share in the other is below this one of its share in the part
)

// seam is a family, or two, without which a candidate falls into parts.
type seam struct {
	families []link.Family
	parts    int
}

// divided takes candidates apart that one family holds together and whose parts
// go ways of their own; where they do not, the seam is kept for the reader.
func divided(ctx context.Context, ix *link.Index, cs []candidate) ([]candidate, error) {
	divisions := make([][]candidate, len(cs))
	err := parallel.Run(ctx, len(cs), 1, func(i, _ int) {
		c := cs[i]
		if c.pool != nil || len(c.accounts) < 2*Least {
			divisions[i] = []candidate{c}
			return
		}
		among := ix.Among(c.accounts)
		falls := make([][]part, len(without)) // by what is left out; nil where it stays whole
		// Ends early only with the context, and then the whole does.
		_ = parallel.Run(ctx, len(without), 1, func(k, _ int) {
			if parts := fall(ix, among, c.accounts, without[k]); len(parts) > 1 {
				falls[k] = parts
			}
		})
		divisions[i] = c.divide(ix, falls)
	})
	return slices.Concat(divisions...), err
}

// divide takes a candidate apart by the parts that it falls into without each of
// without; none where it stays whole.
func (c candidate) divide(ix *link.Index, falls [][]part) []candidate {
	for k, parts := range falls {
		if parts == nil {
			continue
		}
		fs := without[k]
		uf, doubt := graph.NewUnionFind(len(parts)), false
		for i := range parts {
			for j := range i {
				x, y := parts[i].own(ix, &parts[j]), parts[j].own(ix, &parts[i])
				if own, tooling := apart(x, y, fs); !tooling || own < leastOwn {
					uf.Union(int32(i), int32(j))
				}
				own, tooling := apart(x, y, nil)
				doubt = doubt || tooling && own == leastOwn-1
			}
		}
		sets := uf.Sets()
		if len(sets) < 2 {
			if doubt && c.seam == nil {
				c.seam = &seam{fs, len(parts)}
			}
			continue
		}
		var out []candidate
		for _, set := range sets {
			var whole candidate
			for _, i := range set {
				whole.accounts = append(whole.accounts, parts[i].accounts...)
			}
			slices.Sort(whole.accounts)
			whole.sign(ix)
			out = append(out, whole)
		}
		return out
	}
	return []candidate{c}
}

// without are the families left out: each that links, and each two of them.
var without = func() (out [][]link.Family) {
	var fs []link.Family
	for _, t := range link.Traits {
		if t.Family != link.Semantics && !slices.Contains(fs, t.Family) {
			fs = append(fs, t.Family)
			out = append(out, []link.Family{t.Family})
		}
	}
	for i, f := range fs {
		for _, g := range fs[:i] {
			out = append(out, []link.Family{g, f})
		}
	}
	return out
}()

// fall gives the parts that accounts fall into without some families.
func fall(ix *link.Index, among *link.Local, accounts []int32, without []link.Family) (parts []part) {
	for _, c := range candidates(among.Without(without...)) {
		for i, at := range c.accounts {
			c.accounts[i] = accounts[at]
		}
		parts = append(parts, newPart(ix, c.accounts))
	}
	return parts
}

// apart counts the families in which two parts go ways of their own, given what
// part of them shows a value of its own: at least
// leastCover of the accounts of both show a value that is not the other's, or of
// one of them in the families that hold the two together, since who shows what
// the other is known by leaves it nothing of its own. It reports whether prompts
// or clients are among them: parts of one campaign pay and come from elsewhere,
// but what they run and send is the same.
func apart(x, y link.Nats, joined []link.Family) (own int, tooling bool) {
	for at, f := range link.Families {
		a, b := x[at], y[at]
		if a < leastCover && b < leastCover || math.Min(a, b) < leastCover && !slices.Contains(joined, f) {
			continue
		}
		own++
		tooling = tooling || f == link.Content || f == link.Client
	}
	return own, tooling
}

// own is, by family, the share of a part's accounts that show a value that three
// of them share and that is not the other part's.
func (p *part) own(ix *link.Index, other *part) (shares link.Nats) {
	n := float64(len(p.accounts))
	mine := map[int32]int{} // values, with the place of their family
	p.each(func(v, k int32) {
		if k >= 3 && float64(other.count(v))/float64(len(other.accounts)) < halfOwn*float64(k)/n {
			mine[v] = link.Place(ix.Values[v].Trait)
		}
	})
	var covered [len(shares)]int
	for _, a := range p.accounts {
		var shows [len(shares)]bool
		for _, v := range ix.ByAccount[a] {
			if f, ok := mine[v]; ok && !shows[f] {
				shows[f] = true
				covered[f]++
			}
		}
	}
	for f, c := range covered {
		shares[f] = float64(c) / n
	}
	return shares
}
