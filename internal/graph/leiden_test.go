package graph

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// planted draws groups of the given size; a pair is joined with probability in
// inside a group and out between groups. Node v belongs to group v mod groups.
func planted(groups, size int, in, out float64, seed uint64) (edges []Edge, truth []int32) {
	r := rand.New(rand.NewPCG(seed, 2))
	n := groups * size
	for a := range n {
		truth = append(truth, int32(a%groups))
		for b := range a {
			p := out
			if a%groups == b%groups {
				p = in
			}
			if r.Float64() < p {
				edges = append(edges, Edge{int32(a), int32(b), 1})
			}
		}
	}
	return edges, truth
}

func TestLeidenFindsPlantedGroups(t *testing.T) {
	for seed := range uint64(5) {
		edges, truth := planted(8, 25, 0.5, 0.02, seed)
		if got := Leiden(NewGraph(len(truth), edges), 0.15, seed); !slices.Equal(got, truth) {
			t.Errorf("seed %d: labels %v", seed, got)
		}
	}
}

// TestLeidenRingOfCliques is the case where modularity must merge neighbouring
// cliques and the Constant Potts Model must not (Fortunato and Barthélemy, PNAS
// 104(1), 2007).
func TestLeidenRingOfCliques(t *testing.T) {
	const cliques, size = 30, 5
	var edges []Edge
	want := make([]int32, 0, cliques*size)
	for c := range int32(cliques) {
		for i := range int32(size) {
			want = append(want, c)
			for j := range i {
				edges = append(edges, Edge{c*size + i, c*size + j, 1})
			}
		}
		edges = append(edges, Edge{c * size, (c + 1) % cliques * size, 1})
	}
	g := NewGraph(len(want), edges)
	for _, resolution := range []float64{0.05, 0.5, 0.9} {
		if got := Leiden(g, resolution, 1); !slices.Equal(got, want) {
			t.Errorf("resolution %v: labels %v", resolution, got)
		}
	}
	if got := Leiden(g, 1.1, 1); !slices.Equal(got, identity(g.Len())) {
		t.Errorf("denser than a clique is nothing, yet labels %v", got)
	}
}

// karate is Zachary's karate club (J. Anthropol. Res. 33(4), 1977): for each
// member the later ones it is joined to.
var karate = [][]int32{
	0: {1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31},
	1: {2, 3, 7, 13, 17, 19, 21, 30}, 2: {3, 7, 8, 9, 13, 27, 28, 32},
	3: {7, 12, 13}, 4: {6, 10}, 5: {6, 10, 16}, 6: {16}, 8: {30, 32, 33},
	9: {33}, 13: {33}, 14: {32, 33}, 15: {32, 33}, 18: {32, 33}, 19: {33},
	20: {32, 33}, 22: {32, 33}, 23: {25, 27, 29, 32, 33}, 24: {25, 27, 31},
	25: {31}, 26: {29, 33}, 27: {33}, 28: {31, 33}, 29: {32, 33},
	30: {32, 33}, 31: {32, 33}, 32: {33}, 33: {},
}

func TestLeidenKarateClub(t *testing.T) {
	var edges []Edge
	for a, later := range karate {
		for _, b := range later {
			edges = append(edges, Edge{int32(a), b, 1})
		}
	}
	g := NewGraph(len(karate), edges)
	if g.Edges() != 78 {
		t.Fatalf("%d edges, the club has 78", g.Edges())
	}
	split := make([]int32, len(karate)) // how the club broke up
	for _, v := range []int{9, 14, 15, 18, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 8} {
		split[v] = 1
	}
	for _, resolution := range []float64{0.05, 0.08, 0.12} {
		got := Leiden(g, resolution, 1)
		if got[0] == got[33] {
			t.Errorf("resolution %v: the two leaders are together: %v", resolution, got)
		}
		if q, known := Quality(g, got, resolution), Quality(g, split, resolution); q < known {
			t.Errorf("resolution %v: quality %v, the club's own split has %v", resolution, q, known)
		}
	}
}

// TestLeidenGuarantees checks what the paper proves of every answer: connected
// communities, no node that would rather be elsewhere, no two communities that
// would rather be one; and what we add: the order of edges is not seen.
func TestLeidenGuarantees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 16).Draw(t, "n")
		edges := drawEdges(t, n, 40)
		resolution := rapid.SampledFrom([]float64{0, 0.01, 0.3, 1, 3}).Draw(t, "resolution")
		seed := rapid.Uint64().Draw(t, "seed")
		sizes := rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 3), func(i int) float64 { return float64(i) }), n, n).Draw(t, "sizes")
		g := NewGraph(n, edges).WithSizes(sizes)
		labels := Leiden(g, resolution, seed)

		if again := Leiden(NewGraph(n, shuffled(edges, seed)).WithSizes(sizes), resolution, seed); !slices.Equal(labels, again) {
			t.Fatalf("another order of edges, another answer: %v, %v", labels, again)
		}
		if !slices.Equal(labels, Renumber(labels)) {
			t.Fatalf("not numbered by smallest member: %v", labels)
		}
		if parts := connected(g, labels); !slices.Equal(parts, labels) {
			t.Fatalf("a community is not connected: %v has parts %v", labels, parts)
		}
		quality := Quality(g, labels, resolution)
		better := func(what string, other []int32) {
			if q := Quality(g, other, resolution); q > quality+1e-9 {
				t.Fatalf("%s raises H from %v to %v: %v, %v", what, quality, q, labels, other)
			}
		}
		groups := Groups(labels)
		for v := range labels {
			for c := range len(groups) + 1 { // one more: alone
				other := slices.Clone(labels)
				if other[v] = int32(c); c < n || len(groups[labels[v]]) > 1 {
					better("moving a node", Renumber(other))
				}
			}
		}
		for a := range groups {
			for b := range a {
				other := slices.Clone(labels)
				for _, v := range groups[a] {
					other[v] = int32(b)
				}
				better("merging two communities", other)
			}
		}
	})
}

// TestRefineGivesConnectedParts looks at the guarantee where it is made.
func TestRefineGivesConnectedParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 16).Draw(t, "n")
		g := NewGraph(n, drawEdges(t, n, 40))
		community := rapid.SliceOfN(rapid.Int32Range(0, min(2, int32(n-1))), n, n).Draw(t, "community")
		rng := source(rapid.Uint64().Draw(t, "seed"))
		part := Renumber(refine(g, community, 0.4, &rng))
		if parts := connected(g, part); !slices.Equal(parts, part) {
			t.Fatalf("%v falls apart into %v", part, parts)
		}
		for _, members := range Groups(part) {
			for _, v := range members {
				if community[v] != community[members[0]] {
					t.Fatalf("part %v reaches over communities %v", members, community)
				}
			}
		}
	})
}

// TestRefineAsksForGoodConnection has two pairs that may merge, 0-1 and 0-2, but
// whichever does is then too loosely tied to the rest of the community (3.5 or
// 3.6 of the 4 that are due) to take the third node, though H would gain.
func TestRefineAsksForGoodConnection(t *testing.T) {
	g := NewGraph(4, []Edge{{0, 1, 3}, {0, 2, 2.5}, {1, 3, 1}, {2, 3, 0.6}})
	for seed := range uint64(10) {
		rng := source(seed)
		part := Renumber(refine(g, make([]int32, 4), 1, &rng))
		if !slices.Equal(part, []int32{0, 0, 1, 2}) && !slices.Equal(part, []int32{0, 1, 0, 2}) {
			t.Errorf("seed %d: parts %v", seed, part)
		}
	}
}

func TestMoveLeavesBadCompany(t *testing.T) {
	g := NewGraph(4, []Edge{{0, 1, 1}})
	community := make([]int32, 4)
	rng := source(1)
	move(g, community, 0.5, &rng)
	if got := Renumber(community); !slices.Equal(got, []int32{0, 0, 1, 2}) {
		t.Errorf("labels %v", got)
	}
}

// TestMoveLooksAgain moves the whole graph in one call: a node visited while
// its neighbours were still alone must be asked again.
func TestMoveLooksAgain(t *testing.T) {
	for seed := range uint64(5) {
		edges, truth := planted(4, 12, 0.8, 0.05, seed)
		g := NewGraph(len(truth), edges)
		community := identity(g.Len())
		rng := source(seed)
		move(g, community, 0.3, &rng)
		if got := Renumber(community); !slices.Equal(got, truth) {
			t.Errorf("seed %d: labels %v", seed, got)
		}
	}
}

func TestLeidenOfNothing(t *testing.T) {
	if got := Leiden(NewGraph(0, nil), 1, 1); len(got) != 0 {
		t.Errorf("labels of nothing: %v", got)
	}
	if got := Leiden(NewGraph(3, nil), 1, 1); !slices.Equal(got, []int32{0, 1, 2}) {
		t.Errorf("labels without an edge: %v", got)
	}
}

func BenchmarkLeiden(b *testing.B) {
	const n, groups, degree = 100_000, 500, 20
	rng := source(1)
	edges := make([]Edge, n*degree/2)
	for i := range edges {
		a := int32(rng.next() % n)
		c := int32(rng.next() % n)
		if rng.next()%4 > 0 { // three in four stay in the group
			c = c - c%groups + a%groups
		}
		edges[i] = Edge{a, c, 1}
	}
	g := NewGraph(n, edges)
	for b.Loop() {
		if found := len(Groups(Leiden(g, 0.02, 1))); found < groups/2 {
			b.Fatalf("%d communities found", found)
		}
	}
	b.ReportMetric(float64(len(edges))*float64(b.N)/b.Elapsed().Seconds(), "edges/s")
}
