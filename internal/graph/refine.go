package graph

import "slices"

// refine is RefinePartition: inside each community, nodes that are still alone
// merge into a part, along edges, if both are well connected to the rest of
// the community and H does not fall. The parts become the nodes of the next
// level; a part is labelled with the node that began it.
func refine(g *Graph, community []int32, resolution float64, rng *source) []int32 {
	n := g.Len()
	whole := make([]float64, n) // size of a community
	for v, c := range community {
		whole[c] += g.size[v]
	}
	part := identity(n)
	size := slices.Clone(g.size)
	alone := make([]bool, n)
	cut := make([]float64, n)      // weight from a part to the rest of its community
	strength := make([]float64, n) // weight of all edges of a node, for the slack
	for v := range int32(n) {
		alone[v] = true
		to, weight := g.Neighbours(v)
		for i, u := range to {
			strength[v] += weight[i]
			if community[u] == community[v] {
				cut[v] += weight[i]
			}
		}
	}
	near := newTally(n)
	for _, v := range rng.order(n) {
		all, s, tiny := whole[community[v]], g.size[v], slack*strength[v]
		if !alone[v] || cut[v]+tiny < resolution*s*(all-s) {
			continue
		}
		to, weight := g.Neighbours(v)
		for i, u := range to {
			if community[u] == community[v] {
				near.add(part[u], weight[i])
			}
		}
		best, bar := v, -tiny
		for _, p := range near.labels {
			if cut[p]+slack*strength[p] < resolution*size[p]*(all-size[p]) {
				continue
			}
			if gain := near.weight[p] - resolution*s*size[p]; gain > bar {
				best, bar = p, gain
			}
		}
		if best != v {
			part[v] = best
			size[best] += s
			strength[best] += strength[v]
			cut[best] += cut[v] - 2*near.weight[best]
			alone[v], alone[best] = false, false
		}
		near.clear()
	}
	return part
}
