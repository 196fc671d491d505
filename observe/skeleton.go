package observe

import (
	"encoding/binary"
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/words"
)

// Signal: skeleton
// Family: content
// Measures: the wording of the prompt without what a template fills in. Two prompts made from one template have one skeleton.
// Formula: the words of the last user message in lower case, in order; numbers, quoted spans, code, URLs, e-mail addresses, file paths, capitalised words in mid-sentence and overlong words become slots, consecutive slots one mark; XXH3-64 of the sequence under a keyed seed
// Unit: 64-bit hash; 0 if fewer than three words are left
// Fooled by: a paraphrase a request; free text in a slot that no mark sets apart (frame sees that). A popular application's template is shared by strangers: reputation takes its weight away
// Source: Stillhunt, own design
// Needs: gen_ai.input.messages
func skeleton(w *Worker, _ *exchange.Exchange, o *Observation) {
	if len(w.shape) >= skeletonWords { // else it cannot hold three words
		o.Skeleton = w.shapeHash(w.words, w.shape, w.seed.skeleton)
	}
}

const skeletonWords = 3 // fewer say nothing

// shapeHash is the hash of a skeleton, or 0 if it has too few words.
func (w *Worker) shapeHash(ws []words.Word, shape []int32, seed uint64) uint64 {
	own := 0
	w.scratch = slices.Grow(w.scratch[:0], 8*len(shape))[:8*len(shape)]
	for n, i := range shape {
		h := uint64(0) // the mark of a slot
		if i != slotMark {
			h = ws[i].Hash
			own++
		}
		binary.LittleEndian.PutUint64(w.scratch[8*n:], h)
	}
	if own < skeletonWords {
		return 0
	}
	return nonzero(xxh3.HashSeed(w.scratch, seed))
}
