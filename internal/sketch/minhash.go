// Package sketch holds the small summaries of a set of features that can be
// compared and merged: MinHash for resemblance, SimHash for cosine.
//
// Features come in as 64-bit hashes, which must already be well mixed.
package sketch

import (
	"math"
	"math/bits"
)

// Empty is the value of a bin that no feature fell into.
const Empty = math.MaxUint32

// MinHash is a one-permutation MinHash sketch of a set (Li, Owen and Zhang,
// NIPS 2012): one hash a feature chooses both the bin and the value, and each
// bin keeps its smallest value. Sketches of equal size merge.
type MinHash []uint32

// NewMinHash returns the sketch of the empty set with that many bins.
func NewMinHash(bins int) MinHash {
	m := make(MinHash, bins)
	m.Reset()
	return m
}

// Reset empties the sketch.
func (m MinHash) Reset() {
	for i := range m {
		m[i] = Empty
	}
}

// Add puts a feature into the set; adding it again changes nothing.
func (m MinHash) Add(feature uint64) {
	bin := feature >> 32 * uint64(len(m)) >> 32
	m[bin] = min(m[bin], uint32(feature)) // a branch here would be guessed wrong half of the time
}

// Merge makes m the sketch of the union of both sets. Both have equal size.
func (m MinHash) Merge(other MinHash) {
	for i, v := range other {
		m[i] = min(m[i], v)
	}
}

// Dense fills dst, of m's size, with m whose empty bins borrow from full ones,
// so that sketches of small sets can be compared bin by bin. A bin tries others
// in an order of its own until it meets a full one: the optimal densification
// of Shrivastava, ICML 2017. The sketch of the empty set stays empty. What is
// dense cannot be merged any more.
func (m MinHash) Dense(dst MinHash) {
	full := false
	for _, v := range m {
		full = full || v != Empty
	}
	for i, v := range m {
		for attempt := uint64(1); full && v == Empty; attempt++ {
			v = m[Mix(uint64(i)<<32|attempt)>>32*uint64(len(m))>>32]
		}
		dst[i] = v
	}
}

// Jaccard estimates |A∩B| / |A∪B| from two dense sketches of equal size: the
// share of bins that agree. Its standard error is at most 1/(2·√bins).
func Jaccard(a, b MinHash) float64 {
	same := 0
	for i, v := range a {
		if v == b[i] && v != Empty {
			same++
		}
	}
	return float64(same) / float64(len(a))
}

// Band folds a run of a dense sketch's bins into one key that two sets share
// if all these bins agree. Never zero, which is left for "no key".
func Band(bins MinHash, seed uint64) uint32 {
	h := seed
	for _, v := range bins {
		h = Mix(h ^ uint64(v))
	}
	return max(uint32(h>>32), 1)
}

// Mix permutes the 64-bit numbers so that close ones land far apart: an odd
// factor and folded high halves, three times (the finaliser that Stafford
// found for splitmix64, his variant 13).
func Mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// Pair hashes two well-mixed hashes, in their order: the halves of a 128-bit
// product folded into one, as wyhash does.
func Pair(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9e3779b97f4a7c15, b^0xd1b54a32d192ed03)
	return hi ^ lo
}
