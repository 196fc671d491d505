package graph

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawEdges draws edges between n nodes, parallel ones and loops among them.
// Weights are thirds, so that their sums round.
func drawEdges(t *rapid.T, n, most int) []Edge {
	node := rapid.Int32Range(0, int32(n-1))
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Edge {
		return Edge{node.Draw(t, "a"), node.Draw(t, "b"), float64(rapid.IntRange(1, 9).Draw(t, "w")) / 3}
	}), 0, most).Draw(t, "edges")
}

// shuffled returns the edges in another order, some of them turned round.
func shuffled(edges []Edge, seed uint64) []Edge {
	r := rand.New(rand.NewPCG(seed, 1))
	out := slices.Clone(edges)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	for i, e := range out {
		if r.IntN(2) == 0 {
			out[i].A, out[i].B = e.B, e.A
		}
	}
	return out
}

func TestNewGraph(t *testing.T) {
	g := NewGraph(4, []Edge{
		{2, 0, 1}, {0, 2, 2}, {1, 0, 5}, {3, 3, 9}, // parallel, loop
		{1, 2, 0}, {1, 2, -1}, {1, 2, math.NaN()}, {1, 2, math.Inf(1)}, // no weights
	})
	if g.Len() != 4 || g.Edges() != 2 {
		t.Fatalf("%d nodes, %d edges; want 4, 2", g.Len(), g.Edges())
	}
	want := [][]int32{{1, 2}, {0}, {0}, {}}
	weights := [][]float64{{5, 3}, {5}, {3}, {}}
	for v := range want {
		to, w := g.Neighbours(int32(v))
		if !slices.Equal(to, want[v]) || !slices.Equal(w, weights[v]) {
			t.Errorf("neighbours of %d: %v %v, want %v %v", v, to, w, want[v], weights[v])
		}
	}
}

func TestNewGraphRefusesAnUnknownNode(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an edge to node 2 of 2 was taken")
		}
	}()
	NewGraph(2, []Edge{{0, 2, 1}})
}

func TestGraphDoesNotSeeTheOrderOfEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		edges := drawEdges(t, 6, 40)
		a := NewGraph(6, edges)
		b := NewGraph(6, shuffled(edges, rapid.Uint64().Draw(t, "seed")))
		if !slices.Equal(a.start, b.start) || !slices.Equal(a.to, b.to) || !slices.Equal(a.weight, b.weight) {
			t.Fatalf("two orders of one edge list differ:\n%v\n%v", a, b)
		}
		for v := range int32(6) {
			if to, _ := a.Neighbours(v); !slices.IsSorted(to) {
				t.Fatalf("neighbours of %d not ascending: %v", v, to)
			}
		}
	})
}
