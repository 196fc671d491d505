package sketch

import "math/bits"

// SimHash is Charikar's sketch of a bag of features (STOC 2002): bit i of its
// Sum says whether bit i is set in more than half of the features' hashes. The
// share of bits in which two sums differ estimates the angle between the bags,
// in half turns. The zero SimHash is the empty bag. Bags merge.
//
// The 64 counts are kept across the bits of planes: plane p holds bit p of
// every count, so that one addition serves all 64.
type SimHash struct {
	plane [32]uint64
	n     uint32 // features, at most 2³²−1
}

// Reset empties the bag.
func (s *SimHash) Reset() { *s = SimHash{} }

// Add puts one feature into the bag, again if it is there already.
func (s *SimHash) Add(feature uint64) {
	s.n++
	s.carry(0, feature)
}

// AddAll adds every feature, eight at a time through a tree of carry-save
// adders.
func (s *SimHash) AddAll(features []uint64) {
	s.n += uint32(len(features))
	ones, twos, fours := s.plane[0], s.plane[1], s.plane[2]
	for ; len(features) >= 8; features = features[8:] {
		f := features[:8:8]
		var a, b, c, d, eights uint64
		ones, a = full(ones, f[0], f[1])
		ones, b = full(ones, f[2], f[3])
		twos, c = full(twos, a, b)
		ones, a = full(ones, f[4], f[5])
		ones, b = full(ones, f[6], f[7])
		twos, d = full(twos, a, b)
		fours, eights = full(fours, c, d)
		s.carry(3, eights)
	}
	s.plane[0], s.plane[1], s.plane[2] = ones, twos, fours
	for _, f := range features {
		s.carry(0, f)
	}
}

// Merge adds the other bag's features.
func (s *SimHash) Merge(other *SimHash) {
	s.n += other.n
	var over uint64
	for p := range s.plane {
		s.plane[p], over = full(s.plane[p], other.plane[p], over)
	}
}

// Sum is the sketch as a number; the empty bag's is zero.
func (s *SimHash) Sum() uint64 {
	over, equal := uint64(0), ^uint64(0) // counts above n/2 so far, equal to it so far
	half := s.n / 2
	for p := bits.Len32(s.n) - 1; p >= 0; p-- { // no count has more bits than n
		zero := uint64(half>>p&1) - 1 // all bits where that of n/2 is none
		over |= equal & s.plane[p] & zero
		equal &= s.plane[p] ^ zero
	}
	return over
}

// Distance is the number of bits in which two sums differ, 0 to 64.
func Distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

func (s *SimHash) carry(p int, bit uint64) {
	for ; bit != 0 && p < len(s.plane); p++ {
		s.plane[p], bit = s.plane[p]^bit, s.plane[p]&bit
	}
}

// full is a full adder in every bit: the sum of three and its carry.
func full(a, b, c uint64) (sum, carry uint64) {
	u := a ^ b
	return u ^ c, a&b | u&c
}
