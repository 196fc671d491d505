package observe

import (
	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/observe/cue"
)

// Target is the capability that an exchange asks for.
type Target uint8

// The capabilities.
const (
	TargetNone Target = iota // no text
	TargetGeneral
	TargetMath
	TargetCode
	TargetAgentic
	TargetReasoning
	TargetScience
	TargetWriting
	TargetTranslation
	TargetExtraction
	TargetGrading
	TargetSafety
	Targets // how many there are
)

var targetNames = [Targets]string{"none", "general", "math", "code", "agentic", "reasoning", "science",
	"writing", "translation", "extraction", "grading", "safety"}

// String is the capability's name as campaigns.json has it.
func (t Target) String() string {
	if t < Targets {
		return targetNames[t]
	}
	return targetNames[TargetNone]
}

// Signal: target
// Family: semantics
// Measures: the capability that is asked for, to say what a campaign is after. Not evidence of anything.
// Formula: the first that holds: grading (an intent to grade or compare ≥ 128), safety (policy-safe rewriting ≥ 128), agentic (tools offered or used, or a cue of tools), the fitted head of code or mathematics if the higher reaches 160, translation, extraction, science, reasoning (its intent ≥ 128), writing, safety (a word of harm), general
// Unit: one of twelve names
// Fooled by: tasks that mix capabilities; science asked as a calculation counts as mathematics
// Source: Stillhunt; heads and figures on unseen sources in docs/fit.md
// Needs: gen_ai.input.messages
func target(w *Worker, x *exchange.Exchange, o *Observation) {
	o.Target = uint8(w.target(x, o))
}

// Decided is the score from which the word of a fitted head is taken.
const Decided = 160

func (w *Worker) target(x *exchange.Exchange, o *Observation) Target {
	has := func(cues cue.Set) bool { return w.cues&cues != 0 }
	math, code := w.reading.Scores[headMath], w.reading.Scores[headCode]
	switch {
	case len(w.words) == 0:
		return TargetNone
	case o.Intent[IntentGrading] >= 128 || o.Intent[IntentPreference] >= 128:
		return TargetGrading
	case o.Intent[IntentSafety] >= 128:
		return TargetSafety
	case x.Tools > 0 || o.ToolTurns > 0 || has(intentCues[IntentTools]):
		return TargetAgentic
	case code >= Decided && code >= math:
		return TargetCode
	case math >= Decided:
		return TargetMath
	case has(cue.Of(cue.Translate)):
		return TargetTranslation
	case has(cue.Of(cue.Extract)):
		return TargetExtraction
	case has(cue.Of(cue.Science)):
		return TargetScience
	case o.Intent[IntentReasoning] >= 128:
		return TargetReasoning
	case has(cue.Of(cue.Write)):
		return TargetWriting
	case has(cue.Of(cue.Harm)):
		return TargetSafety
	}
	return TargetGeneral
}
