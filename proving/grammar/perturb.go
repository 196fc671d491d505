package grammar

import (
	"math/rand/v2"
	"strings"
)

// synonyms are swaps that keep the sense of an English request. Read-only.
var synonyms = map[string][]string{
	"what": {"what exactly", "which", "what kind of"}, "how": {"in what way", "how exactly", "how best"}, "write": {"compose", "draft", "produce", "put together"},
	"give": {"provide", "list", "offer", "show"}, "explain": {"describe", "clarify", "spell out"}, "describe": {"explain", "outline", "sketch"},
	"create": {"make", "build", "produce", "set up"}, "make": {"create", "prepare", "build"}, "find": {"determine", "work out", "look for"}, "is": {"is", "would be"},
	"can": {"could", "can", "would"}, "you": {"you", "you please"}, "the": {"the", "this", "that"}, "a": {"a", "one", "some"}, "of": {"of", "within", "out of"},
	"and": {"and", "and also", "plus", "as well as"}, "for": {"for", "meant for", "in case of"}, "with": {"with", "using", "along with"}, "to": {"to", "so as to"},
	"in": {"in", "within", "inside"}, "that": {"that", "which"}, "should": {"ought to", "should", "must"}, "use": {"use", "apply", "employ"}, "good": {"good", "decent", "fine"},
	"best": {"best", "finest", "top"}, "people": {"people", "folks", "persons"}, "following": {"following", "given", "below"}, "sentence": {"sentence", "line", "phrase"},
	"function": {"function", "routine", "method"}, "list": {"list", "enumeration", "set"}, "many": {"many", "numerous"}, "each": {"each", "every"}, "generate": {"produce", "create", "come up with"},
	"identify": {"spot", "name", "pick out"}, "i": {"i", "i really"}, "my": {"my", "my own"}, "do": {"do", "actually do"}, "get": {"get", "obtain"}, "if": {"if", "in case", "whenever"},
	"but": {"but", "yet", "though"}, "because": {"since", "as", "because"}, "would": {"would", "might"}, "some": {"some", "several", "a few"}, "number": {"number", "figure", "count"},
	"code": {"code", "program", "snippet"}, "compute": {"calculate", "work out"}, "calculate": {"compute", "work out"}, "total": {"total", "overall"}, "an": {"an", "one"},
	"are": {"are", "happen to be"}, "from": {"from", "out of"}, "on": {"on", "upon"}, "it": {"it", "this"}, "at": {"at", "around"}, "then": {"then", "after that"},
}

// Perturb appends text to dst as somebody with this manner would have put it:
// words swapped and left out, numbers changed, his own phrase before and after.
// Depth is the share of words that may change.
func (m Manner) Perturb(dst []byte, r *rand.Rand, text string, depth float64) []byte {
	start := len(dst)
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case letter(c):
			j := i + 1
			for j < len(text) && letter(text[j]) {
				j++
			}
			dst = m.word(dst, r, text[i:j], depth)
			i = j
		case '0' <= c && c <= '9':
			j := i + 1
			for j < len(text) && '0' <= text[j] && text[j] <= '9' {
				j++
			}
			dst = changeNumber(dst, r, text[i:j])
			i = j
		default:
			dst = append(dst, c)
			i++
		}
	}
	return m.finish(dst, start, r)
}

func (m Manner) word(dst []byte, r *rand.Rand, word string, depth float64) []byte {
	if r.Float64() >= depth || len(word) > 24 {
		return append(dst, word...)
	}
	var low [24]byte
	n := copy(low[:], word)
	for i := range n {
		low[i] |= 0x20
	}
	swap := synonyms[string(low[:n])]
	if swap == nil {
		switch {
		case len(word) > 4 && r.IntN(12) == 0: // said twice over
			dst = append(dst, word...)
			dst = append(dst, " "...)
			return append(dst, fillers[r.IntN(len(fillers))]...)
		default:
			return append(dst, word...)
		}
	}
	at := len(dst)
	own := int(mix(uint64(m.Voice), hashString(word)) % uint64(len(swap)))
	if r.IntN(3) == 0 {
		own = r.IntN(len(swap))
	}
	dst = append(dst, swap[own]...)
	if word[0] < 'a' {
		dst = capitalise(dst, at)
	}
	return dst
}

var fillers = [...]string{"basically", "in short", "so to say", "roughly", "as such", "mainly", "of sorts", "overall", "in the end", "perhaps"}

// changeNumber keeps the number of digits and the first of them.
func changeNumber(dst []byte, r *rand.Rand, digits string) []byte {
	dst = append(dst, digits[0])
	for range digits[1:] {
		dst = append(dst, byte('0'+r.IntN(10)))
	}
	return dst
}

// Plain reports whether text can be taken into the range: valid, not blank, and
// no longer than limit bytes.
func Plain(text string, limit int) bool {
	return len(text) <= limit && strings.TrimSpace(text) != "" && strings.ToValidUTF8(text, "") == text
}
