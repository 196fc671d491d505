package access

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"
)

// place is where in a record a value is: under a key, and under others inside.
type place struct {
	first  int // of the record's own keys: its place in a record's found
	inside []string
}

// paths are places of one thing, the best first.
type paths []place

// known are the keys of records that are looked at, each with its number. It is
// complete once the tables of names.go are made.
var known = map[string]int{}

// path reads a place: keys with slashes between them.
func path(s string) place {
	keys := strings.Split(s, "/")
	n, ok := known[keys[0]]
	if !ok {
		n = len(known)
		known[keys[0]] = n
	}
	return place{n, keys[1:]}
}

// in reads places from words.
func in(words string) paths {
	var all paths
	for word := range strings.FieldsSeq(words) {
		all = append(all, path(word))
	}
	return all
}

// record is one line of a log.
type record struct {
	found []*fastjson.Value // by number in known
	heads []header          // values of keys that begin with http_
	see   func(key []byte, v *fastjson.Value)
}

// header is a request header by the name of its variable.
type header struct {
	name  string
	value *fastjson.Value
}

func newRecord() *record {
	r := &record{found: make([]*fastjson.Value, len(known))}
	r.see = func(key []byte, v *fastjson.Value) {
		if n, ok := known[string(key)]; ok && r.found[n] == nil {
			r.found[n] = v
		}
		if bytes.HasPrefix(key, []byte("http_")) {
			r.heads = append(r.heads, header{string(key[len("http_"):]), v})
		}
	}
	return r
}

// read takes what is looked at from a line.
func (r *record) read(o *fastjson.Object) {
	clear(r.found)
	r.heads = r.heads[:0]
	o.Visit(r.see)
}

// get is the value at p, nil if there is none.
func (r *record) get(p place) *fastjson.Value {
	v := r.found[p.first]
	if v == nil || len(p.inside) == 0 {
		return v
	}
	return v.Get(p.inside...)
}

// text is the first that says something, as text.
func (p paths) text(r *record) string {
	for _, place := range p {
		if s := text(r.get(place)); s != "" {
			return s
		}
	}
	return ""
}

// count is the first that is a whole number, 0 or more.
func (p paths) count(r *record) (int64, bool) {
	for _, place := range p {
		if n, ok := count(r.get(place)); ok {
			return n, true
		}
	}
	return 0, false
}

// text is what v says: a string, a number as it is written, or the first of an
// array, as repeated headers are. A dash says nothing.
func text(v *fastjson.Value) string {
	if v == nil {
		return ""
	}
	switch v.Type() {
	case fastjson.TypeString:
		s := strings.TrimSpace(string(v.GetStringBytes()))
		if s == "-" {
			return ""
		}
		return s
	case fastjson.TypeNumber:
		return string(v.MarshalTo(nil))
	case fastjson.TypeArray:
		if first := v.Get("0"); first != nil && first.Type() == fastjson.TypeString {
			return text(first)
		}
	}
	return ""
}

func count(v *fastjson.Value) (int64, bool) {
	f, ok := number(text(v))
	if !ok || f < 0 || f != math.Trunc(f) || f > math.MaxInt32 {
		return 0, false
	}
	return int64(f), true
}

// number reads a decimal number.
func number(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "0123456789+-.eE") != "" { // no hexadecimal, no NaN
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}
