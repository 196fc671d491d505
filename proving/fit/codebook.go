package main

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/stillhunt/stillhunt/internal/textmodel"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// quantise turns the rows of the latent space into small integers with one
// scale a dimension, and adds the shared rows of unknown words: random
// directions, as long as the row of a typical rare word, so that a language
// nobody fitted still has a place of its own for each of its words.
func quantise(space *mat.Dense, v *vocabulary, seed uint64) (rows [][textmodel.Dims]int8, scale [textmodel.Dims]float64) {
	known := len(v.features)
	rng := rand.New(rand.NewPCG(seed, 2))
	var lengths []float64
	for i := range v.codebook {
		lengths = append(lengths, floats.Norm(space.RawRowView(i), 2))
	}
	typical := 1.0
	if len(lengths) > 0 {
		slices.Sort(lengths)
		typical = lengths[len(lengths)/2]
	}
	for j := range scale {
		column := make([]float64, 0, v.codebook)
		for i := range v.codebook {
			column = append(column, math.Abs(space.At(i, j)))
		}
		slices.Sort(column)
		if scale[j] = 1; len(column) > 0 && column[len(column)-1] > 0 {
			scale[j] = max(column[len(column)*clipped/1000], column[len(column)-1]/8) / 127
		}
	}
	shared := make([][textmodel.Dims]int8, textmodel.RestRows)
	for i := range shared {
		var direction [textmodel.Dims]float64
		for j := range direction {
			direction[j] = rng.NormFloat64()
		}
		floats.Scale(restLength*typical/floats.Norm(direction[:], 2), direction[:])
		shared[i] = toBytes(direction[:], scale)
	}
	rows = make([][textmodel.Dims]int8, known, known+len(shared))
	for i := range rows {
		if i < v.codebook {
			rows[i] = toBytes(space.RawRowView(i), scale)
		} else {
			rows[i] = shared[v.features[i].Rest()]
		}
	}
	return append(rows, shared...), scale
}

const (
	clipped    = 999 // thousandths of the entries of a dimension that are not clipped
	rounds     = 30
	balance    = 0.01 // growth of a centroid's toll, a round, by its excess
	restLength = 1.0  // length of an unknown word's row over the typical known one
)

func toBytes(x []float64, scale [textmodel.Dims]float64) (q [textmodel.Dims]int8) {
	for j := range q {
		q[j] = int8(math.Round(min(max(x[j]/scale[j], -127), 127)))
	}
	return q
}

// point is a unit vector of the latent space.
type point [textmodel.Dims]float64

// place sums the rows of a text as the reader does; false if it says nothing.
func place(b bag, rows [][textmodel.Dims]int8, scale [textmodel.Dims]float64) (point, bool) {
	var p point
	for n, id := range b.ids {
		for j, q := range rows[id] {
			p[j] += b.counts[n] * float64(q)
		}
	}
	for j := range p {
		p[j] *= scale[j]
	}
	return p, p.normalise()
}

func (p *point) normalise() bool {
	length := floats.Norm(p[:], 2)
	if length == 0 {
		return false
	}
	floats.Scale(1/length, p[:])
	return true
}

// codebook fits the tree: spherical k-means on all points, then on the points
// of each top, then of each cell (Dhillon and Modha 2001).
func codebook(points []point, scale [textmodel.Dims]float64, seed uint64) [][textmodel.Dims]int16 {
	rng := rand.New(rand.NewPCG(seed, 3))
	tops, ofTop := cluster(points, textmodel.Tops, rng)
	var cells, leaves []point
	for _, members := range ofTop {
		inner, ofCell := cluster(members, textmodel.Cells/textmodel.Tops, rng)
		cells = append(cells, inner...)
		for _, members := range ofCell {
			last, _ := cluster(members, textmodel.Leaves/textmodel.Cells, rng)
			leaves = append(leaves, last...)
		}
	}
	nodes := slices.Concat(tops, cells, leaves)
	largest := 0.0
	for _, n := range nodes {
		for j := range n {
			largest = max(largest, math.Abs(n[j]*scale[j]))
		}
	}
	tree := make([][textmodel.Dims]int16, len(nodes))
	for i, n := range nodes {
		for j := range n {
			tree[i][j] = int16(math.Round(n[j] * scale[j] / largest * math.MaxInt16))
		}
	}
	return tree
}

// cluster divides the points in k groups. Fewer points than k leave centroids
// at random places, which nobody is near to. While the centroids move, each
// bears a toll that grows as long as it has more than its share and falls while
// it has less: without it a few leaves take most of the prompts.
func cluster(points []point, k int, rng *rand.Rand) (centroids []point, groups [][]point) {
	centroids = spread(points, k, rng)
	toll := make([]float64, k)
	for round := range rounds {
		if round == rounds-1 {
			toll = make([]float64, k)
		}
		groups = make([][]point, k)
		for i := range points {
			at := 0
			best := math.Inf(-1)
			for c := range centroids {
				if d := dot(&points[i], &centroids[c]) - toll[c]; d > best {
					best, at = d, c
				}
			}
			groups[at] = append(groups[at], points[i])
		}
		for c := range centroids {
			toll[c] += balance * (float64(len(groups[c])*k)/float64(max(1, len(points))) - 1)
			var sum point
			for i := range groups[c] {
				floats.Add(sum[:], groups[c][i][:])
			}
			if sum.normalise() {
				centroids[c] = sum
			}
		}
	}
	return centroids, groups
}

// spread seeds the centroids far from each other (k-means++, Arthur and
// Vassilvitskii 2007, with the cosine distance).
func spread(points []point, k int, rng *rand.Rand) []point {
	far := make([]float64, len(points))
	for i := range far {
		far[i] = 1
	}
	var seeds []point
	for len(seeds) < k {
		var next point
		if total := floats.Sum(far); total > 1e-9 {
			at, left := 0, rng.Float64()*total
			for at < len(far)-1 && left >= far[at] {
				left -= far[at]
				at++
			}
			next = points[at]
		} else {
			for j := range next {
				next[j] = rng.NormFloat64()
			}
			next.normalise()
		}
		seeds = append(seeds, next)
		for i := range points {
			far[i] = min(far[i], max(0, 1-dot(&points[i], &next)))
		}
	}
	return seeds
}

func dot(a, b *point) float64 {
	sum := 0.0
	for j := range a {
		sum += a[j] * b[j]
	}
	return sum
}
