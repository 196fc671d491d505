package words

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// What a rune is, a bit each.
const (
	inWord    = 1 << iota // a letter, a mark or a digit
	numeral               // a digit
	capital               // a capital letter
	spaceless             // of a script that is written without spaces
	changes               // has another form in lower case
)

// runes holds kindOf for the runes that have 16 bits: the tables of Unicode are
// searched once, by the first text that leaves ASCII.
var runes = sync.OnceValue(func() *[1 << 16]uint8 {
	t := new([1 << 16]uint8)
	for r := range rune(len(t)) {
		t[r] = lookUp(r)
	}
	return t
})

func kindOf(r rune) uint8 {
	if r < 1<<16 {
		return runes()[r]
	}
	return lookUp(r)
}

func lookUp(r rune) (k uint8) {
	if r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r)) {
		k |= inWord
	}
	if unicode.IsDigit(r) {
		k |= inWord | numeral
	}
	if unicode.IsUpper(r) {
		k |= capital
	}
	if r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
		k |= spaceless
	}
	if unicode.ToLower(r) != r {
		k |= changes
	}
	return k
}
