package exchange

import (
	"strings"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

// fastjson writes strings in Go's notation, which is not JSON's where control
// characters are in them, and reads its own values so too. What follows stands
// in for it.

// Text is a text as a value, valid until the arena's Reset.
func Text(a *fastjson.Arena, s string) *fastjson.Value {
	if strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == utf8.RuneError }) < 0 {
		return a.NewString(s)
	}
	v, err := fastjson.ParseBytes(AppendText(nil, s))
	if err != nil {
		return a.NewNull() // what AppendText writes is JSON
	}
	return v
}

// AppendJSON appends a value as JSON.
func AppendJSON(dst []byte, v *fastjson.Value) []byte {
	switch v.Type() {
	case fastjson.TypeString:
		return AppendText(dst, view(v.GetStringBytes()))
	case fastjson.TypeArray:
		list := v.GetArray()
		return appendList(dst, len(list), func(dst []byte, i int) []byte { return AppendJSON(dst, list[i]) })
	case fastjson.TypeObject:
		before := byte('{')
		v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
			dst = AppendJSON(append(AppendText(append(dst, before), view(key)), ':'), v)
			before = ','
		})
		if before == '{' {
			dst = append(dst, '{')
		}
		return append(dst, '}')
	}
	return v.MarshalTo(dst)
}

// AppendText appends s as a JSON string; what is no UTF-8 becomes U+FFFD.
func AppendText(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c < ' ' || c == 0x7f:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c < utf8.RuneSelf:
			dst = append(dst, c)
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
			continue
		}
		i++
	}
	return append(dst, '"')
}
