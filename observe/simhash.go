package observe

import (
	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/sketch"
)

// Signal: simhash
// Family: content
// Measures: how far two prompts are apart in wording: near duplicates differ in few bits.
// Formula: SimHash of the bag of word pairs (of words, if there is one only); the angle between two bags is near π·distance/64
// Unit: 64 bits; 0 without a word
// Fooled by: paraphrase; the boilerplate of a language, which all its prompts share
// Source: Charikar, STOC 2002
// Needs: gen_ai.input.messages
func simhash(w *Worker, _ *exchange.Exchange, o *Observation) {
	if len(w.words) == 0 {
		return
	}
	w.hashes = w.hashes[:0]
	last := w.words[0].Hash ^ w.seed.bigram
	for _, word := range w.words[1:] {
		w.hashes = append(w.hashes, sketch.Pair(last, word.Hash))
		last = word.Hash ^ w.seed.bigram
	}
	if len(w.hashes) == 0 {
		w.hashes = append(w.hashes, sketch.Mix(last))
	}
	w.bag.Reset()
	w.bag.AddAll(w.hashes)
	o.SimHash = nonzero(w.bag.Sum())
}
