package replay

import (
	"bytes"
	"unicode/utf8"

	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/observe/cue"
)

// stretch is a part of a line.
type stretch struct{ from, to int }

func (s stretch) of(line []byte) []byte { return line[s.from:s.to] }

// value finds the string that a key of a line has. A text that looks like a key
// has its quotation marks escaped, so it is not mistaken for one.
func value(line []byte, key string) (stretch, bool) {
	s, ok := next(line, 0, `"`+key+`":"`)
	return s, ok && s.from < s.to
}

// next finds the string that follows what opens it.
func next(line []byte, from int, opens string) (stretch, bool) {
	i := bytes.Index(line[from:], []byte(opens))
	if i < 0 {
		return stretch{}, false
	}
	s := stretch{from: from + i + len(opens)}
	for s.to = s.from; s.to < len(line) && line[s.to] != '"'; s.to++ {
		if line[s.to] == '\\' {
			s.to++
		}
	}
	return s, s.to < len(line)
}

// list finds the strings of an array of them.
func list(line []byte, key string) []stretch {
	s, ok := next(line, 0, `"`+key+`":["`)
	var all []stretch
	for ok {
		all = append(all, s)
		if !bytes.HasPrefix(line[s.to:], []byte(`","`)) {
			break
		}
		s, ok = next(line, s.to, `,"`)
	}
	return all
}

// tongue knows which words replicas change.
type tongue struct {
	cues  map[uint64]bool
	words []word // of the text that is being read
}

// word is a word of a text that could be changed.
type word struct {
	stretch
	script  script
	letters int
	changes bool
}

type script uint8

const (
	latin script = iota
	cyrillic
	han
)

func newTongue() *tongue {
	t := &tongue{cues: map[uint64]bool{}}
	for w := range cue.New().Words() {
		t.cues[w] = true
	}
	return t
}

// changes tells whether a word is one that replicas change: three of four that are
// not too short, always the same ones, so that what was made from one template
// still is. The cues stay, so that what an answer is wanted for can be read.
func (t *tongue) changes(line []byte, w word) bool {
	h := xxh3.Hash(w.of(line))
	return h&3 != 0 && !t.cues[h] && w.letters >= [...]int{latin: 4, cyrillic: 3, han: 1}[w.script]
}

// prose appends the places of what replicas change in a text, a JSON string: two
// letters of words in lower case, and the runes that are words by themselves.
// Of the words at either end, which alone can be what prompts are known by, one
// is changed in any case. Nothing in an escape, an address or a path is touched.
func (t *tongue) prose(dst *spots, line []byte, text stretch, base int) {
	t.words = t.words[:0]
	for i := text.from; i < text.to; {
		switch {
		case line[i] == '\\':
			i += 2
			if line[i-1] == 'u' {
				i += 4
			}
		case !plain(line[i]):
			i++
		default:
			w := scan(line[:text.to], i)
			i = w.to
			if w.letters > 1 && (w.from == text.from || opens(line[w.from-1])) && closes(line, w.to, text.to) || w.script == han {
				w.changes = t.changes(line, w)
				t.words = append(t.words, w)
			}
		}
	}
	n := len(t.words)
	one(t.words[:min(n, endWords)])
	one(t.words[n-min(n, endWords):])
	for _, w := range t.words {
		switch at := uint32(base + w.from); {
		case !w.changes:
		case w.script == han:
			dst.han = append(dst.han, at)
		case w.script == cyrillic:
			dst.cyrillic = append(dst.cyrillic, at)
		case w.letters > 2:
			dst.words = append(dst.words, at+1)
		default:
			dst.words = append(dst.words, at)
		}
	}
}

// endWords is how many words at an end have one that is changed.
const endWords = 6

// one makes sure that one of the words is changed: else the longest, the first of
// them.
func one(words []word) {
	longest := 0
	for i, w := range words {
		if w.changes {
			return
		}
		if w.letters > words[longest].letters {
			longest = i
		}
	}
	if len(words) > 0 {
		words[longest].changes = true
	}
}

// scan reads the word that begins at a place; a name, a number and what is in
// another script have no letters.
func scan(line []byte, at int) word {
	w := word{stretch: stretch{at, at}}
	switch {
	case isHan(line[at:]):
		return word{stretch{at, at + 3}, han, 1, false}
	case isCyrillic(line[at:]):
		w.script = cyrillic
	}
	foreign := false
	for w.to < len(line) && plain(line[w.to]) && !isHan(line[w.to:]) {
		switch {
		case w.script == cyrillic && isCyrillic(line[w.to:]):
			w.to += 2
			w.letters++
		case w.script == latin && line[w.to] >= 'a' && line[w.to] <= 'z':
			w.to++
			w.letters++
		default:
			w.to++
			foreign = true
		}
	}
	if foreign {
		w.letters = 0
	}
	return w
}

// isHan tells whether a text begins with a rune of CJK Unified Ideographs.
func isHan(text []byte) bool {
	if len(text) < 3 || text[0] < 0xe4 || text[0] > 0xe9 {
		return false
	}
	r, _ := utf8.DecodeRune(text)
	return r >= 0x4e00 && r <= 0x9fff
}

// isCyrillic tells whether a text begins with one of а to я.
func isCyrillic(text []byte) bool {
	return len(text) >= 2 && (text[0] == 0xd0 && text[1] >= 0xb0 && text[1] <= 0xbf || text[0] == 0xd1 && text[1] >= 0x80 && text[1] <= 0x8f)
}

// plain tells what words and names are made of.
func plain(c byte) bool {
	return c >= utf8.RuneSelf || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '\'' || c == '_'
}

// opens tells whether a word may begin behind a byte: a space, or the end of an
// escape, which is the only letter that a word does not begin with.
func opens(before byte) bool {
	switch before {
	case ' ', '(', 'n', 't':
		return true
	}
	return false
}

// closes tells whether a word may end before what follows it.
func closes(line []byte, at, end int) bool {
	if at == end {
		return true
	}
	switch line[at] {
	case ' ', ',', '!', '?', ';', ')', '\\':
		return true
	case '.', ':':
		return at+1 == end || line[at+1] == ' ' || line[at+1] == '\\' || line[at+1] == line[at]
	}
	return false
}
