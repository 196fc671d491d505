// Package table turns tables, CSV and Parquet, into JSON Lines: a row is an
// object whose keys are the names of the columns.
package table

import (
	"unicode/utf8"

	"github.com/stillhunt/stillhunt/exchange"
)

const (
	maxColumns = 1000 // of a table
	maxName    = 256  // bytes of a column's name: every row repeats it
	keptMemory = 1 << 20
)

// appendText appends s as a JSON string. What is longer than a line may be is
// cut behind that length: the line is rejected for it.
func appendText[T string | []byte](dst []byte, s T) []byte {
	const hex = "0123456789abcdef"
	s = s[:min(len(s), exchange.MaxLine+1)]
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	dst = append(dst, s[from:]...)
	return append(dst, '"')
}

// appendKey appends a column's name as the key of an object; false if it cannot
// be one.
func appendKey(dst []byte, name string) ([]byte, bool) {
	if len(name) > maxName || !utf8.ValidString(name) {
		return dst, false
	}
	return append(appendText(dst, name), ':'), true
}
