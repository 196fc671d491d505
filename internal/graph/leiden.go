package graph

import "slices"

// passes limits how often Leiden starts again from its own answer. It settles
// in two to four; the limit bounds the time of a graph that keeps trading
// hairs.
const passes = 10

// slack is the share of a node's strength below which a gain is taken for
// rounding: without it two equal communities could trade a node for ever.
const slack = 1e-11

// Leiden labels the communities of g that maximise the Constant Potts Model
//
//	H = Σ_c [ w(c) − γ · Σ_{u<v in c} s_u·s_v ]
//
// with w the weight inside a community, s the sizes of the nodes and γ the
// resolution: a community is worth having if its density exceeds γ (in weight
// per pair). Labels are numbered by smallest member; every community is
// connected. The seed sets the order in which nodes are visited and nothing
// else. Time is about linear in the edges.
//
// Source: Traag, Waltman and van Eck, "From Louvain to Leiden", Sci. Rep. 9,
// 5233 (2019), arXiv:1810.08473, algorithm A.2, with the refinement's choice
// greedy (its θ → 0) as in the authors' own library, and repeated from its own
// answer until nothing moves.
func Leiden(g *Graph, resolution float64, seed uint64) []int32 {
	rng := source(seed)
	labels := identity(g.Len())
	for range passes {
		next := pass(g, labels, resolution, &rng)
		if slices.Equal(next, labels) {
			break
		}
		labels = next
	}
	return labels
}

// pass moves, refines and aggregates until a level has nothing to merge.
func pass(g *Graph, labels []int32, resolution float64, rng *source) []int32 {
	level, community := g, slices.Clone(labels)
	node := identity(g.Len()) // which node of the level holds a node of g
	for {
		move(level, community, resolution, rng)
		part := Renumber(refine(level, community, resolution, rng))
		coarse := aggregate(level, part)
		if coarse.Len() == level.Len() {
			break
		}
		above := make([]int32, coarse.Len())
		for v, p := range part {
			above[p] = community[v]
		}
		for v, at := range node {
			node[v] = part[at]
		}
		level, community = coarse, Renumber(above)
	}
	flat := make([]int32, g.Len())
	for v, at := range node {
		flat[v] = community[at]
	}
	// Merges run along edges, so parts are connected already; only at a
	// resolution that is nothing beside the weights can a whole community
	// hang together by a node that has left. Splitting never lowers H.
	return connected(g, flat)
}

// Quality is the H of Leiden's comment for any labelling of g.
func Quality(g *Graph, labels []int32, resolution float64) float64 {
	size := make([]float64, len(labels))
	square := make([]float64, len(labels))
	var h float64
	for v := range int32(g.Len()) {
		size[labels[v]] += g.size[v]
		square[labels[v]] += g.size[v] * g.size[v]
		to, weight := g.Neighbours(v)
		for i, u := range to {
			if u < v && labels[u] == labels[v] {
				h += weight[i]
			}
		}
	}
	for c := range size {
		h -= resolution * (size[c]*size[c] - square[c]) / 2
	}
	return h
}
