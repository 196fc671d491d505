package observe

import (
	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/words"
)

// Signal: system
// Family: content
// Measures: the wording of the system instructions without what is filled in: the application, or the operator's role prompt.
// Formula: as skeleton, over the system instructions, under a seed of its own
// Unit: 64-bit hash; 0 if fewer than three words are left
// Fooled by: a role prompt that is rewritten for every account; an agent's own instructions, which thousands of strangers share
// Source: Stillhunt, own design
// Needs: gen_ai.system_instructions
func system(w *Worker, x *exchange.Exchange, o *Observation) {
	if x.System == "" {
		return
	}
	// Instructions are long and repeat: one pass a text, not one a request.
	o.System = w.systems.get(xxh3.HashString128Seed(x.System, w.seed.cache), func() uint64 { return w.systemHash(x.System) })
}

func (w *Worker) systemHash(text string) uint64 {
	text = text[:min(len(text), words.Limit)]
	w.systemWords = words.Scan(w.systemWords[:0], text)
	w.systemSlots = fillSlots(w.systemSlots[:0], text, w.systemWords)
	w.systemShape = appendShape(w.systemShape[:0], w.systemSlots)
	return w.shapeHash(w.systemWords, w.systemShape, w.seed.system)
}

// nonzero keeps 0 for what is absent.
func nonzero(hash uint64) uint64 { return max(hash, 1) }
