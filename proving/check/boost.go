package check

import (
	"math"
	"slices"
	"sort"
)

// Boosted trees for two classes (Friedman 2001, with the second-order leaf of
// Chen and Guestrin 2016, arXiv 1603.02754), on quantile bins. Small and
// deterministic: same rows in the same order, same trees.

// growth says how trees are grown.
type growth struct {
	rounds, depth int
	rate          float64 // of learning
	least         int     // rows in a leaf
}

const (
	bins       = 32
	ridge      = 1.0 // added to a leaf's curvature
	leastCurve = 1e-6
)

type forest struct {
	bias  float64
	trees [][]node
	gain  []float64 // by feature
}

// node is a split, or a leaf where left is 0.
type node struct {
	feature     int
	cut         float64 // values up to it go left
	left, right int
	value       float64
}

// grower holds the training rows.
type grower struct {
	growth
	cuts   [][]float64 // by feature
	binned [][]uint8   // by feature and row
	g, h   []float64   // gradient and curvature by row
	forest *forest
}

// grow fits a forest: rows of x of equal length, y true for the class sought.
func grow(x [][]float64, y []bool, how growth) *forest {
	f := &forest{gain: make([]float64, len(x[0]))}
	gr := &grower{growth: how, g: make([]float64, len(x)), h: make([]float64, len(x)), forest: f}
	for k := range x[0] {
		gr.bin(x, k)
	}
	hits := 0.0
	for _, v := range y {
		if v {
			hits++
		}
	}
	f.bias = math.Log((hits + .5) / (float64(len(y)) - hits + .5))
	score := slices.Repeat([]float64{f.bias}, len(x))
	for range how.rounds {
		for i := range x {
			p := 1 / (1 + math.Exp(-score[i]))
			gr.g[i], gr.h[i] = p, p*(1-p)
			if y[i] {
				gr.g[i]--
			}
		}
		all := make([]int, len(x))
		for i := range all {
			all[i] = i
		}
		var t []node
		gr.split(&t, all, 0)
		f.trees = append(f.trees, t)
		for i := range x {
			score[i] += walk(t, x[i])
		}
	}
	return f
}

// bin cuts feature k at its quantiles.
func (gr *grower) bin(x [][]float64, k int) {
	values := make([]float64, len(x))
	for i := range x {
		values[i] = x[i][k]
	}
	sorted := slices.Clone(values)
	sort.Float64s(sorted)
	var cuts []float64
	for b := 1; b < bins; b++ {
		// The greatest value stays right of every cut.
		c := sorted[b*(len(sorted)-1)/bins]
		if c < sorted[len(sorted)-1] && (len(cuts) == 0 || c > cuts[len(cuts)-1]) {
			cuts = append(cuts, c)
		}
	}
	column := make([]uint8, len(x))
	for i, v := range values {
		column[i] = uint8(sort.SearchFloat64s(cuts, v))
	}
	gr.cuts, gr.binned = append(gr.cuts, cuts), append(gr.binned, column)
}

// split appends the node for these rows and what is below it, and gives its place.
func (gr *grower) split(t *[]node, rows []int, depth int) int {
	var g, h float64
	for _, i := range rows {
		g, h = g+gr.g[i], h+gr.h[i]
	}
	at := len(*t)
	*t = append(*t, node{value: -gr.rate * g / (h + ridge)})
	if depth == gr.depth || len(rows) < 2*gr.least {
		return at
	}
	best, feature, place := leastCurve, -1, 0
	for k, column := range gr.binned {
		var sum, curve [bins]float64
		var count [bins]int
		for _, i := range rows {
			b := column[i]
			sum[b], curve[b], count[b] = sum[b]+gr.g[i], curve[b]+gr.h[i], count[b]+1
		}
		var lg, lh float64
		n := 0
		for b := range gr.cuts[k] {
			lg, lh, n = lg+sum[b], lh+curve[b], n+count[b]
			if n < gr.least || len(rows)-n < gr.least {
				continue
			}
			rg, rh := g-lg, h-lh
			if gain := lg*lg/(lh+ridge) + rg*rg/(rh+ridge) - g*g/(h+ridge); gain > best {
				best, feature, place = gain, k, b
			}
		}
	}
	if feature < 0 {
		return at
	}
	gr.forest.gain[feature] += best
	var left, right []int
	for _, i := range rows {
		if int(gr.binned[feature][i]) <= place {
			left = append(left, i)
		} else {
			right = append(right, i)
		}
	}
	l := gr.split(t, left, depth+1)
	r := gr.split(t, right, depth+1)
	(*t)[at] = node{feature: feature, cut: gr.cuts[feature][place], left: l, right: r}
	return at
}

func walk(t []node, x []float64) float64 {
	at := 0
	for t[at].left != 0 {
		if x[t[at].feature] <= t[at].cut {
			at = t[at].left
		} else {
			at = t[at].right
		}
	}
	return t[at].value
}

// score is the log odds of a row.
func (f *forest) score(x []float64) float64 {
	s := f.bias
	for _, t := range f.trees {
		s += walk(t, x)
	}
	return s
}

// leading names the n features of the greatest gain, greatest first.
func leading(gain []float64, names []string, n int) []string {
	order := make([]int, len(gain))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return gain[order[a]] > gain[order[b]] })
	var out []string
	for _, k := range order[:min(n, len(order))] {
		if gain[k] > 0 {
			out = append(out, names[k])
		}
	}
	return out
}
