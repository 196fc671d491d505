package campaign

import "math/bits"

// marks are a bit for each of many accounts or values.
type marks []uint64

func newMarks(n int) marks { return make(marks, n/64+1) }

func (m marks) add(x int32)      { m[x>>6] |= 1 << (x & 63) }
func (m marks) has(x int32) bool { return m[x>>6]>>(x&63)&1 == 1 }

// each yields what is marked, ascending.
func (m marks) each(yield func(int32) bool) {
	for k, word := range m {
		for ; word != 0; word &= word - 1 {
			if !yield(int32(k<<6 | bits.TrailingZeros64(word))) {
				return
			}
		}
	}
}
