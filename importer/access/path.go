package access

import (
	"math"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"
)

// place is where in a record a value is: keys, each inside the one before.
type place []string

// paths are places of one thing, the best first.
type paths []place

func path(s string) place { return strings.Split(s, "/") }

// in reads places from words.
func in(words string) paths {
	var all paths
	for word := range strings.FieldsSeq(words) {
		all = append(all, path(word))
	}
	return all
}

// of is the value there, nil if there is none.
func (p place) of(o *fastjson.Object) *fastjson.Value {
	v := o.Get(p[0])
	if v == nil || len(p) == 1 {
		return v
	}
	return v.Get(p[1:]...)
}

// text is the first that says something, as text.
func (p paths) text(o *fastjson.Object) string {
	for _, place := range p {
		if s := text(place.of(o)); s != "" {
			return s
		}
	}
	return ""
}

// count is the first that is a whole number, 0 or more.
func (p paths) count(o *fastjson.Object) (int64, bool) {
	for _, place := range p {
		if n, ok := count(place.of(o)); ok {
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
