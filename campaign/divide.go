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
	falls := make([][][]part, len(cs)) // by candidate and what is left out
	for i := range falls {
		falls[i] = make([][]part, len(without))
	}
	err := parallel.Run(ctx, len(cs)*len(without), 1, func(at, _ int) {
		if c := &cs[at/len(without)]; c.pool == nil && len(c.accounts) >= 2*Least {
			if parts := fall(ix, c.accounts, without[at%len(without)]); len(parts) > 1 {
				falls[at/len(without)][at%len(without)] = parts
			}
		}
	})
	var out []candidate
	for i, c := range cs {
		out = append(out, c.divide(ix, falls[i])...)
	}
	return out, err
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
				if own, tooling := apart(ix, &parts[i], &parts[j], fs); !tooling || own < leastOwn {
					uf.Union(int32(i), int32(j))
				}
				own, tooling := apart(ix, &parts[i], &parts[j], nil)
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
func fall(ix *link.Index, accounts []int32, without []link.Family) (parts []part) {
	for _, c := range candidates(ix.Among(accounts, without...)) {
		for i, at := range c.accounts {
			c.accounts[i] = accounts[at]
		}
		parts = append(parts, newPart(ix, c.accounts))
	}
	return parts
}

// apart counts the families in which two parts go ways of their own: at least
// leastCover of the accounts of both show a value that is not the other's, or of
// one of them in the families that hold the two together, since who shows what
// the other is known by leaves it nothing of its own. It reports whether prompts
// or clients are among them: parts of one campaign pay and come from elsewhere,
// but what they run and send is the same.
func apart(ix *link.Index, x, y *part, joined []link.Family) (own int, tooling bool) {
	for _, f := range link.Families {
		a, b := x.own(ix, y, f), y.own(ix, x, f)
		if a < leastCover && b < leastCover || math.Min(a, b) < leastCover && !slices.Contains(joined, f) {
			continue
		}
		own++
		tooling = tooling || f == link.Content || f == link.Client
	}
	return own, tooling
}

// own is the share of a part's accounts that show a value of a family that three
// of them share and that is not the other part's.
func (p *part) own(ix *link.Index, other *part, f link.Family) float64 {
	n, covered := float64(len(p.accounts)), 0
	for _, a := range p.accounts {
		for _, v := range ix.ByAccount[a] {
			k := p.count[v]
			if k >= 3 && link.Traits[ix.Values[v].Trait].Family == f &&
				float64(other.count[v])/float64(len(other.accounts)) < halfOwn*float64(k)/n {
				covered++
				break
			}
		}
	}
	return float64(covered) / n
}
