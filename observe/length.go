package observe

import (
	"math"
	"unicode/utf8"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/words"
)

// Signal: length
// Family: content
// Measures: how long the prompt is. Prompts of one pipeline are of one length; people's vary widely.
// Formula: round(1000·ln(1+runes)) of the last user message
// Unit: thousandths of a nat; −1 without content
// Fooled by: padding; evaluation suites and tutoring applications, which are as even
// Source: Stillhunt, measured (spread of people 1.39, of harvests .22 to 1.15)
// Needs: gen_ai.input.messages
func length(w *Worker, x *exchange.Exchange, o *Observation) {
	if !w.hasPrompt {
		return
	}
	text := x.Input[w.last].Text
	runes := len(text)
	if w.marks&words.MarkHigh != 0 || len(w.prompt) < len(text) { // not known to be ASCII
		runes = utf8.RuneCountInString(text)
	}
	o.Length = int32(math.Round(1000 * math.Log(float64(1+runes))))
}
