package exchange

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// cursor walks along a line of JSON. Its methods report false where the line is
// not as they expect it; they expect less than JSON allows, and nothing that it
// does not.
type cursor struct {
	line  []byte
	at    int
	plain []byte // texts without their escapes; it never grows, so that they stay where they are
}

// next passes over white space and gives the byte that follows; 0 at the end.
func (c *cursor) next() byte {
	for ; c.at < len(c.line); c.at++ {
		if b := c.line[c.at]; b > ' ' || b != ' ' && b != '\t' && b != '\n' && b != '\r' {
			return b
		}
	}
	return 0
}

// take passes over a byte if it is the next one.
func (c *cursor) take(b byte) bool {
	if c.next() != b {
		return false
	}
	c.at++
	return true
}

// word passes over null, true or false.
func (c *cursor) word(w string) bool {
	if len(c.line)-c.at < len(w) || string(c.line[c.at:c.at+len(w)]) != w {
		return false
	}
	c.at += len(w)
	return true
}

// more goes on in an object or array: to the next member, or past its end.
func (c *cursor) more(end byte) (more, ok bool) {
	switch c.next() {
	case ',':
		c.at++
		return true, true
	case end:
		c.at++
		return false, true
	}
	return false, false
}

// empty passes over the end of an object or array that has nothing in it.
func (c *cursor) empty(end byte) bool { return c.take(end) }

// raw is a string as it is written.
type raw struct {
	text    []byte
	escaped bool
}

// raw reads a string up to its closing quotation mark.
func (c *cursor) raw() (r raw, ok bool) {
	if !c.take('"') {
		return r, false
	}
	start := c.at
	for {
		i, found := c.special(c.at)
		if !found {
			return r, false
		}
		if c.line[i] == '"' {
			r.text, c.at = c.line[start:i], i+1
			return r, true
		}
		r.escaped = true
		if c.at = i + 2; c.at > len(c.line) {
			return r, false
		}
	}
}

// special finds the next quotation mark or backslash: in the first bytes eight
// at a time, for most texts are short.
func (c *cursor) special(i int) (int, bool) {
	const each, high = 0x0101010101010101, 0x8080808080808080
	for range 6 {
		if i+8 > len(c.line) {
			break
		}
		v := binary.LittleEndian.Uint64(c.line[i:])
		q, s := v^('"'*each), v^('\\'*each)
		if m := ((q-each)&^q | (s-each)&^s) & high; m != 0 {
			return i + bits.TrailingZeros64(m)>>3, true // the lowest is one for certain
		}
		i += 8
	}
	n := bytes.IndexByte(c.line[i:], '"')
	if n < 0 {
		return 0, false
	}
	if s := bytes.IndexByte(c.line[i:i+n], '\\'); s >= 0 {
		n = s
	}
	return i + n, true
}

// text reads a string.
func (c *cursor) text() (string, bool) {
	r, ok := c.raw()
	if !ok {
		return "", false
	}
	return c.unescape(r)
}

// unescape gives the text of a string. It leaves surrogates and escapes that are
// none to those who have a way with them.
func (c *cursor) unescape(r raw) (string, bool) {
	if !r.escaped {
		return view(r.text), true
	}
	start, b := len(c.plain), r.text
	for {
		n := bytes.IndexByte(b, '\\')
		if n < 0 {
			break
		}
		c.plain = append(c.plain, b[:n]...)
		switch e := b[n+1]; e {
		case '"', '\\', '/':
			c.plain = append(c.plain, e)
		case 'n':
			c.plain = append(c.plain, '\n')
		case 't':
			c.plain = append(c.plain, '\t')
		case 'r':
			c.plain = append(c.plain, '\r')
		case 'b':
			c.plain = append(c.plain, '\b')
		case 'f':
			c.plain = append(c.plain, '\f')
		case 'u':
			if len(b) < n+6 {
				return "", false
			}
			x, err := strconv.ParseUint(view(b[n+2:n+6]), 16, 16)
			if err != nil || utf16.IsSurrogate(rune(x)) {
				return "", false
			}
			c.plain = utf8.AppendRune(c.plain, rune(x))
			n += 4
		default:
			return "", false
		}
		b = b[n+2:]
	}
	c.plain = append(c.plain, b...)
	return view(c.plain[start:]), true
}

// digits reads a number that is written with 1 to 10 digits, or −1.
func (c *cursor) digits() (n int64, ok bool) {
	if c.word("-1") {
		return -1, !c.number()
	}
	start := c.at
	for ; c.at < len(c.line) && c.line[c.at]-'0' <= 9; c.at++ {
		n = 10*n + int64(c.line[c.at]-'0')
		if c.at-start == 10 {
			return 0, false
		}
	}
	return n, c.at > start && !c.number()
}

// number reports whether the next byte goes on with a number.
func (c *cursor) number() bool {
	if c.at == len(c.line) {
		return false
	}
	b := c.line[c.at]
	return b-'0' <= 9 || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E'
}

// figure passes over a number.
func (c *cursor) figure() (string, bool) {
	start := c.at
	if c.at < len(c.line) && c.line[c.at] == '-' {
		c.at++
	}
	if c.at == len(c.line) || c.line[c.at]-'0' > 9 {
		return "", false
	}
	for c.number() {
		c.at++
	}
	return view(c.line[start:c.at]), true
}

// skip passes over a value of any kind.
func (c *cursor) skip(depth int) bool {
	const deep = 64
	switch c.next() {
	case '"':
		_, ok := c.raw()
		return ok
	case '{':
		c.at++
		if depth > deep || c.empty('}') {
			return depth <= deep
		}
		for more := true; more; {
			_, ok := c.raw()
			if !ok || !c.take(':') || !c.skip(depth+1) {
				return false
			}
			if more, ok = c.more('}'); !ok {
				return false
			}
		}
		return true
	case '[':
		_, ok := c.count(depth)
		return ok
	case 't':
		return c.word("true")
	case 'f':
		return c.word("false")
	case 'n':
		return c.word("null")
	}
	_, ok := c.figure()
	return ok
}

// count passes over an array and says how much is in it.
func (c *cursor) count(depth int) (n int, ok bool) {
	const deep = 64
	if depth > deep || !c.take('[') {
		return 0, false
	}
	if c.empty(']') {
		return 0, true
	}
	for more := true; more; n++ {
		if !c.skip(depth + 1) {
			return 0, false
		}
		if more, ok = c.more(']'); !ok {
			return 0, false
		}
	}
	return n, true
}
