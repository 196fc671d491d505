package claim

import (
	"hash/maphash"
	"strconv"
)

// What a cell holds.
const (
	absent = iota // no such field, or null
	text
	number
	yesno
	other // an object or a list: equal to nothing, and no value of a field
)

// cell is one field of a record.
type cell struct {
	is    uint8
	exact bool // a number written without a fraction or exponent
	yes   bool
	n     int64 // if exact
	x     float64
	text  string
}

func numeral(x float64) cell {
	c := cell{is: number, x: x, exact: whole(x)}
	if c.exact {
		c.n = int64(x)
	}
	return c
}

// equal is how conditions compare.
func (c *cell) equal(o *cell) bool {
	if c.is != o.is {
		return false
	}
	switch c.is {
	case text:
		return c.text == o.text
	case number:
		return c.x == o.x
	case yesno:
		return c.yes == o.yes
	}
	return c.is == absent
}

// seeds of the hashes of different values: of texts, and of all else. No sealer
// knows them, so none can make two values that count as one.
var ofTexts, ofOthers = maphash.MakeSeed(), maphash.MakeSeed()

// hash is a number that different values do not share: of sixteen hexadecimal
// digits, which keyed values are, the number that they say.
func (c *cell) hash() uint64 {
	switch c.is {
	case text:
		if v, ok := keyed(c.text); ok {
			return v
		}
		return maphash.String(ofTexts, c.text)
	case number:
		return maphash.String(ofOthers, strconv.FormatFloat(c.x+0, 'g', -1, 64)) // -0 is 0
	}
	return maphash.String(ofOthers, strconv.FormatBool(c.yes))
}

// keyed reads sixteen hexadecimal digits in small letters.
func keyed(s string) (v uint64, ok bool) {
	if len(s) != 16 {
		return 0, false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			v = v<<4 | uint64(c-'0')
		case c >= 'a' && c <= 'f':
			v = v<<4 | uint64(c-'a'+10)
		default:
			return 0, false
		}
	}
	return v, true
}
