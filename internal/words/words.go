// Package words splits text into words without copying it.
package words

import (
	"unicode"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

// Kind says what a word is made of.
type Kind uint8

// The kinds of words.
const (
	Lower   Kind = iota // letters, the first not a capital
	Capital             // letters, the first a capital
	Number              // has a digit
	Single              // one rune of a script written without spaces
)

// Word is one word of a text: text[Start:End]. Hash is the same for all
// spellings that differ by case only.
type Word struct {
	Hash       uint64
	Start, End int32
	Kind       Kind
}

// Limit is how many bytes of a text are looked at; what follows is ignored.
const Limit = 64 << 10

// Scan appends the words of the first Limit bytes of text to dst: runs of
// letters, digits, marks and inner apostrophes; a rune of a script written
// without spaces (Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar) is a word of
// its own. Invalid UTF-8 separates words.
func Scan(dst []Word, text string) []Word {
	dst, _ = Survey(dst, text)
	return dst
}

// Survey is Scan that also says which marks occur in what it looked at.
func Survey(dst []Word, text string) ([]Word, Marks) {
	if len(text) > Limit {
		text = text[:Limit]
	}
	var marks Marks
	for i := 0; i < len(text); {
		if dst, marks, i = plain(dst, marks, text, i); i == len(text) {
			break
		}
		from := i
		dst, i = one(dst, text, i)
		marks |= marksIn(text[from:i])
	}
	return dst, marks &^ markInner
}

// one appends the word at i, if there is one, and says where to go on.
func one(dst []Word, text string, i int) ([]Word, int) {
	c := text[i]
	if c < utf8.RuneSelf && class[c] == 0 {
		return dst, i + 1
	}
	if c >= utf8.RuneSelf {
		r, n := utf8.DecodeRuneInString(text[i:])
		k := kindOf(r)
		if k&inWord == 0 {
			return dst, i + n
		}
		if k&spaceless != 0 {
			return append(dst, Word{xxh3.HashString(text[i : i+n]), int32(i), int32(i + n), Single}), i + n
		}
	}
	var lower [64]byte // the word so far in lower case, for its hash
	start, n, kind, first := i, 0, Lower, true
word:
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			k := class[c]
			switch {
			case k == 0 && (c != '\'' || i+1 >= len(text) || text[i+1] >= utf8.RuneSelf || class[text[i+1]] == 0):
				break word
			case k == digit:
				kind = Number
			case k == upper:
				if first {
					kind = Capital
				}
				c |= 0x20
			}
			if n < len(lower) {
				lower[n] = c
				n++
			}
			i++
		} else {
			r, size := utf8.DecodeRuneInString(text[i:])
			k := kindOf(r)
			if k&inWord == 0 || k&spaceless != 0 {
				break word
			}
			if first && k&capital != 0 {
				kind = Capital
			} else if k&numeral != 0 {
				kind = Number
			}
			if k&changes != 0 {
				r = unicode.ToLower(r)
			}
			if n+utf8.RuneLen(r) <= len(lower) {
				n += utf8.EncodeRune(lower[n:], r)
			}
			i += size
		}
		first = false
	}
	return append(dst, Word{xxh3.Hash(lower[:n]), int32(start), int32(i), kind}), i
}

const (
	lowerLetter = 1
	upper       = 2
	digit       = 3
)

var class = func() (t [utf8.RuneSelf]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-0x20] = lowerLetter, upper
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = digit
	}
	return t
}()
