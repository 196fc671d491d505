package graph

import (
	"fmt"
	"math"
)

// Block is a dense part of a bipartite graph: ascending rows and columns, and
// the density f(S)/|S| of both together.
type Block struct {
	Rows, Cols []int32
	Density    float64
}

// LogWeight is FRAUDAR's column weight, 1/ln(degree + 5): a column that
// everybody has says little, so padding a row with popular columns neither
// hides it nor makes it look dense.
func LogWeight(degree int) float64 { return 1 / math.Log(float64(degree)+5) }

// Peel finds a block that makes the density
//
//	g(S) = f(S)/|S|,  f(S) = Σ_{rows in S} prior + Σ_{edges in S} W·colWeight(degree)
//
// large: it takes away the node that adds least to f, again and again, and
// returns the best set on the way, which has at least half the density of the
// best set there is. Edges go from row A to column B; parallel ones are added
// up; the degree of a column is the number of its rows in the whole graph.
// Prior is a suspicion ≥ 0 for each row, or nil for none. An edge outside
// rows × cols panics. Time O(E log V).
//
// Source: Hooi et al., "FRAUDAR: Bounding Graph Fraud in the Face of
// Camouflage", KDD 2016, algorithm 1 and theorem 1.
func Peel(rows, cols int, edges []Edge, prior []float64, colWeight func(degree int) float64) Block {
	g := bipartite(rows, cols, edges, colWeight)
	n := g.Len()
	key := make([]float64, n) // what a node adds to f
	copy(key[:rows], prior)
	var total float64
	for v := range key {
		total += key[v] // the priors, before the edges
	}
	for v := range int32(n) {
		_, weight := g.Neighbours(v)
		for _, w := range weight {
			key[v] += w
			total += w / 2
		}
	}

	best, bestAt := math.Inf(-1), 0
	gone := make([]int32, n) // the step at which a node was taken away
	h := newHeap(key)
	for step := range n {
		if density := total / float64(n-step); density > best {
			best, bestAt = density, step
		}
		v := h.pop()
		gone[v] = int32(step)
		total -= key[v]
		to, weight := g.Neighbours(v)
		for i, u := range to {
			if h.has(u) {
				key[u] -= weight[i]
				h.up(h.at[u])
			}
		}
	}
	return block(g, rows, prior, func(v int32) bool { return int(gone[v]) >= bestAt })
}

// bipartite makes a graph of rows followed by columns, its edges weighted by
// their column.
func bipartite(rows, cols int, edges []Edge, colWeight func(degree int) float64) *Graph {
	shifted := make([]Edge, len(edges))
	for i, e := range edges {
		if e.A < 0 || e.B < 0 || int(e.A) >= rows || int(e.B) >= cols {
			panic(fmt.Sprintf("graph: edge %d-%d in %d rows by %d columns", e.A, e.B, rows, cols))
		}
		shifted[i] = Edge{e.A, e.B + int32(rows), e.W}
	}
	g := NewGraph(rows+cols, shifted)
	factor := make([]float64, cols)
	for c := range factor {
		factor[c] = colWeight(g.start[rows+c+1] - g.start[rows+c])
	}
	for v := range rows + cols {
		for i := g.start[v]; i < g.start[v+1]; i++ {
			if v < rows {
				g.weight[i] *= factor[int(g.to[i])-rows]
			} else {
				g.weight[i] *= factor[v-rows]
			}
		}
	}
	return g
}

// block gathers the nodes that stay. It adds their density up afresh: what the
// peel carried along has lost digits by subtraction.
func block(g *Graph, rows int, prior []float64, stays func(int32) bool) Block {
	var b Block
	var f float64
	for v := range int32(g.Len()) {
		if !stays(v) {
			continue
		}
		if int(v) >= rows {
			b.Cols = append(b.Cols, v-int32(rows))
			continue // its edges are counted at the rows
		}
		b.Rows = append(b.Rows, v)
		if prior != nil {
			f += prior[v]
		}
		to, weight := g.Neighbours(v)
		for i, u := range to {
			if stays(u) {
				f += weight[i]
			}
		}
	}
	if n := len(b.Rows) + len(b.Cols); n > 0 {
		b.Density = f / float64(n)
	}
	return b
}
