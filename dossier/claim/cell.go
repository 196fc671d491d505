package claim

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"unsafe"

	"github.com/valyala/fastjson"
	"github.com/zeebo/xxh3"
)

// What a cell holds.
const (
	absent = iota // no such field, or null
	text
	number
	yesno
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
	return true
}

// hash is a number that different values do not share: of sixteen hexadecimal
// digits, which keyed values are, the number that they say.
func (c *cell) hash() uint64 {
	switch c.is {
	case text:
		if v, ok := keyed(c.text); ok {
			return v
		}
		return xxh3.HashString(c.text)
	case number:
		return xxh3.HashString(strconv.FormatFloat(c.x, 'g', -1, 64))
	}
	return 0
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

// Reader takes the fields of records apart. It belongs to one goroutine; what it
// read is good until it reads again.
type Reader struct {
	parser fastjson.Parser
	cells  []cell
	keys   [][]byte
	raw    []byte
}

// read parses a record and puts the named fields into cells.
func (r *Reader) read(line []byte, slots map[string]int, n int) ([]cell, error) {
	v, err := r.parser.ParseBytes(line)
	if err != nil {
		return nil, fmt.Errorf("it is no JSON: %w", err)
	}
	o, err := v.Object()
	if err != nil {
		return nil, fmt.Errorf("it is no JSON object")
	}
	if cap(r.cells) < n {
		r.cells = make([]cell, n)
	}
	r.cells, r.keys = r.cells[:n], r.keys[:0]
	clear(r.cells)
	o.Visit(func(key []byte, v *fastjson.Value) {
		for _, seen := range r.keys {
			if err == nil && bytes.Equal(seen, key) {
				err = fmt.Errorf("it has the field %q twice", key)
			}
		}
		r.keys = append(r.keys, key)
		if slot, ok := slots[string(key)]; ok && err == nil {
			err = r.set(&r.cells[slot], v)
		}
	})
	return r.cells, err
}

// set fills a cell. Its text is the parser's, and not copied.
func (r *Reader) set(c *cell, v *fastjson.Value) error {
	switch v.Type() {
	case fastjson.TypeString:
		b, _ := v.StringBytes()
		c.is, c.text = text, unsafe.String(unsafe.SliceData(b), len(b))
	case fastjson.TypeNumber:
		if n, err := v.Int64(); err == nil {
			*c = cell{is: number, exact: true, n: n, x: float64(n)}
			return nil
		}
		r.raw = v.MarshalTo(r.raw[:0])
		x, err := strconv.ParseFloat(string(r.raw), 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%.40q is no number", r.raw)
		}
		*c = cell{is: number, x: x}
	case fastjson.TypeTrue, fastjson.TypeFalse:
		c.is, c.yes = yesno, v.Type() == fastjson.TypeTrue
	}
	return nil
}
