package grammar

import (
	"math/rand/v2"
	"unicode/utf8"
)

// Manner is how somebody writes, whatever he writes about.
type Manner struct {
	Voice Voice
	Lower bool    // never uses capitals
	Bare  bool    // leaves out the last full stop
	Typos float64 // chance of a slip in a word
	Chat  float64 // chance of an opener, and of a closing phrase
	Lines bool    // breaks long messages into paragraphs
}

// Message appends one message of about size bytes (runes count double in
// scripts without spaces) to dst: an opener, a question, then what somebody
// tells about it until the size is reached. A follow-up starts from what was
// said before.
func (g *Grammar) Message(dst []byte, r *rand.Rand, m Manner, topic *Section, size int, followUp bool) []byte {
	start := len(dst)
	switch {
	case followUp && size < 160:
		dst = g.Expand(dst, r, m.Voice, topic, "follow")
	case size < 45:
		dst = g.tell(dst, r, m.Voice, topic, "short", .85)
	default:
		dst = g.long(dst, r, m, topic, size, followUp)
	}
	return m.finish(dst, start, r)
}

func (g *Grammar) long(dst []byte, r *rand.Rand, m Manner, topic *Section, size int, followUp bool) []byte {
	start := len(dst)
	if r.Float64() < m.Chat {
		dst = g.Expand(dst, r, m.Voice, topic, "hello")
		dst = append(dst, opening[r.IntN(len(opening))]...)
	}
	question, usual := "ask", .82
	if followUp {
		question, usual = "follow", .2
	}
	// The question comes first, in the middle or last.
	place, asked, n := r.IntN(3), false, 0
	for n = 0; len(dst)-start < size; n++ {
		if n > 0 {
			dst = m.gap(dst, r, n)
		}
		at := len(dst)
		dst = g.soften(dst, r, m, topic)
		if !asked && (place == 0 || place == 1 && 2*(len(dst)-start) > size) {
			dst, asked = g.tell(dst, r, m.Voice, topic, question, usual), true
		} else {
			dst = g.tell(dst, r, m.Voice, topic, "detail", .95)
			dst = append(dst, stops[r.IntN(len(stops))]...)
		}
		dst = capitalise(dst, at)
	}
	if !asked {
		if n > 0 {
			dst = m.gap(dst, r, n)
		}
		at := len(dst)
		dst = g.soften(dst, r, m, topic)
		dst = capitalise(g.tell(dst, r, m.Voice, topic, question, usual), at)
	}
	if r.Float64() < m.Chat {
		dst = m.gap(dst, r, 1)
		dst = g.Expand(dst, r, m.Voice, topic, "close")
	}
	return dst
}

// tell appends a sentence of a rule: with chance habit one of a few that this
// voice has for the topic, in the same words as before (his oven, his flat, what
// he never manages), else a new one. This is what makes two conversations of one
// person more alike than two of different people.
func (g *Grammar) tell(dst []byte, r *rand.Rand, v Voice, topic *Section, rule string, habit float64) []byte {
	if v == 0 || r.Float64() >= habit {
		return g.Expand(dst, r, v, topic, rule)
	}
	u := r.Float64()
	k := uint64(u * u * u * matters)
	own := rand.New(rand.NewPCG(mix(uint64(v), hashString(topic.Name)), k))
	return g.Expand(dst, own, v, topic, rule)
}

// matters is how many such sentences somebody has for a rule and topic.
const matters = 3

// soften starts a third of the sentences with a phrase that says little, as
// people do, so that two of them rarely begin alike.
func (g *Grammar) soften(dst []byte, r *rand.Rand, m Manner, topic *Section) []byte {
	if r.IntN(3) > 0 {
		return dst
	}
	start := len(dst)
	if dst = g.Expand(dst, r, m.Voice, topic, "soft"); len(dst) > start {
		dst = append(dst, ", "[r.IntN(2):]...)
	}
	return dst
}

func (m Manner) gap(dst []byte, r *rand.Rand, n int) []byte {
	if m.Lines && n%3 == 2 {
		return append(dst, "\n\n"...)
	}
	if r.IntN(40) == 0 {
		return append(dst, '\n')
	}
	return append(dst, ' ')
}

// The tables below are never written to.
var (
	opening = [...]string{", ", " - ", "! ", "... ", ". ", "\n"}
	stops   = [...]string{".", ".", ".", "!", "...", ","}
)

// finish lets the manner work on dst[start:]: slips of the finger, capitals,
// the last full stop.
func (m Manner) finish(dst []byte, start int, r *rand.Rand) []byte {
	text := dst[start:]
	if m.Lower {
		for i, c := range text {
			if 'A' <= c && c <= 'Z' {
				text[i] = c | 0x20
			}
		}
	}
	if m.Typos > 0 {
		for i := 1; i+2 < len(text); i++ {
			// The chance is one of a word; words have about six bytes.
			if letter(text[i]) && letter(text[i+1]) && r.Float64() < m.Typos/6 {
				text[i], text[i+1] = text[i+1], text[i]
			}
		}
	}
	if n := len(dst); m.Bare && n > start && (dst[n-1] == '.' || dst[n-1] == ',') {
		dst = dst[:n-1]
	}
	return dst
}

// Answer appends what a model says: sentences until size bytes are reached.
func (g *Grammar) Answer(dst []byte, r *rand.Rand, topic *Section, size int) []byte {
	start := len(dst)
	dst = g.Expand(dst, r, 0, topic, "answer")
	for len(dst)-start < size {
		at := len(dst)
		dst = append(dst, ' ')
		dst = g.Expand(dst, r, 0, topic, "more")
		if len(dst) == at+1 {
			break
		}
	}
	return dst
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// Clip shortens text to at most n bytes without cutting a rune.
func Clip(text []byte, n int) []byte {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
