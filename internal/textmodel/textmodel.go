// Package textmodel reads short texts into numbers: the leaf of a hierarchical
// codebook, and the scores of linear heads. All of it is integer arithmetic up
// to the last step of a score, so that the same words give the same numbers
// everywhere.
//
// A text is a bag of hashed words (of pairs of runes where a script has no
// spaces). Each known one has a row of 64 small integers: Dims of them are its direction in a latent space, Heads
// are its weights in the linear heads. Reading a text is the sum of its rows.
package textmodel

import "math"

// Sizes of a model.
const (
	Dims   = 56   // of the latent space
	Heads  = 8    // linear classifiers on the same features
	Leaves = 1024 // of the codebook
	Cells  = 256  // inner nodes above the leaves
	Tops   = 16   // inner nodes above the cells

	rowBytes = Dims + Heads
	lanes    = rowBytes / 8
)

// NoCode is the code of a text that says too little to be placed: it has fewer
// than two features, or they have no direction.
const NoCode = 0xFFFF

// Model is a text model. It is read-only after Load: any number of Readers may
// share it.
type Model struct {
	slots []uint32 // by bucket: fingerprint<<16 | row; 0 is empty
	rows  [][lanes]uint64
	// Rows are numbered: 0 is unused; from 1 on are those of known features; from
	// rest on the shared ones of features that nobody knows.
	rest uint32

	tree   []node // Tops, then Cells, then Leaves nodes
	quads  []quad // the same, four siblings together
	scale  [Dims]float64
	heads  [Heads]head
	logits [254]float64 // score k is reached at logits[k-1]
}

// node is a centroid of the codebook: unit length in the latent space, already
// multiplied by the scale of each dimension.
type node [Dims]int16

// quad holds four siblings, one dimension after the other. The numbers are whole
// and their sums stay far below 2⁵³, so that floating point, which the machine
// multiplies twice as fast as it does integers, is exact.
type quad [Dims][4]float64

// head turns the sum of a text's weights into a log-odds.
type head struct{ slope, bias float64 }

// Centroid returns the unit vector of a leaf in the latent space. The leaf must
// be below Leaves.
func (m *Model) Centroid(leaf uint16) [Dims]float64 {
	var c [Dims]float64
	n := &m.tree[Tops+Cells+int(leaf)]
	sum := 0.0
	for j := range c {
		c[j] = float64(n[j]) / m.scale[j]
		sum += float64(c[j] * c[j])
	}
	if sum > 0 {
		length := math.Sqrt(sum)
		for j := range c {
			c[j] /= length
		}
	}
	return c
}

// Features returns how many features the model knows.
func (m *Model) Features() int { return int(m.rest) - 1 }
