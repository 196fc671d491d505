package baseline

import (
	"fmt"

	"github.com/stillhunt/stillhunt/internal/graph"
)

// evilCohort makes a graph of accounts, joined by the number of exits that they
// share, and accuses large communities. Stringhini et al., "EVILCOHORT:
// Detecting Communities of Malicious Accounts on Online Services", USENIX
// Security 2015. How many exits a pair must share is set by the service's data
// there, and tried here; communities are Leiden's in the place of Louvain's.
// Exits with more than 500 accounts join nobody: the paper leaves such proxies
// out too.
var evilCohort = func() Rule {
	r := Rule{Name: "EvilCohort", Source: "USENIX Security 2015; communities of 10", Published: 10}
	for _, least := range sharedExits {
		r.Forms = append(r.Forms, fmt.Sprintf("exits shared: %d", least))
	}
	r.Score = func(t *Traffic) [][]float64 {
		var all meetings
		for _, exit := range exits(t) {
			if len(exit.accounts) > 500 {
				continue
			}
			for i, a := range exit.accounts {
				for _, b := range exit.accounts[:i] {
					all.add(a, b)
				}
			}
		}
		pairs := all.pairs()
		var out [][]float64
		for _, least := range sharedExits {
			var edges []graph.Edge
			for _, p := range pairs {
				if p.n >= least {
					edges = append(edges, graph.Edge{A: p.a, B: p.b, W: float64(p.n)})
				}
			}
			out = append(out, communities(len(t.Accounts), edges))
		}
		return out
	}
	return r
}()

// sharedExits are the least numbers of exits that are tried, the usual first.
var sharedExits = []int{2, 1, 3, 5, 10}

// communities gives each account the size of its community.
func communities(n int, edges []graph.Edge) []float64 {
	labels := graph.Leiden(graph.NewGraph(n, edges), .05, 1)
	count := make([]int, n)
	for _, l := range labels {
		count[l]++
	}
	out := make([]float64, n)
	for i, l := range labels {
		out[i] = float64(count[l])
	}
	return out
}

// exits lists the accounts of each exit network that two or more use.
func exits(t *Traffic) []column {
	var of []holding
	for _, a := range t.Acts {
		if a.Network != 0 {
			of = append(of, holding{anExit, a.Network, a.Account})
		}
	}
	return columns(of)
}
