package graph

// UnionFind keeps disjoint sets of the numbers 0 to n−1: union by size with
// path halving (Tarjan and van Leeuwen, J. ACM 31(2), 1984).
type UnionFind struct {
	parent []int32
	size   []int32 // of the set, at its root
	sets   int
}

// NewUnionFind makes n sets of one member each.
func NewUnionFind(n int) *UnionFind {
	u := &UnionFind{parent: identity(n), size: make([]int32, n), sets: n}
	for i := range u.size {
		u.size[i] = 1
	}
	return u
}

// Find returns the representative of x's set. It shortens paths, so it is not
// safe from several goroutines.
func (u *UnionFind) Find(x int32) int32 {
	for u.parent[x] != x {
		u.parent[x] = u.parent[u.parent[x]]
		x = u.parent[x]
	}
	return x
}

// Union joins the sets of a and b and says whether they were apart.
func (u *UnionFind) Union(a, b int32) bool {
	a, b = u.Find(a), u.Find(b)
	if a == b {
		return false
	}
	if u.size[a] < u.size[b] {
		a, b = b, a
	}
	u.parent[b] = a
	u.size[a] += u.size[b]
	u.sets--
	return true
}

// Size is the number of members of x's set.
func (u *UnionFind) Size(x int32) int { return int(u.size[u.Find(x)]) }

// Count is the number of sets.
func (u *UnionFind) Count() int { return u.sets }

// Labels gives each number the index of its set in Sets.
func (u *UnionFind) Labels() []int32 {
	labels := make([]int32, len(u.parent))
	for x := range labels {
		labels[x] = u.Find(int32(x))
	}
	return Renumber(labels)
}

// Sets lists all sets, singletons included, by smallest member; the members of
// each are ascending. It does not depend on the order of the unions.
func (u *UnionFind) Sets() [][]int32 { return Groups(u.Labels()) }
