package importer

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"slices"

	"github.com/stillhunt/stillhunt/importer/table"
)

// shape is how the records of a file are told apart.
type shape int

const (
	lines    shape = iota // one a line
	values                // JSON values over several lines, or in arrays
	csv                   // rows of a CSV table
	message               // the file is one protobuf message
	messages              // protobuf messages, each behind its length: four bytes, the highest first
)

// shapeOf tells the shape of a file by its first bytes.
func shapeOf(first []byte) shape {
	first = bytes.TrimPrefix(first, []byte("\xef\xbb\xbf"))
	switch text := bytes.TrimLeft(first, " \t\r\n"); {
	case len(first) > 6 && first[0] == 0 && first[4] == fieldOne && binary.BigEndian.Uint32(first) >= 2:
		return messages
	case len(first) > 2 && first[0] == fieldOne && isMessage(first):
		return message
	case len(text) > 0 && text[0] == '[':
		return values
	case len(text) > 0 && text[0] == '{':
		line, rest, _ := bytes.Cut(text, []byte{'\n'})
		line, rest = bytes.TrimSpace(line), bytes.TrimLeft(rest, " \t\r\n")
		if bytes.HasSuffix(line, []byte{'['}) || bytes.HasSuffix(line, []byte{'{'}) && bytes.HasPrefix(rest, []byte{'"'}) { // as a printer breaks lines
			return values
		}
	}
	if table.LooksLikeCSV(first) {
		return csv
	}
	return lines
}

// fieldOne opens a protobuf message whose field 1 is a message: every OTLP
// request does.
const fieldOne = 1<<3 | 2

// isMessage tells a protobuf message from text that begins with a line end: its
// first field holds a message whose own fields have numbers from 1 to 4, and it
// has bytes that no text has.
func isMessage(first []byte) bool {
	if !slices.ContainsFunc(first[:min(len(first), firstLook)], func(c byte) bool { return c < ' ' && c != '\n' && c != '\r' && c != '\t' }) {
		return false
	}
	_, n := binary.Uvarint(first[1:])
	if n <= 0 || len(first) <= 1+n {
		return false
	}
	tag := first[1+n]
	return tag&7 == 2 && tag>>3 >= 1 && tag>>3 <= 4
}

// flat gives the JSON values of r one a line: those of an array on the outside
// are values of their own. What is no JSON comes through as it is.
type flat struct {
	r     *bufio.Reader
	depth int  // of brackets inside the value
	array bool // the value is in an array on the outside
	text  bool // inside a string
	esc   bool // after a backslash
	any   bool // the value has begun
}

func newFlat(r io.Reader) io.Reader { return &flat{r: bufio.NewReaderSize(r, 64<<10)} }

func (f *flat) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		c, err := f.r.ReadByte()
		if err != nil {
			if n > 0 {
				return n, nil
			}
			return 0, err
		}
		if out, ok := f.step(c); ok {
			p[n] = out
			n++
		}
	}
	return n, nil
}

// step takes a byte, and tells the one to write for it.
func (f *flat) step(c byte) (byte, bool) {
	switch {
	case f.text:
		switch {
		case f.esc:
			f.esc = false
		case c == '\\':
			f.esc = true
		case c == '"':
			f.text = false
		}
		if c == '\n' || c == '\r' {
			c = ' '
		}
		return c, true
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		if f.depth > 0 {
			return ' ', true
		}
		if f.any { // a bare word ends here
			f.any = false
			return '\n', true
		}
		return 0, false
	case f.depth == 0 && !f.any && c == '[' && !f.array:
		f.array = true
		return 0, false
	case f.depth == 0 && f.array && (c == ',' || c == ']'):
		f.array = c == ','
		if f.any {
			f.any = false
			return '\n', true
		}
		return 0, false
	}
	f.any = true
	switch c {
	case '"':
		f.text = true
	case '{', '[':
		f.depth++
	case '}', ']':
		if f.depth > 0 {
			f.depth--
		}
	}
	return c, true
}
