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
	good   []field  // of a record of this kind, checked: most are like the one before
	kind   *ofKind
	raw    []byte
}

// field is a name, and its place among the cells, or -1.
type field struct {
	name []byte
	slot int
}

// Check checks that every reader of JSON reads a record, or another object, alike:
// no object in it has a field twice, names are in ASCII without capitals (Go takes
// "VALUE" for "value", and others do not), and integers are exact as float64.
func (r *Reader) Check(line []byte) error {
	_, err := r.read(line, nothing)
	return err
}

// nothing is the kind of records of which no field is wanted.
var nothing = newKind()

// read parses and checks a record and puts the fields that its kind wants into cells.
func (r *Reader) read(line []byte, k *ofKind) ([]cell, error) {
	if r.kind != k {
		r.kind, r.good = k, r.good[:0]
	}
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
	n := len(k.names)
	if cap(r.cells) < n {
		r.cells = make([]cell, n)
	}
	r.cells, r.names = r.cells[:n], r.names[:0]
	clear(r.cells)
	return r.cells, r.fields(o)
}

// fields checks an object and what is in it. Those of the record itself fill cells.
func (r *Reader) fields(o *fastjson.Object) (err error) {
	if o.Len() > mostFields {
		return fmt.Errorf("an object has more than %d fields", mostFields)
	}
	outer := len(r.names)
	o.Visit(func(name []byte, v *fastjson.Value) {
		if err != nil {
			return
		}
		at := len(r.names)
		if outer > 0 || at >= len(r.good) || !bytes.Equal(r.good[at].name, name) {
			if err = r.name(name, outer); err != nil {
				return
			}
		}
		r.names = append(r.names, name)
		if err = r.inside(v); err == nil && outer == 0 && r.good[at].slot >= 0 {
			err = r.set(&r.cells[r.good[at].slot], v)
		}
	})
	r.names = r.names[:outer]
	return err
}

// name checks a name behind those of its object. Of a record it is good then, and
// what was good behind it need not be.
func (r *Reader) name(name []byte, outer int) error {
	for _, seen := range r.names[outer:] {
		if bytes.Equal(seen, name) {
			return fmt.Errorf("it has the field %.40q twice", name)
		}
	}
	for _, c := range name {
		if c >= 'A' && c <= 'Z' || c >= 0x80 {
			return fmt.Errorf("its field %.40q is not in ASCII without capitals", name)
		}
	}
	if outer == 0 {
		f := field{bytes.Clone(name), -1}
		if slot, ok := r.kind.slots[string(name)]; ok {
			f.slot = slot
		}
		r.good = append(r.good[:len(r.names)], f)
	}
	return nil
}

// inside checks what is in a value.
func (r *Reader) inside(v *fastjson.Value) error {
	switch v.Type() {
	case fastjson.TypeObject:
		return r.fields(v.GetObject())
	case fastjson.TypeArray:
		for _, x := range v.GetArray() {
			if err := r.inside(x); err != nil {
				return err
			}
		}
	case fastjson.TypeNumber:
		if x, err := v.Float64(); err == nil && math.Abs(x) < exactBelow {
			return nil
		}
		if r.raw = v.MarshalTo(r.raw[:0]); !bytes.ContainsAny(r.raw, ".eE") {
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
