package textmodel

import (
	"math/bits"

	"github.com/stillhunt/stillhunt/internal/words"
)

// Feature is the hash of a word or, in scripts written without spaces, of two
// adjacent runes.
type Feature uint64

const (
	bucketBits = 15
	restBits   = 10
	odd        = 0x9E3779B97F4A7C15 // 2^64 divided by the golden ratio
)

// Bucket is the table position of the feature; only one feature lives there.
func (f Feature) Bucket() uint32 { return uint32(f >> (64 - bucketBits)) }

// Fingerprint tells features of one bucket apart.
func (f Feature) Fingerprint() uint32 { return uint32(f>>33) & 0xFFFF }

// Rest is the shared row of the feature if nobody knows it.
func (f Feature) Rest() uint32 { return uint32(f>>20) & (1<<restBits - 1) }

// headAndTail is how many words are read from either end of a long text.
const headAndTail = 512

// Features appends the features of a text to dst. A number counts by its
// length only. Of a text longer than 1,024 words the first and the last 512
// are read.
func Features(dst []Feature, ws []words.Word) []Feature {
	if len(ws) > 2*headAndTail {
		dst = features(dst, ws[:headAndTail])
		return features(dst, ws[len(ws)-headAndTail:])
	}
	return features(dst, ws)
}

func features(dst []Feature, ws []words.Word) []Feature {
	last := -1 // place of the last rune of a script without spaces
	for i := range ws {
		w := &ws[i]
		switch w.Kind {
		case words.Number:
			dst = append(dst, number(w.End-w.Start))
		case words.Single:
			if i > 0 && last == i-1 {
				dst = append(dst, pair(ws[last].Hash, w.Hash))
			}
			last = i
		default:
			dst = append(dst, Feature(w.Hash))
		}
	}
	return dst
}

// number is the feature of a number of so many bytes.
func number(size int32) Feature { return Feature(odd * uint64(min(size, longNumber))) }

const longNumber = 5

// Numeric reports whether the feature is a number. Numbers say how a text is
// made, not what it is about.
func (f Feature) Numeric() bool {
	for size := range int32(longNumber) {
		if f == number(size+1) {
			return true
		}
	}
	return false
}

func pair(a, b uint64) Feature {
	h := (a ^ bits.RotateLeft64(b, 23)) * odd
	return Feature(h ^ h>>29)
}
