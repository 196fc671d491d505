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
	w.scratch = w.scratch[:0]
	own := 0
	for _, i := range w.shape {
		if i != slotMark {
			w.scratch = binary.LittleEndian.AppendUint64(w.scratch, w.words[i].Hash)
			own++
		}
	}
	if own < framedWords {
		return
	}
	const bytes = 8 * frameWords
	o.Head = nonzero(xxh3.HashSeed(w.scratch[:bytes], w.seed.head))
	o.Tail = nonzero(xxh3.HashSeed(w.scratch[len(w.scratch)-bytes:], w.seed.tail))
}

const (
	frameWords  = 8  // of a head or a tail
	framedWords = 12 // of the shortest prompt that has them
)
