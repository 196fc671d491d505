package link

import (
	"cmp"
	"slices"

	"github.com/stillhunt/stillhunt/internal/graph"
)

// Threshold is τ: two accounts are linked when what they share in two families
// or more is worth this many nats. With 10,000 accounts and a campaign of 500
// the odds against two accounts having one operator are 400 to 1, six nats.
const Threshold = 6

// perFamily bounds how many of an account's values a family brings into pairs.
const perFamily = 6

// Edge says that two accounts share values of two families.
type Edge struct {
	A, B int32
	Nats float64
}

// Edges gives the links of at least Threshold, thinned: accounts that share one
// pair of values are joined by O(d log d) edges rather than d², which keeps
// them connected and alike in degree. Sorted by A, B.
//
// The pairs of values, one of each of two families, are the buckets; nobody is
// compared with everybody, and cost is linear in accounts.
func (ix *Index) Edges() []Edge {
	type entry struct {
		u, v    int32 // values, u < v
		account int32
		nats    float32
	}
	var entries []entry
	for a := range ix.ByAccount {
		top := ix.strongest(int32(a))
		for i, x := range top {
			for _, y := range top[i+1:] {
				if Traits[ix.Values[x.value].Trait].Family == Traits[ix.Values[y.value].Trait].Family || x.nats+y.nats < Threshold {
					continue
				}
				u, v := min(x.value, y.value), max(x.value, y.value)
				entries = append(entries, entry{u, v, int32(a), float32(x.nats + y.nats)})
			}
		}
	}
	slices.SortFunc(entries, func(x, y entry) int {
		return cmp.Or(cmp.Compare(x.u, y.u), cmp.Compare(x.v, y.v), cmp.Compare(x.account, y.account))
	})
	var edges []Edge
	for start := 0; start < len(entries); {
		end := start + 1
		for end < len(entries) && entries[end].u == entries[start].u && entries[end].v == entries[start].v {
			end++
		}
		bucket := entries[start:end]
		for step := 1; step < len(bucket); step *= 2 {
			for i := range bucket {
				x, y := bucket[i], bucket[(i+step)%len(bucket)]
				if x.account == y.account || (2*step == len(bucket) && i >= step) {
					continue
				}
				edges = append(edges, Edge{min(x.account, y.account), max(x.account, y.account), float64(min(x.nats, y.nats))})
			}
		}
		start = end
	}
	slices.SortFunc(edges, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B), cmp.Compare(y.Nats, x.Nats))
	})
	return slices.CompactFunc(edges, func(x, y Edge) bool { return x.A == y.A && x.B == y.B }) // the strongest stays
}

type weighed struct {
	value int32
	nats  float64
}

// strongest gives an account's values that link at all, the best few of each family.
func (ix *Index) strongest(account int32) []weighed {
	var all []weighed
	for _, v := range ix.ByAccount[account] {
		h, _ := ix.Values[v].Holder(account)
		if nats := ix.Values[v].Strength(h); nats >= .5 {
			all = append(all, weighed{v, nats})
		}
	}
	slices.SortFunc(all, func(x, y weighed) int { return cmp.Or(cmp.Compare(y.nats, x.nats), cmp.Compare(x.value, y.value)) })
	count := map[Family]int{}
	return slices.DeleteFunc(all, func(w weighed) bool {
		f := Traits[ix.Values[w.value].Trait].Family
		count[f]++
		return count[f] > perFamily
	})
}

// Communities are the candidates: union-find over the edges, then Leiden with
// the constant Potts model inside a component, at half of the component's own
// density, so that an even component stays whole and two that touch come
// apart. Each is sorted; those below size least are left out.
func Communities(accounts int, edges []Edge, least int) [][]int32 {
	uf := graph.NewUnionFind(accounts)
	for _, e := range edges {
		uf.Union(e.A, e.B)
	}
	component := map[int32][]Edge{}
	for _, e := range edges {
		r := uf.Find(e.A)
		component[r] = append(component[r], e)
	}
	var out [][]int32
	for _, set := range uf.Sets() {
		if len(set) < least {
			continue
		}
		out = append(out, split(set, component[uf.Find(set[0])], least)...)
	}
	return out
}

func split(set []int32, edges []Edge, least int) [][]int32 {
	local := make(map[int32]int32, len(set))
	for i, a := range set {
		local[a] = int32(i)
	}
	var total float64
	es := make([]graph.Edge, len(edges))
	for i, e := range edges {
		es[i] = graph.Edge{A: local[e.A], B: local[e.B], W: e.Nats}
		total += e.Nats
	}
	n := float64(len(set))
	labels := graph.Leiden(graph.NewGraph(len(set), es), total/(n*(n-1)/2)/2, 1)
	parts := map[int32][]int32{}
	for i, l := range labels {
		parts[l] = append(parts[l], set[i])
	}
	var out [][]int32
	for l := range int32(len(set)) { // labels are numbered by smallest member
		if len(parts[l]) >= least {
			out = append(out, parts[l])
		}
	}
	return out
}
