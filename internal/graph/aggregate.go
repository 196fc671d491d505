package graph

import "slices"

// aggregate makes each part a node whose size is that of its members; what
// lies inside a part is dropped, because no later move can change it. Parts
// are numbered as Renumber makes them.
func aggregate(g *Graph, part []int32) *Graph {
	groups := Groups(part)
	coarse := &Graph{start: make([]int, 1, len(groups)+1), size: make([]float64, len(groups))}
	near := newTally(len(groups))
	for p, members := range groups {
		for _, v := range members {
			coarse.size[p] += g.size[v]
			to, weight := g.Neighbours(v)
			for i, u := range to {
				if part[u] != int32(p) {
					near.add(part[u], weight[i])
				}
			}
		}
		slices.Sort(near.labels)
		for _, q := range near.labels {
			coarse.to = append(coarse.to, q)
			coarse.weight = append(coarse.weight, near.weight[q])
		}
		coarse.start = append(coarse.start, len(coarse.to))
		near.clear()
	}
	return coarse
}
