package link

import (
	"github.com/stillhunt/stillhunt/internal/graph"
)

// Core is the dense heart of a set of accounts (ascending): the greedy peel of
// the bipartite graph of accounts and the values that at least two of them
// show, each edge as strong as the value says, columns as FRAUDAR weighs them.
// What an operator adds to it from outside, a borrowed prompt, an innocent's
// network, lowers the density and is peeled off first. A core of less than
// half is only the densest corner of an even group; then all are returned.
func (ix *Index) Core(accounts []int32) []int32 {
	columns := map[int32]int32{}
	for _, s := range ix.Count(accounts) {
		if s.Accounts >= 2 {
			columns[s.Value] = -1
		}
	}
	used := int32(0)
	var edges []graph.Edge
	for row, a := range accounts {
		for k, v := range ix.ByAccount[a] {
			c, ok := columns[v]
			if !ok {
				continue
			}
			if c < 0 {
				c, used = used, used+1
				columns[v] = c
			}
			edges = append(edges, graph.Edge{A: int32(row), B: c, W: ix.Strength(a, k)})
		}
	}
	block := graph.Peel(len(accounts), int(used), edges, nil, graph.LogWeight)
	if 2*len(block.Rows) < len(accounts) {
		return accounts
	}
	core := make([]int32, len(block.Rows))
	for i, r := range block.Rows {
		core[i] = accounts[r]
	}
	return core
}
