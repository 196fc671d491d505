package words

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// plain appends the words from i on as long as they are plain: ASCII letters
// and digits, fewer than 16, with an ASCII mark behind that is no apostrophe.
// Most words are; they are read eight bytes at a time. It stops, and says
// where, at a word of another kind and 16 bytes before the end.
func plain(dst []Word, marks Marks, text string, i int) ([]Word, Marks, int) {
	var upper, digit uint64 // some byte was one
	for at, last := unsafe.Pointer(unsafe.StringData(text)), len(text)-16; i <= last; {
		b := (*[16]byte)(unsafe.Add(at, i))
		if c := marksOf[b[0]]; c&markInside == 0 {
			if c&MarkHigh != 0 {
				break
			}
			marks |= c
			i++
			continue
		}
		v := binary.LittleEndian.Uint64(b[:8])
		inside, digits := alphanumeric(v)
		n := bits.TrailingZeros64(inside^high) >> 3
		var hash uint64
		if n < 8 {
			kept := uint64(1)<<(8*n&63) - 1
			digits &= kept
			upper |= inside & kept &^ (v << 2)
			hash = short((v|lowerCase)&kept, n)
		} else {
			u := binary.LittleEndian.Uint64(b[8:])
			more, numbers := alphanumeric(u)
			m := bits.TrailingZeros64(more^high) >> 3
			if m == 8 {
				break
			}
			kept := uint64(1)<<(8*m&63) - 1
			digits |= numbers & kept
			upper |= inside&^(v<<2) | more&kept&^(u<<2)
			hash = medium(v|lowerCase, u|lowerCase, m)
			n = 8 + m
		}
		next := marksOf[b[n&15]]
		if next&markSlow != 0 {
			break
		}
		kind := Kind(^v >> 5 & 1) // a capital lacks a bit of the small letter
		if digits != 0 {
			kind = Number
		}
		digit |= digits
		dst = append(dst, Word{Hash: hash, Start: int32(i), End: int32(i + n), Kind: kind})
		marks |= next
		i += n + 1
	}
	if upper != 0 {
		marks |= MarkUpper
	}
	if digit != 0 {
		marks |= MarkDigit
	}
	return dst, marks, i
}

const (
	high      = 0x8080808080808080 // the upper bit of each byte
	each      = 0x0101010101010101
	lowerCase = 0x20 * each // what small letters and digits have and capitals have not
)

// alphanumeric sets the upper bit of each byte that is an ASCII letter or
// digit, and of each that is a digit.
func alphanumeric(v uint64) (all, digits uint64) {
	x := v &^ high // so that no sum carries into the next byte
	digits = (x + (0x80-'0')*each) &^ (x + (0x80-'9'-1)*each) &^ v & high
	x |= lowerCase
	letters := (x + (0x80-'a')*each) &^ (x + (0x80-'z'-1)*each) &^ v & high
	return letters | digits, digits
}

// short is XXH3-64, without a seed, of the n lower bytes of v, 1 to 8 of them;
// the others are 0. The numbers are the algorithm's. Both of its ways are
// taken: whether a word has more than three letters cannot be foreseen.
func short(v uint64, n int) uint64 {
	h := v>>((8*n-32)&63)&(1<<32-1) + v<<32 ^ 0xc73ab174c5ecd5a2 // the last four bytes, and the first four above them
	h ^= bits.RotateLeft64(h, 49) ^ bits.RotateLeft64(h, 24)
	h *= 0x9fb21c651e98df25
	h ^= h>>35 + uint64(n)
	h *= 0x9fb21c651e98df25
	h ^= h >> 28
	g := v&0xff<<16 | v>>(8*(n>>1)&63)&0xff<<24 | v>>(8*(n-1)&63)&0xff | uint64(n)<<8
	g = (g ^ 0x87275a9b) * 0xc2b2ae3d27d4eb4f
	g = (g ^ g>>29) * 0x165667b19e3779f9
	g ^= g >> 32
	if n <= 3 {
		h = g
	}
	return h
}

// medium is the same of 8+m bytes, 8 to 15: v, and the m lower bytes of u.
func medium(v, u uint64, m int) uint64 {
	if m == 0 {
		return short(v, 8)
	}
	lo := v ^ 0x6782737bea4239b9
	hi := (v>>(8*m&63) | u<<((64-8*m)&63)) ^ 0xaf56bc3b0996523a // the last eight bytes
	over, folded := bits.Mul64(lo, hi)
	h := uint64(8+m) + bits.ReverseBytes64(lo) + hi + (over ^ folded)
	h ^= h >> 37
	h *= 0x165667919e3779f9
	return h ^ h>>32
}
