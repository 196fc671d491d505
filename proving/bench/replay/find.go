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
type tongue struct{ cues map[uint64]bool }

func newTongue() tongue {
	t := tongue{map[uint64]bool{}}
	for w := range cue.New().Words() {
		t.cues[w] = true
	}
	return t
}

// changes tells whether a word, in lower case, is one that replicas change:
// three of four, always the same ones, so that what was made from one template
// still is. The cues stay, so that what an answer is wanted for can be read.
func (t tongue) changes(word []byte) bool {
	h := xxh3.Hash(word)
	return h&3 != 0 && !t.cues[h]
}

// prose appends the places of what replicas change in a text, a JSON string:
// letters of words in lower case, of four letters and more in Latin script and
// three in Cyrillic, and of the runes that are words by themselves one in eight.
// Where there is none of them, the longest word or the first rune is changed.
//
// Nothing in an escape, an address or a path is touched.
func (t tongue) prose(dst *spots, line []byte, text stretch, base int) {
	before := len(dst.words) + len(dst.cyrillic) + len(dst.han)
	var longest stretch
	for i := text.from; i < text.to; {
		switch c := line[i]; {
		case c == '\\':
			i += 2
			if line[i-1] == 'u' {
				i += 4
			}
			continue
		case !plain(c):
			i++
			continue
		case han(line[i:text.to]):
			if h := xxh3.Hash(line[i : i+3]); h&7 == 0 {
				dst.han = append(dst.han, uint32(base+i))
			} else if longest.to == 0 {
				longest = stretch{i, i + 3}
			}
			i += 3
			continue
		}
		word, letters := stretch{i, i}, 0
		cyrillic := lowerCyrillic(line[i:text.to])
		for word.to < text.to && plain(line[word.to]) && !han(line[word.to:text.to]) {
			switch {
			case cyrillic && lowerCyrillic(line[word.to:text.to]):
				word.to += 2
			case !cyrillic && line[word.to] >= 'a' && line[word.to] <= 'z':
				word.to++
			default:
				letters = -1 << 20 // a name, a number, another script
				word.to++
				continue
			}
			letters++
		}
		i = word.to
		if letters < 2 || word.from > text.from && !opens(line[word.from-1]) || !closes(line, word.to, text.to) {
			continue
		}
		switch changes := t.changes(word.of(line)); {
		case changes && cyrillic && letters >= 3:
			dst.cyrillic = append(dst.cyrillic, uint32(base+word.from+2))
		case changes && !cyrillic && letters >= 4:
			dst.words = append(dst.words, uint32(base+word.from+1))
		case word.to-word.from > longest.to-longest.from:
			longest = word
		}
	}
	if len(dst.words)+len(dst.cyrillic)+len(dst.han) > before || longest.to == 0 {
		return
	}
	at := uint32(base + longest.from)
	switch rest := line[longest.from:longest.to]; {
	case han(rest):
		dst.han = append(dst.han, at)
	case lowerCyrillic(rest):
		dst.cyrillic = append(dst.cyrillic, at)
	default:
		dst.words = append(dst.words, at)
	}
}

// han tells whether a text begins with a rune of CJK Unified Ideographs.
func han(text []byte) bool {
	if len(text) < 3 || text[0] < 0xe4 || text[0] > 0xe9 {
		return false
	}
	r, _ := utf8.DecodeRune(text)
	return r >= 0x4e00 && r <= 0x9fff
}

// lowerCyrillic tells whether a text begins with one of а to я.
func lowerCyrillic(text []byte) bool {
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
