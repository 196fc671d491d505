package claim

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
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
	kind   *ofKind
	known  []field // different ones of its records, in their order: most records have some of these in this order
	next   int     // of known, that the record may go on with
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
		r.kind, r.known = k, r.known[:0]
	}
	if !simple(line) && !(utf8.Valid(line) && json.Valid(line)) {
		return nil, fmt.Errorf("it is no JSON in UTF-8")
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
	r.cells, r.names, r.next = r.cells[:n], r.names[:0], 0
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
		slot := -1
		if outer > 0 {
			err = check(name, r.names[outer:])
		} else {
			slot, err = r.own(name)
		}
		r.names = append(r.names, name)
		if err == nil {
			err = r.inside(v)
		}
		if err == nil && slot >= 0 {
			err = r.set(&r.cells[slot], v)
		}
	})
	r.names = r.names[:outer]
	return err
}

// own checks a name of the record itself, and gives its place among the cells. A
// known one behind those before need not be compared with them.
func (r *Reader) own(name []byte) (int, error) {
	for i := r.next; i < len(r.known); i++ {
		if bytes.Equal(r.known[i].name, name) {
			r.next = i + 1
			return r.known[i].slot, nil
		}
	}
	if err := check(name, r.names); err != nil {
		return -1, err
	}
	slot, ok := r.kind.slots[string(name)]
	if !ok {
		slot = -1
	}
	before := func(f field) bool { return bytes.Equal(f.name, name) }
	if len(r.known) < mostFields && !slices.ContainsFunc(r.known[:r.next], before) {
		r.known = slices.Insert(r.known, r.next, field{bytes.Clone(name), slot})
		r.next++
	}
	return slot, nil
}

// check checks a name that comes behind others of its object.
func check(name []byte, others [][]byte) error {
	for _, other := range others {
		if bytes.Equal(other, name) {
			return fmt.Errorf("it has the field %.40q twice", name)
		}
	}
	for _, c := range name {
		if c >= 'A' && c <= 'Z' || c >= 0x80 {
			return fmt.Errorf("its field %.40q is not in ASCII without capitals", name)
		}
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
		r.raw = v.MarshalTo(r.raw[:0])
		return checkNumber(r.raw)
	}
	return nil
}

// checkNumber checks a number: the parser takes some that are none, such as 01 and .5.
func checkNumber(raw []byte) error {
	digits := true
	for _, c := range raw {
		digits = digits && c >= '0' && c <= '9'
	}
	switch {
	case digits && (len(raw) < 16 || len(raw) == 16 && raw[0] < '9') && (raw[0] != '0' || len(raw) == 1): // most are
		return nil
	case !json.Valid(raw):
		return fmt.Errorf("%.40q is no number", raw)
	case bytes.ContainsAny(raw, ".eE"):
		return nil
	}
	if n, err := strconv.ParseInt(string(raw), 10, 64); err != nil || n <= -exactBelow || n >= exactBelow {
		return fmt.Errorf("the integer %.40s is not below 2^53", raw)
	}
	return nil
}

// simple reports whether text is of ASCII without control characters and
// backslashes, eight bytes at a time: of such text the parser takes no string that
// is none.
func simple(text []byte) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; len(text) >= 8; text = text[8:] {
		x := binary.LittleEndian.Uint64(text)
		y := x ^ '\\'*ones // a zero byte, where x has a backslash
		if (x|(x-' '*ones)|(y-ones)&^y)&tops != 0 {
			return false
		}
	}
	for _, c := range text {
		if c < ' ' || c >= 0x80 || c == '\\' {
			return false
		}
	}
	return true
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
