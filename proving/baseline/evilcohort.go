package baseline

import (
	"slices"

	"github.com/stillhunt/stillhunt/internal/graph"
)

// evilCohort makes a graph of accounts, joined by the number of exits that they
// share, and accuses large communities. Stringhini et al., "EVILCOHORT:
// Detecting Communities of Malicious Accounts on Online Services", USENIX
// Security 2015. Pairs share two exits or more; communities are Leiden's in the
// place of Louvain's. Exits with more than 500 accounts join nobody: the paper
// leaves such proxies out too.
var evilCohort = Rule{
	Name: "EvilCohort", Source: "USENIX Security 2015; communities of 10", Published: 10,
	Score: func(t *Traffic) []float64 {
		var edges []graph.Edge
		shared := map[[2]int32]int{}
		for _, holders := range exits(t) {
			if len(holders) > 500 {
				continue
			}
			for i, a := range holders {
				for _, b := range holders[:i] {
					shared[[2]int32{b, a}]++
				}
			}
		}
		for pair, n := range shared { // NewGraph sorts
			if n >= leastExits {
				edges = append(edges, graph.Edge{A: pair[0], B: pair[1], W: float64(n)})
			}
		}
		labels := graph.Leiden(graph.NewGraph(len(t.Accounts), edges), .05, 1)
		count := map[int32]int{}
		for _, l := range labels {
			count[l]++
		}
		out := make([]float64, len(labels))
		for i, l := range labels {
			out[i] = float64(count[l])
		}
		return out
	},
}

const leastExits = 2

// exits lists the accounts of each exit network, ascending, in the order of the
// exits' hashes.
func exits(t *Traffic) [][]int32 {
	type use struct {
		network uint64
		account int32
	}
	uses := map[use]bool{}
	for _, a := range t.Acts {
		if a.Network != 0 {
			uses[use{a.Network, a.Account}] = true
		}
	}
	by := map[uint64][]int32{}
	for u := range uses {
		by[u.network] = append(by[u.network], u.account)
	}
	var networks []uint64
	for n := range by {
		networks = append(networks, n)
	}
	slices.Sort(networks)
	out := make([][]int32, len(networks))
	for i, n := range networks {
		slices.Sort(by[n])
		out[i] = by[n]
	}
	return out
}
