package key

import (
	"encoding/binary"
	"math/bits"
)

// Change maps what the keys of a chain up to one made of values to what the keys
// after it make of these. It is a permutation of the 64-bit values, so that two
// of them never become one; 0, which is no value, stays 0. It is safe for many
// goroutines; nil changes nothing.
type Change struct{ steps []permutation }

// changes are the changes to each of these keys, in their order; nil without one.
func changes(keys []Key) *Change {
	if len(keys) == 0 {
		return nil
	}
	c := &Change{}
	for _, k := range keys {
		m := k.mac("stillhunt.key.change", "")
		c.steps = append(c.steps, newPermutation([16]byte(m[:16])))
	}
	return c
}

// Of is what becomes of a value.
func (c *Change) Of(value uint64) uint64 {
	if c == nil || value == 0 {
		return value
	}
	for i := range c.steps {
		v := c.steps[i].of(value)
		if v == 0 { // it is taken: the value gets what 0 would have got
			v = c.steps[i].of(0)
		}
		value = v
	}
	return value
}

// Back undoes Of: it is the value that Of made this one of.
func (c *Change) Back(value uint64) uint64 {
	if c == nil || value == 0 {
		return value
	}
	for i := len(c.steps) - 1; i >= 0; i-- {
		v := c.steps[i].back(value)
		if v == 0 { // it got what 0 would have got, because its own was 0
			v = c.steps[i].back(0)
		}
		value = v
	}
	return value
}

// words changes each eight bytes of m.
func (c *Change) words(m *[32]byte) {
	if c == nil {
		return
	}
	for i := 0; i < len(m); i += 8 {
		binary.BigEndian.PutUint64(m[i:], c.Of(binary.BigEndian.Uint64(m[i:])))
	}
}

// permutation is SPECK64/128, a block cipher of 64 bits under a key of 128, as
// its 27 round keys. Whoever has the values that went in cannot tell which came
// out for which without the key: no attack on all rounds is known, and blocks of
// 64 bits are no weakness where a block is a value and nothing longer is
// encrypted. A permutation of this size made of AES, a Feistel network of six
// rounds, takes several times as long, and an observation has about fifteen
// values.
//
// Source: R. Beaulieu, D. Shors, J. Smith, S. Treatman-Clark, B. Weeks and L.
// Wingers, The SIMON and SPECK Families of Lightweight Block Ciphers, IACR ePrint
// 2013/404; its test vector is in this package's tests.
type permutation [27]uint32

func newPermutation(k [16]byte) (p permutation) {
	p[0] = binary.LittleEndian.Uint32(k[0:])
	l := [3]uint32{binary.LittleEndian.Uint32(k[4:]), binary.LittleEndian.Uint32(k[8:]), binary.LittleEndian.Uint32(k[12:])}
	for i := range len(p) - 1 {
		l[i%3], p[i+1] = speckRound(l[i%3], p[i], uint32(i))
	}
	return p
}

func (p *permutation) of(value uint64) uint64 {
	x, y := uint32(value>>32), uint32(value)
	for _, k := range p {
		x, y = speckRound(x, y, k)
	}
	return uint64(x)<<32 | uint64(y)
}

// back undoes of.
func (p *permutation) back(value uint64) uint64 {
	x, y := uint32(value>>32), uint32(value)
	for i := len(p) - 1; i >= 0; i-- {
		y = bits.RotateLeft32(y^x, -3)
		x = bits.RotateLeft32((x^p[i])-y, 8)
	}
	return uint64(x)<<32 | uint64(y)
}

func speckRound(x, y, k uint32) (uint32, uint32) {
	x = (bits.RotateLeft32(x, -8) + y) ^ k
	return x, bits.RotateLeft32(y, 3) ^ x
}
