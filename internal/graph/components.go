package graph

// Components labels the connected components of g, numbered by their smallest
// member.
func Components(g *Graph) []int32 {
	return connected(g, make([]int32, g.Len()))
}

// connected splits each label into its connected parts.
func connected(g *Graph, labels []int32) []int32 {
	u := NewUnionFind(g.Len())
	for v := range int32(g.Len()) {
		to, _ := g.Neighbours(v)
		for _, w := range to {
			if w > v {
				break // each edge once
			}
			if labels[w] == labels[v] {
				u.Union(v, w)
			}
		}
	}
	return u.Labels()
}
