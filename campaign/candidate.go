package campaign

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/graph"
	"github.com/stillhunt/stillhunt/link"
)

// Least is the smallest group that is assessed: below it a household, a small
// team and a handful of keys look like an operator.
const Least = 10

// seed is the smallest community that merging may start from.
const seed = 3

// candidate is a set of accounts that may have one operator.
type candidate struct {
	accounts  []int32 // ascending
	signature []trace // what its members share, by value
}

// trace is one value of a signature.
type trace struct {
	value int32
	share float64 // of members that show it
	odds  float64 // log(share among members / share among the others)
}

// signatureShare is the share of members from which a value is part of a
// group's signature.
const signatureShare = .05

// Candidates are the groups worth assessing: the communities of the evidence
// graph, merged where their pooled evidence says that they are parts of one,
// sorted by their first account.
func candidates(ix *link.Index) []candidate {
	communities := link.Communities(ix.Accounts, ix.Edges(), seed)
	cs := make([]candidate, len(communities))
	for i, c := range communities {
		cs[i] = candidate{accounts: c}
		cs[i].sign(ix)
	}
	for range 4 { // each round at least halves what can merge; four are enough for 10,000 parts
		merged := merge(ix, cs)
		if len(merged) == len(cs) {
			break
		}
		cs = merged
	}
	cs = slices.DeleteFunc(cs, func(c candidate) bool { return len(c.accounts) < Least })
	slices.SortFunc(cs, func(a, b candidate) int { return cmp.Compare(a.accounts[0], b.accounts[0]) })
	return cs
}

// sign computes the signature: the values that at least signatureShare of the
// members, and two of them, show.
func (c *candidate) sign(ix *link.Index) {
	count := map[int32]int{}
	for _, a := range c.accounts {
		for _, v := range ix.ByAccount[a] {
			if ix.Values[v].Weight > 0 {
				count[v]++
			}
		}
	}
	c.signature = c.signature[:0]
	n := float64(len(c.accounts))
	for _, v := range slices.Sorted(maps.Keys(count)) {
		k := count[v]
		if k < 2 || float64(k) < signatureShare*n && k < 5 {
			continue
		}
		others := float64(ix.Accounts - len(c.accounts))
		outside := (float64(len(ix.Values[v].Holders)-k) + .5) / (others + 1)
		share := float64(k) / n
		c.signature = append(c.signature, trace{v, share, math.Log(share / outside)})
	}
}

// mergeLimit bounds how many communities a value may bring together.
const mergeLimit = 400

// merge joins communities whose signatures agree in two families or more by
// link.Threshold: parts of one campaign share frames, sign-up days and clients
// even where no card and no exit goes across.
func merge(ix *link.Index, cs []candidate) []candidate {
	byValue := map[int32][]int32{}
	for i, c := range cs {
		for _, t := range c.signature {
			if t.odds > 0 {
				byValue[t.value] = append(byValue[t.value], int32(i))
			}
		}
	}
	pairs := map[[2]int32]struct{}{}
	for _, list := range byValue {
		if len(list) > mergeLimit {
			continue
		}
		for i, a := range list {
			for _, b := range list[i+1:] {
				pairs[[2]int32{a, b}] = struct{}{}
			}
		}
	}
	sorted := slices.SortedFunc(maps.Keys(pairs), func(a, b [2]int32) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	uf := graph.NewUnionFind(len(cs))
	for _, p := range sorted {
		if uf.Find(p[0]) != uf.Find(p[1]) && agree(ix, &cs[p[0]], &cs[p[1]]) {
			uf.Union(p[0], p[1])
		}
	}
	var out []candidate
	for _, set := range uf.Sets() {
		if len(set) == 1 {
			out = append(out, cs[set[0]])
			continue
		}
		var c candidate
		for _, i := range set {
			c.accounts = append(c.accounts, cs[i].accounts...)
		}
		slices.Sort(c.accounts)
		c.sign(ix)
		out = append(out, c)
	}
	return out
}

// agree reports whether two groups show the same values in two families or
// more: for each family the best value counts, the smaller share times its
// surprise, up to the family's cap.
func agree(ix *link.Index, a, b *candidate) bool {
	best := map[link.Family]float64{}
	frames := map[int][]float64{} // by trait of content
	for i, j := 0, 0; i < len(a.signature) && j < len(b.signature); {
		x, y := a.signature[i], b.signature[j]
		switch {
		case x.value < y.value:
			i++
		case x.value > y.value:
			j++
		default:
			v := &ix.Values[x.value]
			held := x.share*float64(len(a.accounts)) + y.share*float64(len(b.accounts))
			outside := (float64(len(v.Holders)) - held + .5) / float64(ix.Accounts-len(a.accounts)-len(b.accounts)+1)
			m := math.Min(x.share, y.share)
			w := m * math.Log(m/outside)
			if f := link.Traits[v.Trait].Family; f == link.Content {
				if w > 0 {
					frames[v.Trait] = append(frames[v.Trait], w)
				}
			} else {
				best[f] = math.Max(best[f], math.Min(w, link.Caps[f]))
			}
			i++
			j++
		}
	}
	for _, ws := range frames {
		best[link.Content] = math.Max(best[link.Content], link.Several(ws))
	}
	families, total := 0, 0.
	for _, f := range link.Families {
		if best[f] >= 1 {
			families++
		}
		total += best[f]
	}
	return families >= 2 && total >= link.Threshold
}
