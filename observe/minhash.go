package observe

import (
	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/sketch"
)

// Signal: minhash
// Family: content
// Measures: which prompts share much of their wording, slots and all.
// Formula: one-permutation MinHash of the set of three-word shingles in 16 bins, densified; four bands of four bins each give a key. Two prompts of resemblance J share a given key with probability near J⁴, at least one with 1−(1−J⁴)⁴
// Unit: four 32-bit keys; all 0 if the prompt has fewer than three words
// Fooled by: paraphrase; long pasted text that outweighs the instruction around it
// Source: Li, Owen and Zhang, NIPS 2012; densification of Shrivastava, ICML 2017
// Needs: gen_ai.input.messages
func minhash(w *Worker, _ *exchange.Exchange, o *Observation) {
	if len(w.words) < shingleWords {
		return
	}
	w.bins.Reset()
	first, second := w.words[0].Hash^w.seed.shingle, w.words[1].Hash
	for i := shingleWords - 1; i < len(w.words); i++ {
		third := w.words[i].Hash
		w.bins.Add(sketch.Pair(sketch.Pair(first, second), third))
		first, second = second^w.seed.shingle, third
	}
	w.bins.Dense(w.dense)
	for b := range o.Band {
		o.Band[b] = sketch.Band(w.dense[b*bandBins:(b+1)*bandBins], w.seed.band+uint64(b))
	}
}

const (
	shingleWords = 3
	minhashBins  = 16
	bandBins     = minhashBins / Bands
)
