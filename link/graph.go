package link

import (
	"github.com/stillhunt/stillhunt/internal/graph"
)

// Communities are the candidates: union-find over the edges, then Leiden with
// the constant Potts model inside a component, at half of the component's own
// density, so that an even component stays whole and two that touch come
// apart. Each is sorted; those below size least are left out.
func Communities(accounts int, edges []Edge, least int) [][]int32 {
	uf := graph.NewUnionFind(accounts)
	for _, e := range edges {
		uf.Union(e.A, e.B)
	}
	component := uf.Labels()
	sets := graph.Groups(component)
	place := make([]int32, accounts) // of an account in its component
	for _, set := range sets {
		for i, a := range set {
			place[a] = int32(i)
		}
	}
	within := make([][]graph.Edge, len(sets))
	for _, e := range edges {
		if c := component[e.A]; len(sets[c]) >= least {
			within[c] = append(within[c], graph.Edge{A: place[e.A], B: place[e.B], W: e.Nats})
		}
	}
	var out [][]int32
	for c, set := range sets {
		if len(set) >= least {
			out = append(out, split(set, within[c], least)...)
		}
	}
	return out
}

// split divides a component, whose edges are between places in the set.
func split(set []int32, edges []graph.Edge, least int) [][]int32 {
	total := 0.
	for _, e := range edges {
		total += e.W
	}
	n := float64(len(set))
	var out [][]int32
	for _, part := range graph.Groups(graph.Leiden(graph.NewGraph(len(set), edges), total/(n*(n-1)/2)/2, 1)) {
		if len(part) < least {
			continue
		}
		for i, p := range part {
			part[i] = set[p]
		}
		out = append(out, part)
	}
	return out
}
