package link

import (
	"cmp"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/graph"
)

// Threshold is what values of two families together must be worth, in nats,
// for two accounts to be compared at all.
const Threshold = 6

// threshold is τ: two accounts are linked when all that they share is worth
// log(accounts) − 1 nats. Among N accounts there are N²/2 pairs; a campaign of
// M has M²/2 of them, so the odds against a pair are 2·log(N/M), which for
// campaigns of a hundredth to a thousandth of all accounts is about that much.
func (ix *Index) threshold() float64 {
	return math.Max(Threshold, math.Log(float64(ix.Accounts))-1)
}

// perFamily bounds how many of an account's values a family brings into pairs.
const perFamily = 6

// Edge says that two accounts share values of two families.
type Edge struct {
	A, B int32
	Nats float64
}

// Edges gives the links, thinned: accounts that share one pair of values are
// joined by O(d log d) edges rather than d²: log d rings, each through all of
// them in an order of its own. That keeps them connected and alike in degree,
// and no cut through them is cheap, so that a community does not fall apart
// where thinning left it thin (unions of random rings are expanders: Friedman,
// Mem. AMS 910, 2008). Sorted by A, B.
//
// The pairs of values, one of each of two families, are the buckets; nobody is
// compared with everybody, and cost is linear in accounts.
func (ix *Index) Edges() []Edge {
	type entry struct {
		u, v    int32 // values, u < v
		account int32
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
				entries = append(entries, entry{u, v, int32(a)})
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
		for layer := 0; layer == 0 || 1<<layer < len(bucket); layer++ {
			if layer > 0 {
				slices.SortFunc(bucket, func(x, y entry) int {
					return cmp.Or(cmp.Compare(scatter(x.account, layer), scatter(y.account, layer)), cmp.Compare(x.account, y.account))
				})
			}
			for i, x := range bucket {
				if y := bucket[(i+1)%len(bucket)]; x.account != y.account {
					edges = append(edges, Edge{A: min(x.account, y.account), B: max(x.account, y.account)})
				}
			}
		}
		start = end
	}
	slices.SortFunc(edges, func(x, y Edge) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	edges = slices.Compact(edges)
	for i := range edges {
		edges[i].Nats = ix.Between(edges[i].A, edges[i].B)
	}
	least := ix.threshold()
	return slices.DeleteFunc(edges, func(e Edge) bool { return e.Nats < least })
}

// Between is what two accounts share, in nats: of each family the strongest
// value, as strong as it is for the one that showed it less. Of prompt frames
// the further ones count too, each half as much as the one before, within the
// family's cap: strangers may meet in one frame, not in six.
func (ix *Index) Between(a, b int32) float64 {
	best := map[Family]float64{}
	frames := map[int][]float64{} // by trait of content
	x, y := ix.ByAccount[a], ix.ByAccount[b]
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] < y[j]:
			i++
		case x[i] > y[j]:
			j++
		default:
			v := &ix.Values[x[i]]
			w := min(v.shown(ix.Times[a][i]), v.shown(ix.Times[b][j]))
			if f := Traits[v.Trait].Family; f == Content {
				frames[v.Trait] = append(frames[v.Trait], w)
			} else {
				best[f] = max(best[f], w)
			}
			i++
			j++
		}
	}
	for _, ws := range frames {
		best[Content] = max(best[Content], Several(ws))
	}
	total := 0.
	for _, f := range Families {
		total += best[f]
	}
	return total
}

// Several is what several prompt frames say together, within the family's cap:
// the strongest, half of the next, a quarter of the third. It sorts ws.
func Several(ws []float64) float64 {
	slices.SortFunc(ws, func(a, b float64) int { return cmp.Compare(b, a) })
	total, part := 0., 1.
	for _, w := range ws {
		total += w * part
		part /= 2
	}
	return min(total, Caps[Content])
}

// scatter orders the accounts of a ring: the finalizer of splitmix64.
func scatter(account int32, layer int) uint64 {
	z := (uint64(layer)<<32 | uint64(uint32(account))) + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

type weighed struct {
	value int32
	nats  float64
}

// strongest gives an account's values that link at all, the best few of each family.
func (ix *Index) strongest(account int32) []weighed {
	var all []weighed
	for k, v := range ix.ByAccount[account] {
		if nats := ix.Strength(account, k); nats >= .5 && ix.Values[v].Trait != poolTrait {
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
