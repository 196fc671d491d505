package observe

import (
	"encoding/binary"

	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
)

// Signal: frame
// Family: content
// Measures: how the prompt begins and how it ends. A template that takes free text in its middle keeps both.
// Formula: XXH3-64 under keyed seeds of the first eight and of the last eight words of the skeleton, slots left out
// Unit: two 64-bit hashes, Head and Tail; 0 if the skeleton has fewer than twelve words, so that neither is a whole prompt
// Fooled by: shuffled or paraphrased instructions; greetings that many people open with; of a prompt over 64 KiB the end is not seen
// Source: Stillhunt, own design
// Needs: gen_ai.input.messages
func frame(w *Worker, _ *exchange.Exchange, o *Observation) {
	own := len(w.shape)
	for _, i := range w.shape {
		if i == slotMark {
			own--
		}
	}
	if own < framedWords {
		return
	}
	var head, tail [8 * frameWords]byte
	at := 0
	for n := range frameWords {
		for w.shape[at] == slotMark {
			at++
		}
		binary.LittleEndian.PutUint64(head[8*n:], w.words[w.shape[at]].Hash)
		at++
	}
	at = len(w.shape) - 1
	for n := frameWords - 1; n >= 0; n-- {
		for w.shape[at] == slotMark {
			at--
		}
		binary.LittleEndian.PutUint64(tail[8*n:], w.words[w.shape[at]].Hash)
		at--
	}
	o.Head = nonzero(xxh3.HashSeed(head[:], w.seed.head))
	o.Tail = nonzero(xxh3.HashSeed(tail[:], w.seed.tail))
}

const (
	frameWords  = 8  // of a head or a tail
	framedWords = 12 // of the shortest prompt that has them
)
