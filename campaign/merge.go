package campaign

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/graph"
	"github.com/stillhunt/stillhunt/internal/parallel"
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
		if cs[i].shown != nil {
			parts[i] = countedPart(cs[i].accounts, cs[i].shown)
		} else {
			parts[i] = newPart(ix, cs[i].accounts)
		}
	}
	type pair struct {
		a, b int32
		nats float64
	}
	alike := likely(cs)
	pairs := make([]pair, len(alike))
	// Ends only with the loop: the context is nobody's.
	_ = parallel.Run(context.Background(), len(alike), 256, func(from, to int) {
		for i, p := range alike[from:to] {
			if nats, ok := agree(ix, &parts[p[0]], &parts[p[1]]); ok {
				pairs[from+i] = pair{p[0], p[1], nats}
			}
		}
	})
	pairs = slices.DeleteFunc(pairs, func(p pair) bool { return p == pair{} }) // no two are the first and the first
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
		accounts := parts[uf.Find(set[0])].accounts
		slices.Sort(accounts)
		out = append(out, counted(ix, accounts))
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

// part is a set of accounts that grows, and how many of them show each value.
type part struct {
	accounts []int32
	shown    []link.Shown    // by value; nil of a set that has grown
	shared   []link.Shown    // of shown, by two accounts at least
	grown    map[int32]int32 // then by this
}

func newPart(ix *link.Index, accounts []int32) part { return countedPart(accounts, ix.Count(accounts)) }

func countedPart(accounts []int32, shown []link.Shown) part {
	n := 0
	for _, s := range shown {
		if s.Accounts >= 2 {
			n++
		}
	}
	p := part{accounts: accounts, shown: shown, shared: make([]link.Shown, 0, n)}
	for _, s := range shown {
		if s.Accounts >= 2 {
			p.shared = append(p.shared, s)
		}
	}
	return p
}

// each calls f with every value that is shown.
func (p *part) each(f func(value, accounts int32)) {
	for _, s := range p.shown {
		f(s.Value, s.Accounts)
	}
	for v, n := range p.grown {
		f(v, n)
	}
}

// values is the number of values shown.
func (p *part) values() int { return len(p.shown) + len(p.grown) }

// count is how many of the accounts show a value.
func (p *part) count(value int32) int32 {
	if p.grown != nil {
		return p.grown[value]
	}
	if at, ok := slices.BinarySearchFunc(p.shown, value, func(s link.Shown, v int32) int { return int(s.Value) - int(v) }); ok {
		return p.shown[at].Accounts
	}
	return 0
}

// join adds the smaller part to the larger, so that an account is moved at most
// log₂(accounts) times.
func join(a, b part) part {
	if a.values() < b.values() {
		a, b = b, a
	}
	if a.grown == nil {
		grown := make(map[int32]int32, a.values()+b.values())
		a.each(func(v, n int32) { grown[v] = n })
		a = part{accounts: slices.Clone(a.accounts), grown: grown}
	}
	b.each(func(v, n int32) { a.grown[v] += n })
	a.accounts = append(a.accounts, b.accounts...)
	return a
}

// common calls f with every value that two accounts of both parts show at least;
// a has not more values than b.
func common(a, b *part, f func(value, k, other int32)) {
	if a.shown == nil || b.shown == nil {
		a.each(func(v, k int32) {
			if k < 2 {
				return
			}
			if other := b.count(v); other >= 2 {
				f(v, k, other)
			}
		})
		return
	}
	if 8*len(a.shared) < len(b.shared) {
		for _, s := range a.shared {
			if other := b.count(s.Value); other >= 2 {
				f(s.Value, s.Accounts, other)
			}
		}
		return
	}
	for x, y := a.shared, b.shared; len(x) > 0 && len(y) > 0; {
		switch {
		case x[0].Value < y[0].Value:
			x = x[1:]
		case x[0].Value > y[0].Value:
			y = y[1:]
		default:
			f(x[0].Value, x[0].Accounts, y[0].Accounts)
			x, y = x[1:], y[1:]
		}
	}
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
	for _, n := range best {
		if n >= 1 {
			families++
		}
		nats += n
	}
	return nats, families >= 2 && nats >= link.Threshold
}

// pool is the pool of tasks that most of a part's accounts are in; -1 if none.
func (p *part) pool(ix *link.Index) int32 {
	for _, v := range ix.Pools {
		if 2*int(p.count(v)) > len(p.accounts) {
			return v
		}
	}
	return -1
}

// ties is what two parts have in common by family.
func ties(ix *link.Index, a, b *part) link.Nats {
	if a.values() > b.values() {
		a, b = b, a
	}
	na, nb := float64(len(a.accounts)), float64(len(b.accounts))
	var g link.Gather
	common(a, b, func(v, k, other int32) {
		value := &ix.Values[v]
		m := math.Min(float64(k)/na, float64(other)/nb)
		outside := (float64(len(value.Holders)) - float64(k+other) + .5) / (float64(ix.Accounts) - na - nb + 1)
		if w := m * math.Log(m/outside); w > 0 {
			g.Add(value.Trait, math.Min(w, link.CapAt(link.Place(value.Trait))))
		}
	})
	return g.Nats()
}
