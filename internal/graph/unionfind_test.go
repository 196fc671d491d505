package graph

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSets(t *testing.T) {
	u := NewUnionFind(6)
	for _, p := range [][2]int32{{4, 1}, {5, 3}, {1, 4}} {
		u.Union(p[0], p[1])
	}
	want := [][]int32{{0}, {1, 4}, {2}, {3, 5}}
	if got := u.Sets(); !reflect.DeepEqual(got, want) {
		t.Errorf("sets %v, want %v", got, want)
	}
	if u.Count() != 4 || u.Size(4) != 2 || u.Size(0) != 1 {
		t.Errorf("count %d, sizes %d and %d; want 4, 2 and 1", u.Count(), u.Size(4), u.Size(0))
	}
	if got := NewUnionFind(0).Sets(); len(got) != 0 {
		t.Errorf("sets of nothing: %v", got)
	}
}

// TestUnionFindIsReachability compares with a flood over the same pairs.
func TestUnionFindIsReachability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		edges := drawEdges(t, n, 20)
		u := NewUnionFind(n)
		joined := 0
		for _, e := range edges {
			if u.Union(e.A, e.B) {
				joined++
			}
		}
		if u.Count() != n-joined || len(u.Sets()) != u.Count() {
			t.Fatalf("%d sets counted, %d listed, %d unions of %d", u.Count(), len(u.Sets()), joined, n)
		}
		want := flood(n, edges)
		if got := u.Labels(); !slices.Equal(got, want) {
			t.Fatalf("labels %v, want %v", got, want)
		}
		if got := Components(NewGraph(n, edges)); !slices.Equal(got, want) {
			t.Fatalf("components %v, want %v", got, want)
		}
		turned := NewUnionFind(n)
		for _, e := range shuffled(edges, 7) {
			turned.Union(e.A, e.B)
		}
		if !reflect.DeepEqual(u.Sets(), turned.Sets()) {
			t.Fatalf("sets depend on the order: %v, %v", u.Sets(), turned.Sets())
		}
	})
}

// flood labels components by spreading the smallest label until it rests.
func flood(n int, edges []Edge) []int32 {
	label := identity(n)
	for changed := true; changed; {
		changed = false
		for _, e := range edges {
			low := min(label[e.A], label[e.B])
			if label[e.A] != low || label[e.B] != low {
				label[e.A], label[e.B], changed = low, low, true
			}
		}
	}
	return Renumber(label)
}

func TestRenumber(t *testing.T) {
	if got := Renumber([]int32{7, 2, 7, 0, 2}); !slices.Equal(got, []int32{0, 1, 0, 2, 1}) {
		t.Errorf("renumbered to %v", got)
	}
}

func BenchmarkUnionFind(b *testing.B) {
	const n = 1_000_000
	rng := source(1)
	pairs := make([]int32, 2*n)
	for i := range pairs {
		pairs[i] = int32(rng.next() % n)
	}
	for b.Loop() {
		u := NewUnionFind(n)
		for i := 0; i < len(pairs); i += 2 {
			u.Union(pairs[i], pairs[i+1])
		}
		u.Sets()
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "unions/s")
}
