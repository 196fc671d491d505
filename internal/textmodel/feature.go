package textmodel

import (
	"math/bits"

	"github.com/stillhunt/stillhunt/internal/words"
)

// Feature is the hash of a word or, in scripts written without spaces, of a rune
// or of two adjacent ones. Its lowest bit says whether an unknown one still
// counts (see Open).
type Feature uint64

const (
	bucketBits = 15
	restBits   = 10
	openBit    = 1
	odd        = 0x9E3779B97F4A7C15 // 2^64 divided by the golden ratio
)

// Bucket is the table position of the feature; only one feature lives there.
func (f Feature) Bucket() uint32 { return uint32(f >> (64 - bucketBits)) }

// Fingerprint tells features of one bucket apart.
func (f Feature) Fingerprint() uint32 { return uint32(f>>33) & 0xFFFF }

// Rest is the shared row of the feature if nobody knows it.
func (f Feature) Rest() uint32 { return uint32(f>>20) & (1<<restBits - 1) }

// Open reports whether the feature counts although it is unknown: a word, or a
// pair of runes. A single rune says too little, a number is known or nothing.
func (f Feature) Open() bool { return f&openBit != 0 }

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
			dst = append(dst, Feature(odd*uint64(min(w.End-w.Start, 5)))&^openBit)
		case words.Single:
			dst = append(dst, Feature(w.Hash)&^openBit)
			if last == i-1 && i > 0 {
				dst = append(dst, pair(ws[last].Hash, w.Hash)|openBit)
			}
			last = i
		default:
			dst = append(dst, Feature(w.Hash)|openBit)
		}
	}
	return dst
}

func pair(a, b uint64) Feature {
	h := (a ^ bits.RotateLeft64(b, 23)) * odd
	return Feature(h ^ h>>29)
}
