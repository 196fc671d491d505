package baseline

import (
	"slices"

	"github.com/stillhunt/stillhunt/internal/graph"
)

// pair is two accounts with the number of things that they have in common.
type pair struct {
	a, b int32
	n    int
}

// meetings notes who meets whom, once for each time.
type meetings []uint64

func (m *meetings) add(a, b int32) { *m = append(*m, uint64(min(a, b))<<32|uint64(max(a, b))) }

// pairs counts the meetings of each two accounts; ascending. It sorts m.
func (m meetings) pairs() []pair {
	slices.Sort(m)
	var out []pair
	for i := 0; i < len(m); {
		j := i
		for j < len(m) && m[j] == m[i] {
			j++
		}
		out = append(out, pair{int32(m[i] >> 32), int32(m[i]), j - i})
		i = j
	}
	return out
}

// joined gives each account the size of its component among the pairs that hold.
func joined(accounts int, pairs []pair, holds func(pair) bool) []float64 {
	u := graph.NewUnionFind(accounts)
	for _, p := range pairs {
		if holds(p) {
			u.Union(p.a, p.b)
		}
	}
	return sizes(u, accounts)
}
