package observe

import (
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/words"
	"github.com/stillhunt/stillhunt/observe/cue"
)

// Places in Observation.Intent.
const (
	IntentReasoning    = iota // reasoning elicitation
	IntentInstructions        // synthetic-instruction generation
	IntentGrading             // rubric grading
	IntentPreference          // preference pairs
	IntentCleaning            // trace cleaning
	IntentSafety              // policy-safe rewriting
	IntentTools               // tool trajectories
	IntentHarvest             // text that looks like known harvests: see the signal semantic
)

// intentCues are the cues of each intent that has a grammar.
var intentCues = [IntentHarvest]cue.Set{
	IntentReasoning:    cue.Range(cue.Steps, cue.Boxed),
	IntentInstructions: cue.Range(cue.MakeTasks, cue.SelfChat),
	IntentGrading:      cue.Range(cue.Grade, cue.Verdict),
	IntentPreference:   cue.Range(cue.PairBetter, cue.Tie),
	IntentCleaning:     cue.Range(cue.CleanTrace, cue.TraceData),
	IntentSafety:       cue.Range(cue.SafeRewrite, cue.SafeVersion),
	IntentTools:        cue.Range(cue.ToolForm, cue.ToolData),
}

// intentScores is the score of so many different cues. One is weak: a student
// asks for the steps, too.
var intentScores = [...]uint8{0, 80, 150, 195, 225, 240, 250}

// Signal: intent
// Family: semantics
// Measures: what the answer is wanted for: reasoning to learn from, tasks to train on, grades, preferences, cleaned traces, policy-safe rewriting, tool trajectories.
// Formula: cues in ten languages (concepts within a few words of each other) in the author's own words of the last user message and of the system instructions, not in quoted text or code; the number n of different cues of an intent gives 0, 80, 150, 195, 225, 240, 250
// Unit: 0..255 an intent; 128 and above needs two different cues
// Fooled by: paraphrase, other languages, text pasted without quotation marks; people who grade or teach for a living
// Source: Stillhunt, own grammars; hit rates on known templates and on people in docs/fit.md
// Needs: gen_ai.input.messages
func intent(w *Worker, x *exchange.Exchange, o *Observation) {
	w.cues = w.grammar.Read(w.ownWords(w.words, w.slots))
	if x.System != "" {
		// Instructions repeat: the cues are kept by text.
		w.cues |= cue.Set(w.manners.get(xxh3.HashString128Seed(x.System, w.seed.cache), func() uint64 {
			w.systemHash(x.System) // scans the text into systemWords and systemSlots
			return uint64(w.grammar.Read(w.ownWords(w.systemWords, w.systemSlots)))
		}))
	}
	for i, cues := range intentCues {
		o.Intent[i] = intentScores[min((w.cues&cues).Len(), len(intentScores)-1)]
	}
}

// ownWords are the author's own words. What is quoted, code or an address
// belongs to somebody else and leaves a gap.
func (w *Worker) ownWords(ws []words.Word, slots []slot) []words.Word {
	if !slices.ContainsFunc(slots, slot.foreign) {
		return ws
	}
	w.own = w.own[:0]
	open := false
	for i, s := range slots {
		foreign := s.foreign()
		switch {
		case !foreign:
			w.own = append(w.own, ws[i])
		case !open:
			w.own = append(w.own, cue.Gap)
		}
		open = foreign
	}
	return w.own
}

// foreign reports whether the slot holds somebody else's words.
func (s slot) foreign() bool { return s == slotQuote || s == slotCode || s == slotLink }
