// Package graph holds the graph algorithms that the rest is built on:
// union-find, connected components, Leiden communities and the greedy peel of
// a bipartite graph. All are deterministic: the same edges in any order, and
// the same seed, give the same answer bit by bit.
package graph

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Edge joins two nodes with a weight. In a bipartite graph A is the row and B
// the column.
type Edge struct {
	A, B int32
	W    float64
}

// Graph is a weighted undirected graph in compressed sparse row form. It does
// not change once it is made, and may be read from several goroutines.
type Graph struct {
	start  []int     // start[v] to start[v+1]: the neighbours of v
	to     []int32   // ascending within a node
	weight []float64 // parallel to to
	size   []float64 // how many things a node stands for
}

// NewGraph makes a graph of n nodes of size 1. Parallel edges are added up, in
// ascending order of weight so that the order of edges cannot be seen in the
// last bit. Loops, and edges whose weight is not a positive finite number, are
// left out: neither can change a community. The edges are not modified. An
// edge that names no node in [0, n) is a mistake of the caller and panics.
func NewGraph(n int, edges []Edge) *Graph {
	kept := make([]Edge, 0, len(edges))
	for _, e := range edges {
		if e.A < 0 || e.B < 0 || int(e.A) >= n || int(e.B) >= n {
			panic(fmt.Sprintf("graph: edge %d-%d in a graph of %d nodes", e.A, e.B, n))
		}
		if e.A == e.B || !(e.W > 0) || math.IsInf(e.W, 1) {
			continue
		}
		if e.A > e.B {
			e.A, e.B = e.B, e.A
		}
		kept = append(kept, e)
	}
	slices.SortFunc(kept, func(x, y Edge) int {
		if c := cmp.Compare(x.A, y.A); c != 0 {
			return c
		}
		if c := cmp.Compare(x.B, y.B); c != 0 {
			return c
		}
		return cmp.Compare(x.W, y.W)
	})
	return fill(n, merge(kept))
}

// merge adds up the runs of one pair in sorted edges, in place.
func merge(edges []Edge) []Edge {
	out := edges[:0]
	for _, e := range edges {
		if k := len(out) - 1; k >= 0 && out[k].A == e.A && out[k].B == e.B {
			out[k].W += e.W
			continue
		}
		out = append(out, e)
	}
	return out
}

// fill lays sorted edges out by node. Because every edge (a, v) with a < v
// comes before every edge (v, b), the neighbours of v come out ascending.
func fill(n int, edges []Edge) *Graph {
	g := &Graph{
		start:  make([]int, n+1),
		to:     make([]int32, 2*len(edges)),
		weight: make([]float64, 2*len(edges)),
		size:   make([]float64, n),
	}
	for i := range g.size {
		g.size[i] = 1
	}
	for _, e := range edges {
		g.start[e.A+1]++
		g.start[e.B+1]++
	}
	for v := range n {
		g.start[v+1] += g.start[v]
	}
	next := slices.Clone(g.start[:n])
	put := func(from, to int32, w float64) {
		g.to[next[from]], g.weight[next[from]] = to, w
		next[from]++
	}
	for _, e := range edges {
		put(e.A, e.B, e.W)
		put(e.B, e.A, e.W)
	}
	return g
}

// WithSizes returns the same graph with a size for each node, as when a node
// stands for several things; it shares the edges. Sizes are positive; it
// panics if there is not one for each node.
func (g *Graph) WithSizes(sizes []float64) *Graph {
	if len(sizes) != g.Len() {
		panic(fmt.Sprintf("graph: %d sizes for %d nodes", len(sizes), g.Len()))
	}
	sized := *g
	sized.size = slices.Clone(sizes)
	return &sized
}

// Len is the number of nodes.
func (g *Graph) Len() int { return len(g.size) }

// Edges is the number of distinct edges.
func (g *Graph) Edges() int { return len(g.to) / 2 }

// Neighbours returns the neighbours of v, ascending, and the weights of the
// edges to them. Both are the graph's own: do not write to them.
func (g *Graph) Neighbours(v int32) ([]int32, []float64) {
	from, to := g.start[v], g.start[v+1]
	return g.to[from:to], g.weight[from:to]
}
