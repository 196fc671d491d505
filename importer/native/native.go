// Package native is Stillhunt's own format: JSON Lines with the record's flat
// keys, one exchange an object.
package native

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// Name is what --format calls it.
const Name = "native"

// Sniff says how much first, some whole lines, looks like the native format,
// from 0 to 100: the score of its best line.
func Sniff(first []byte) int { return body.Best(first, score) }

// score is 100 with both keys that are needed, 60 with one of them and another
// key of the record (a bad line of a native log), and at most 40 without.
func score(o *fastjson.Object) int {
	var keys exchange.Fields
	o.Visit(func(key []byte, _ *fastjson.Value) { keys |= exchange.Lookup(string(key)) })
	known, needed := len(keys.Names()), len((keys & (exchange.FieldTime | exchange.FieldAccount)).Names())
	switch {
	case needed == 2 && (known > 2 || o.Len() == 2):
		return 100
	case needed == 2: // so have lines of other formats, with what they are in keys of their own
		return 60
	case needed == 1 && known > 1:
		return 60
	}
	return min(40, 10*known)
}

// NewDecoder makes a decoder of the format.
func NewDecoder() *exchange.Decoder { return exchange.NewDecoder() }
