package claim

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
	"unsafe"

	"github.com/valyala/fastjson"
)

// mostFields bounds the fields of an object, each of which is compared with all.
const mostFields = 200

// Reader takes the fields of records apart. It belongs to one goroutine; what it
// read is good until it reads again.
type Reader struct {
	parser fastjson.Parser
	cells  []cell
	names  [][]byte // of the objects that are being read, the innermost last
	raw    []byte
}

// Check checks that every reader of JSON reads a record, or another object, alike:
// no object in it has a field twice, names are in ASCII without capitals (Go takes
// "VALUE" for "value", and others do not), and integers are exact as float64.
func (r *Reader) Check(line []byte) error {
	_, err := r.read(line, nil, 0)
	return err
}

// read parses and checks a record and puts the named fields into cells.
func (r *Reader) read(line []byte, slots map[string]int, n int) ([]cell, error) {
	if !utf8.Valid(line) {
		return nil, fmt.Errorf("it is not in UTF-8")
	}
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
	r.cells, r.names = r.cells[:n], r.names[:0]
	clear(r.cells)
	err = r.fields(o, func(name []byte, v *fastjson.Value) error {
		if slot, ok := slots[string(name)]; ok {
			return r.set(&r.cells[slot], v)
		}
		return nil
	})
	return r.cells, err
}

// fields checks an object and what is in it, and visits its own fields.
func (r *Reader) fields(o *fastjson.Object, visit func(name []byte, v *fastjson.Value) error) (err error) {
	if o.Len() > mostFields {
		return fmt.Errorf("an object has more than %d fields", mostFields)
	}
	outer := len(r.names)
	o.Visit(func(name []byte, v *fastjson.Value) {
		if err != nil {
			return
		}
		for _, seen := range r.names[outer:] {
			if bytes.Equal(seen, name) {
				err = fmt.Errorf("it has the field %.40q twice", name)
			}
		}
		for _, c := range name {
			if c >= 'A' && c <= 'Z' || c >= 0x80 {
				err = fmt.Errorf("its field %.40q is not in ASCII without capitals", name)
			}
		}
		r.names = append(r.names, name)
		if err == nil {
			err = r.inside(v)
		}
		if err == nil && visit != nil {
			err = visit(name, v)
		}
	})
	r.names = r.names[:outer]
	return err
}

// inside checks what is in a value.
func (r *Reader) inside(v *fastjson.Value) error {
	switch v.Type() {
	case fastjson.TypeObject:
		return r.fields(v.GetObject(), nil)
	case fastjson.TypeArray:
		for _, x := range v.GetArray() {
			if err := r.inside(x); err != nil {
				return err
			}
		}
	case fastjson.TypeNumber:
		r.raw = v.MarshalTo(r.raw[:0])
		if len(r.raw) < 16 || bytes.ContainsAny(r.raw, ".eE") { // of fifteen digits, or no integer
			return nil
		}
		if n, err := strconv.ParseInt(string(r.raw), 10, 64); err != nil || n <= -exactBelow || n >= exactBelow {
			return fmt.Errorf("the integer %.40s is not below 2^53", r.raw)
		}
	}
	return nil
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
	case fastjson.TypeObject, fastjson.TypeArray:
		c.is = other
	}
	return nil
}
