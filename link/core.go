package link

import (
	"slices"

	"github.com/stillhunt/stillhunt/internal/graph"
)

// Core is the dense heart of a set of accounts (ascending): the greedy peel of
// the bipartite graph of accounts and the values that at least two of them
// show, each edge as strong as the value says, columns as FRAUDAR weighs them.
// What an operator adds to it from outside, a borrowed prompt, an innocent's
// network, lowers the density and is peeled off first. A core of less than
// half is only the densest corner of an even group; then all are returned.
func (ix *Index) Core(accounts []int32) []int32 {
	count := map[int32]int{}
	for _, a := range accounts {
		for _, v := range ix.ByAccount[a] {
			if ix.Values[v].Weight > 0 {
				count[v]++
			}
		}
	}
	columns := map[int32]int32{}
	var edges []graph.Edge
	for row, a := range accounts {
		for k, v := range ix.ByAccount[a] {
			if count[v] < 2 {
				continue
			}
			c, ok := columns[v]
			if !ok {
				c = int32(len(columns))
				columns[v] = c
			}
			edges = append(edges, graph.Edge{A: int32(row), B: c, W: ix.Strength(a, k)})
		}
	}
	block := graph.Peel(len(accounts), len(columns), edges, nil, graph.LogWeight)
	if 2*len(block.Rows) < len(accounts) {
		return accounts
	}
	core := make([]int32, len(block.Rows))
	for i, r := range block.Rows {
		core[i] = accounts[r]
	}
	return core
}

// Among is the index of some accounts only, by their places in the list, without
// the values of some families: who shares what if that were not known. Accounts
// and the holders of values stay those of everybody.
func (ix *Index) Among(accounts []int32, without ...Family) *Index {
	sub := &Index{Values: ix.Values, Carriers: ix.Carriers, Accounts: ix.Accounts,
		ByAccount: make([][]int32, len(accounts)), Times: make([][]int64, len(accounts))}
	for i, a := range accounts {
		for k, v := range ix.ByAccount[a] {
			if !slices.Contains(without, Traits[ix.Values[v].Trait].Family) {
				sub.ByAccount[i] = append(sub.ByAccount[i], v)
				sub.Times[i] = append(sub.Times[i], ix.Times[a][k])
			}
		}
	}
	return sub
}
