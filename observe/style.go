package observe

import (
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/words"
)

// Signal: style
// Family: content
// Measures: habits of writing. One person, and one pipeline, keep theirs; a crowd does not.
// Formula: nineteen yes-or-no properties of the last user message, in the order of StyleNames
// Unit: a bit each
// Fooled by: prompts that another model wrote in many styles; evaluation suites and tutoring applications are as even as a harvest
// Source: Stillhunt, measured (summed binary entropy of people 10.5, of harvests 2.6 to 8)
// Needs: gen_ai.input.messages
func style(w *Worker, _ *exchange.Exchange, o *Observation) {
	if len(w.prompt) == 0 {
		return
	}
	text, marks := w.prompt, w.marks
	var bit [StyleBits]bool
	bit[1] = marks&words.MarkNewline != 0
	bit[2] = marks&words.MarkBacktick != 0 && strings.Contains(text, "```")
	bit[4] = marks&words.MarkDigit != 0
	bit[5] = marks&words.MarkQuote != 0 || marks&words.MarkHigh != 0 && (strings.Contains(text, "“") || strings.Contains(text, "«") || strings.Contains(text, "「"))
	bit[6] = marks&words.MarkColon != 0 && strings.Contains(text, "://")
	bit[7] = marks&words.MarkParen != 0
	bit[13] = marks&words.MarkExclaim != 0 || marks&words.MarkHigh != 0 && strings.Contains(text, "！")
	bit[14] = marks&words.MarkStop != 0 && strings.Contains(text, "...") || marks&words.MarkHigh != 0 && strings.Contains(text, "…")
	bit[16] = marks&words.MarkHigh != 0
	bit[17] = marks&(words.MarkExclaim|words.MarkQuestion) != 0 && doubled(text)
	bit[0], bit[3], bit[15] = styleOfLines(text, marks)

	if len(w.words) > 0 {
		bit[8] = w.words[0].Kind == words.Lower
		bit[12] = w.style.of(w.words[0].Hash)&styleOrder != 0
	}
	lists, capital := w.style.among(w.words), marks&words.MarkUpper != 0
	if marks&words.MarkHigh != 0 {
		capital = capital || slices.ContainsFunc(w.words, func(w words.Word) bool { return w.Kind == words.Capital })
	}
	bit[9], bit[10], bit[11] = !capital, lists&stylePolite != 0, lists&styleSelf != 0
	bit[18] = len(w.words) < 5
	for i, set := range bit {
		one := uint32(0)
		if set { // a move, no branch
			one = 1
		}
		o.Style |= one << i
	}
}

// StyleNames name the bits of Observation.Style.
var StyleNames = [StyleBits]string{
	"ends with a question mark",
	"has a line break",
	"has a code fence",
	"has a list",
	"has a digit",
	"has a double quotation mark",
	"has a URL",
	"has a parenthesis",
	"starts with a small letter",
	"has no capital letter",
	"says please or thanks",
	"speaks of itself",
	"starts with an order",
	"has an exclamation mark",
	"has an ellipsis",
	"has a colon at a line's end",
	"leaves ASCII",
	"doubles punctuation",
	"has fewer than five words",
}

// styleOfLines reports whether the text ends with a question mark, has a list,
// and has a colon at a line's end.
func styleOfLines(text string, marks words.Marks) (question, list, colon bool) {
	end := strings.TrimRight(text, " \t\r\n\"')")
	question = strings.HasSuffix(end, "?") || marks&words.MarkHigh != 0 && (strings.HasSuffix(end, "？") || strings.HasSuffix(end, "؟"))
	for len(text) > 0 {
		line := text
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		} else {
			text = ""
		}
		line = strings.TrimSpace(line)
		list = list || listItem(line)
		colon = colon || strings.HasSuffix(line, ":") || strings.HasSuffix(line, "：")
	}
	return question, list, colon
}

// listItem reports whether a line starts with a bullet or a number and a mark.
func listItem(line string) bool {
	if strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "•") {
		return true
	}
	rest := strings.TrimLeft(line, "0123456789")
	return len(rest) < len(line) && (strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, ") "))
}

// doubled reports whether question or exclamation marks follow each other.
func doubled(text string) bool {
	for _, mark := range []byte("!?") {
		for rest := text; ; {
			i := strings.IndexByte(rest, mark)
			if i < 0 || i+1 == len(rest) {
				break
			}
			if rest = rest[i+1:]; rest[0] == '!' || rest[0] == '?' {
				return true
			}
		}
	}
	return false
}

// The lists of styleWords.
const (
	stylePolite = 1 << iota
	styleSelf
	styleOrder
)

// styleWords are words of courtesy, of the first person, and verbs that a
// prompt gives orders with.
var styleWords = []string{
	"please pls plz thanks thank thx bitte danke merci gracias obrigado obrigada grazie пожалуйста спасибо kindly",
	"i i'm i've i'd i'll my me mine we our us ich mein mir je mon ma mes yo mi eu meu io mio я мне мой 我 俺 私",
	"write explain give create generate list describe summarize summarise translate solve find make tell show provide design implement compute calculate convert rewrite analyze analyse answer classify compare complete compose develop discuss draft edit evaluate extract fix generate help identify improve name outline produce propose rank read rate refactor review return suggest use",
}
