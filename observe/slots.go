package observe

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stillhunt/stillhunt/internal/words"
)

// slot says what fills a word's place in a prompt: the author's own wording,
// or something that a template would fill in.
type slot uint8

const (
	slotNone   slot = iota
	slotNumber      // has a digit
	slotQuote       // inside quotation marks
	slotCode        // inside backticks or a code fence
	slotLink        // part of a URL, an e-mail address or a file path
	slotName        // a capitalised word in mid-sentence
	slotToken       // too long for a word: a key, an encoded value
)

const (
	slotMark  = -1  // in a shape: one or more slots
	tokenSize = 32  // bytes of an ASCII word that is no word any more
	aside     = 300 // bytes that single quotation marks may span
)

// fillSlots appends the slot of every word of text to dst. It walks the words
// and looks closer only at the gaps between them, so its cost grows with words,
// not with bytes.
func fillSlots(dst []slot, text string, ws []words.Word) []slot {
	var (
		cased    = !shouted(text, ws) // a capital says something
		sentence = true               // the next word starts one
		from     int                  // where the gap before the next word starts
		until    int                  // words that start before it belong to a span
		kind     slot                 // of that span
		tokens   int                  // no token that starts before it needs a look
		q        = quotes{text: text}
	)
	dst = slices.Grow(dst, len(ws))
	for i := range ws {
		w := &ws[i]
		start, end := int(w.Start), int(w.End)
		if w.Kind == words.Lower && start == from+1 && text[from] == ' ' && end < len(text) && text[end] == ' ' && end-start < tokenSize && start >= until {
			dst = append(dst, slotNone) // as most words are
			sentence = false
			from = end
			continue
		}
		if start >= until && !(start == from+1 && text[from] == ' ') {
			for i := from; i < start; {
				switch c := text[i]; {
				case c == '.' || c == '!' || c == '?' || c == '\n':
					sentence = true
					i++
				case c == '"' || c == '\'' || c == '`' || c >= utf8.RuneSelf:
					i, kind = q.span(i, start)
					until = i
				default:
					i++
				}
			}
		}
		if start >= until && start >= tokens && !spaced(text, start, end) && joined(text, start, end) {
			until, tokens = link(text, from, start, end)
			kind = slotLink
		}
		s := slotNone
		switch {
		case start < until:
			s = kind
		case w.Kind == words.Number:
			s = slotNumber
		case w.Kind == words.Capital && cased && !sentence && !pronoun(text[start:end]):
			s = slotName
		case end-start >= tokenSize && text[start] < utf8.RuneSelf:
			s = slotToken
		}
		dst = append(dst, s)
		sentence = false
		from = max(end, until)
	}
	return dst
}

// spaced reports whether a word stands between spaces, as most do.
func spaced(text string, start, end int) bool {
	return end < len(text) && text[end] == ' ' && start > 0 && text[start-1] == ' '
}

// appendShape appends the skeleton's form to dst: the places of the words that
// are no slots, and one slotMark for each run of slots.
func appendShape(dst []int32, slots []slot) []int32 {
	n := len(dst)
	dst = slices.Grow(dst, len(slots))[:n+len(slots)]
	open := slotNone // of the slot before
	for i, s := range slots {
		dst[n] = int32(i)
		if s != slotNone {
			dst[n] = slotMark
		}
		if s == slotNone || open == slotNone {
			n++
		}
		open = s
	}
	return dst[:n]
}

// shouted reports whether most words are in capitals throughout, so that a
// capital tells no name.
func shouted(text string, ws []words.Word) bool {
	loud, all := 0, 0
	for i := range ws {
		w := &ws[i]
		if w.Kind == words.Number || w.Kind == words.Single || w.End-w.Start < 2 {
			continue
		}
		all++
		if w.Kind != words.Capital {
			continue
		}
		if a, b := text[w.Start], text[w.Start+1]; a < utf8.RuneSelf && b < utf8.RuneSelf {
			if b >= 'A' && b <= 'Z' {
				loud++
			}
			continue
		}
		_, n := utf8.DecodeRuneInString(text[w.Start:])
		if r, _ := utf8.DecodeRuneInString(text[int(w.Start)+n : w.End]); unicode.IsUpper(r) {
			loud++
		}
	}
	return 2*loud > all
}

// pronoun reports whether a capitalised word is the English I, alone or with
// an apostrophe: I'm, I've.
func pronoun(word string) bool {
	return word[0] == 'I' && (len(word) == 1 || word[1] == '\'')
}

// quotes finds where quoted spans and code end. It remembers the marks that
// are closed nowhere in the rest, so that each is searched for only once.
type quotes struct {
	text   string
	unpair uint32
}

// span returns where the scan goes on after the rune at i, which lies in the
// gap before the word at next: behind the closing mark if the rune opens a
// quotation or code, behind the rune otherwise.
func (q *quotes) span(i, next int) (int, slot) {
	rest := q.text[i:]
	switch rest[0] {
	case '`':
		run := len(rest) - len(strings.TrimLeft(rest, "`"))
		if run >= 3 {
			if end := q.close(i+run, "```", 0); end > 0 {
				return end, slotCode
			}
			return len(q.text), slotCode // a fence left open reaches the end
		}
		if end := q.close(i+run, "``"[:run], run); end > 0 {
			return end, slotCode
		}
		return i + run, slotNone
	case '"':
		if strings.HasPrefix(rest, `"""`) {
			if end := q.close(i+3, `"""`, 3); end > 0 {
				return end, slotQuote
			}
			return i + 3, slotNone
		}
		if i > 0 && wordByte(q.text[i-1]) { // an inch, a stray closing mark
			return i + 1, slotNone
		}
		if end := q.close(i+1, `"`, 4); end > 0 {
			return end, slotQuote
		}
		return i + 1, slotNone
	case '\'':
		if i+1 == next && (i == 0 || !wordByte(q.text[i-1])) {
			if end := q.aside(i + 1); end > 0 {
				return end, slotQuote
			}
		}
		return i + 1, slotNone
	}
	r, n := utf8.DecodeRuneInString(rest)
	closing, mark := "", 0
	switch r {
	case '“':
		closing, mark = "”", 5
	case '„':
		closing, mark = "“", 6
	case '«':
		closing, mark = "»", 7
	case '「':
		closing, mark = "」", 8
	case '『':
		closing, mark = "』", 9
	case '《':
		closing, mark = "》", 10
	default:
		return i + n, slotNone
	}
	if end := q.close(i+n, closing, mark); end > 0 {
		return end, slotQuote
	}
	return i + n, slotNone
}

// close returns the place behind the next closing mark, or 0 if there is none.
func (q *quotes) close(from int, closing string, mark int) int {
	if q.unpair>>mark&1 == 1 {
		return 0
	}
	i := strings.Index(q.text[from:], closing)
	if i < 0 {
		q.unpair |= 1 << mark
		return 0
	}
	return from + i + len(closing)
}

// aside returns the place behind the single quotation mark that closes a short
// span in one line, or 0. A mark before a letter is an apostrophe.
func (q *quotes) aside(from int) int {
	text := q.text[:min(len(q.text), from+aside)]
	for i := from; i < len(text) && text[i] != '\n'; i++ {
		if text[i] == '\'' && (i+1 == len(q.text) || !wordByte(q.text[i+1])) {
			return i + 1
		}
	}
	return 0
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
