package graph

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestPeelSeesThroughCamouflage plants a block whose rows also hold popular
// columns, as many as the columns that give them away.
func TestPeelSeesThroughCamouflage(t *testing.T) {
	const rows, cols, blockRows, blockCols, popular = 2000, 1000, 40, 30, 10
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 3))
		var edges []Edge
		for a := range int32(rows) {
			for range 8 { // everybody: half popular, half anything
				edges = append(edges, Edge{a, int32(cols - 1 - r.IntN(popular)), 1},
					Edge{a, int32(r.IntN(cols)), 1})
			}
		}
		edges = unique(edges)
		for a := range int32(blockRows) {
			for c := range int32(blockCols) {
				if r.Float64() < 0.8 {
					edges = append(edges, Edge{a, c, 1})
				}
			}
			for range blockCols { // camouflage
				edges = append(edges, Edge{a, int32(cols - 1 - r.IntN(popular)), 1})
			}
		}
		got := Peel(rows, cols, unique(edges), nil, LogWeight)
		if !slices.Equal(got.Rows, identity(blockRows)) {
			t.Errorf("seed %d: rows %v", seed, got.Rows)
		}
		for c := range int32(blockCols) {
			if !slices.Contains(got.Cols, c) {
				t.Errorf("seed %d: column %d is missing", seed, c)
			}
		}
		if extra := len(got.Cols) - blockCols; extra > popular {
			t.Errorf("seed %d: %d columns too many", seed, extra)
		}
		again := Peel(rows, cols, reorder(edges, seed), nil, LogWeight)
		if unordered := Peel(rows, cols, edges, nil, LogWeight); !reflect.DeepEqual(again, unordered) {
			t.Errorf("seed %d: another order of edges, another block", seed)
		}
	}
}

func unique(edges []Edge) []Edge {
	slices.SortFunc(edges, func(a, b Edge) int {
		if a.A != b.A {
			return int(a.A - b.A)
		}
		return int(a.B - b.B)
	})
	return slices.Compact(edges)
}

func reorder(edges []Edge, seed uint64) []Edge {
	out := slices.Clone(edges)
	rand.New(rand.NewPCG(seed, 4)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// TestPeelIsHalfOfTheBest tries every set of a small graph.
func TestPeelIsHalfOfTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(1, 5).Draw(t, "rows")
		cols := rapid.IntRange(1, 5).Draw(t, "cols")
		edges := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Edge {
			return Edge{
				rapid.Int32Range(0, int32(rows-1)).Draw(t, "row"),
				rapid.Int32Range(0, int32(cols-1)).Draw(t, "col"),
				float64(rapid.IntRange(1, 20).Draw(t, "w")),
			}
		}), 0, 15).Draw(t, "edges")
		prior := rapid.SliceOfN(rapid.Float64Range(0, 5), rows, rows).Draw(t, "prior")

		g := bipartite(rows, cols, edges, LogWeight)
		var best float64
		for set := 1; set < 1<<(rows+cols); set++ {
			b := block(g, rows, prior, func(v int32) bool { return set>>v&1 == 1 })
			best = max(best, b.Density)
		}
		got := Peel(rows, cols, edges, prior, LogWeight)
		if got.Density > best+1e-9 || got.Density < best/2-1e-9 {
			t.Fatalf("density %v, the best is %v", got.Density, best)
		}
	})
}

// TestPeelIsGreedy compares with a peel that looks for the least node afresh at
// each step. Weights are whole, so that ties are ties in both.
func TestPeelIsGreedy(t *testing.T) {
	one := func(int) float64 { return 1 }
	rapid.Check(t, func(t *rapid.T) {
		const rows, cols = 6, 6
		edges := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Edge {
			return Edge{rapid.Int32Range(0, rows-1).Draw(t, "row"), rapid.Int32Range(0, cols-1).Draw(t, "col"),
				float64(rapid.IntRange(1, 9).Draw(t, "w"))}
		}), 0, 25).Draw(t, "edges")
		g := bipartite(rows, cols, edges, one)
		want := block(g, rows, nil, func(int32) bool { return true })
		left := identity(rows + cols)
		for len(left) > 1 {
			least, at := 0.0, -1
			for i, v := range left {
				var adds float64
				to, weight := g.Neighbours(v)
				for j, u := range to {
					if slices.Contains(left, u) {
						adds += weight[j]
					}
				}
				if at < 0 || adds < least {
					least, at = adds, i
				}
			}
			left = slices.Delete(left, at, at+1)
			if b := block(g, rows, nil, func(v int32) bool { return slices.Contains(left, v) }); b.Density > want.Density {
				want = b
			}
		}
		if got := Peel(rows, cols, edges, nil, one); !reflect.DeepEqual(got, want) {
			t.Fatalf("peeled to %+v, want %+v", got, want)
		}
	})
}

func TestPeelOfLittle(t *testing.T) {
	if got := Peel(0, 0, nil, nil, LogWeight); got.Density != 0 || got.Rows != nil || got.Cols != nil {
		t.Errorf("a block of nothing: %+v", got)
	}
	one := func(int) float64 { return 1 }
	got := Peel(3, 2, []Edge{{1, 1, 1}, {1, 1, 3}}, nil, one)
	if want := (Block{Rows: []int32{1}, Cols: []int32{1}, Density: 2}); !reflect.DeepEqual(got, want) {
		t.Errorf("block %+v, want %+v", got, want)
	}
	got = Peel(3, 2, []Edge{{1, 1, 4}}, []float64{0, 0, 9}, one)
	if want := (Block{Rows: []int32{2}, Density: 9}); !reflect.DeepEqual(got, want) {
		t.Errorf("with a prior: block %+v, want %+v", got, want)
	}
}

func BenchmarkPeel(b *testing.B) {
	const rows, cols, degree = 100_000, 20_000, 10
	rng := source(1)
	edges := make([]Edge, rows*degree)
	for i := range edges {
		edges[i] = Edge{int32(rng.next() % rows), int32(rng.next() % cols), 1}
	}
	for b.Loop() {
		Peel(rows, cols, edges, nil, LogWeight)
	}
	b.ReportMetric(float64(len(edges))*float64(b.N)/b.Elapsed().Seconds(), "edges/s")
}
