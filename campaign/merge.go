package campaign

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/graph"
	"github.com/stillhunt/stillhunt/link"
)

// merge joins communities that are parts of one: they show the same values in
// two families or more, by link.Threshold. Parts of one campaign share frames,
// sign-up days and clients even where no card and no exit goes across.
//
// The likest pair is joined first, and two are joined only if the wholes that
// they have grown into agree: what two small parts have in common by accident,
// a hundred others of a campaign have not.
func merge(ix *link.Index, cs []candidate) []candidate {
	parts := make([]part, len(cs))
	for i := range cs {
		parts[i] = newPart(ix, cs[i].accounts)
	}
	type pair struct {
		a, b int32
		nats float64
	}
	var pairs []pair
	for _, p := range likely(cs) {
		if nats, ok := agree(ix, &parts[p[0]], &parts[p[1]]); ok {
			pairs = append(pairs, pair{p[0], p[1], nats})
		}
	}
	slices.SortFunc(pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(y.nats, x.nats), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	uf := graph.NewUnionFind(len(cs))
	for _, p := range pairs {
		a, b := uf.Find(p.a), uf.Find(p.b)
		if a == b {
			continue
		}
		if _, ok := agree(ix, &parts[a], &parts[b]); ok {
			uf.Union(a, b)
			whole := join(parts[a], parts[b])
			parts[a], parts[b] = part{}, part{}
			parts[uf.Find(a)] = whole
		}
	}
	var out []candidate
	for _, set := range uf.Sets() {
		if len(set) == 1 {
			out = append(out, cs[set[0]])
			continue
		}
		c := candidate{accounts: parts[uf.Find(set[0])].accounts}
		slices.Sort(c.accounts)
		c.sign(ix)
		out = append(out, c)
	}
	return out
}

// chained is how many communities a value may bring together pair by pair; of
// more, each is compared with the next few, which is enough to join them all.
const (
	chained = 24
	next    = 3
)

// likely lists the pairs of communities that share a value which is commoner in
// both than elsewhere, each once, sorted.
func likely(cs []candidate) [][2]int32 {
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
		for i, a := range list {
			reach := len(list)
			if len(list) > chained {
				reach = min(len(list), i+1+next)
			}
			for _, b := range list[i+1 : reach] {
				pairs[[2]int32{a, b}] = struct{}{}
			}
		}
	}
	return slices.SortedFunc(maps.Keys(pairs), func(a, b [2]int32) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
}

// part is a set of accounts that grows: how many of them show each value.
type part struct {
	accounts []int32
	count    map[int32]int32
}

func newPart(ix *link.Index, accounts []int32) part {
	p := part{slices.Clone(accounts), map[int32]int32{}}
	for _, a := range accounts {
		for _, v := range ix.ByAccount[a] {
			if ix.Values[v].Weight > 0 {
				p.count[v]++
			}
		}
	}
	return p
}

// join adds the smaller part to the larger, so that an account is moved at most
// log₂(accounts) times.
func join(a, b part) part {
	if len(a.count) < len(b.count) {
		a, b = b, a
	}
	for v, n := range b.count {
		a.count[v] += n
	}
	a.accounts = append(a.accounts, b.accounts...)
	return a
}

// agree gives what two parts have in common, in nats, and whether that makes
// them parts of one. For each family the best value counts, the smaller share
// times its surprise, up to the family's cap; of prompt frames several. Parts
// that draw their prompts from two pools are of one operator only if the rest
// outweighs that.
func agree(ix *link.Index, a, b *part) (nats float64, ok bool) {
	best, families := ties(ix, a, b), 0
	if x, y := a.pool(ix), b.pool(ix); x >= 0 && y >= 0 && x != y {
		nats -= link.Caps[link.Semantics]
	}
	for _, f := range link.Families {
		if best[f] >= 1 {
			families++
		}
		nats += best[f]
	}
	return nats, families >= 2 && nats >= link.Threshold
}

// pool is the pool of tasks that most of a part's accounts are in; -1 if none.
func (p *part) pool(ix *link.Index) int32 {
	for _, v := range ix.Pools {
		if 2*int(p.count[v]) > len(p.accounts) {
			return v
		}
	}
	return -1
}

// ties is what two parts have in common by family.
func ties(ix *link.Index, a, b *part) map[link.Family]float64 {
	if len(a.count) > len(b.count) {
		a, b = b, a
	}
	na, nb := float64(len(a.accounts)), float64(len(b.accounts))
	best := map[link.Family]float64{}
	frames := map[int][]float64{} // by trait of content
	for v, k := range a.count {
		other := b.count[v]
		if k < 2 || other < 2 {
			continue
		}
		value := &ix.Values[v]
		outside := (float64(len(value.Holders)) - float64(k+other) + .5) / (float64(ix.Accounts) - na - nb + 1)
		m := math.Min(float64(k)/na, float64(other)/nb)
		w := m * math.Log(m/outside)
		if w <= 0 {
			continue
		}
		if f := link.Traits[value.Trait].Family; f == link.Content {
			frames[value.Trait] = append(frames[value.Trait], w)
		} else {
			best[f] = math.Max(best[f], math.Min(w, link.Caps[f]))
		}
	}
	for _, ws := range frames {
		best[link.Content] = math.Max(best[link.Content], link.Several(ws))
	}
	return best
}
