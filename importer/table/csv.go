package table

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/stillhunt/stillhunt/exchange"
)

// look is how far ahead the separator is looked for, in bytes.
const look = 64 << 10

// CSV turns a CSV table into JSON Lines: an object a row, whose keys are the
// names in the first row and whose values are strings; empty cells are left
// out. Cells are parted by commas, semicolons or tabs, whichever the first row
// has most of; quotes are RFC 4180's; a byte order mark is passed over.
//
// Line n of what is read is the row that begins in line n of the table, so that
// whatever is said of it later names the right line; lines that begin no row
// are empty.
//
// A row that is not taken (another number of cells than the first row, quotes
// out of order, more than exchange.MaxLine bytes) is given to reject, with file
// and line, from within Read. The reader's errors are r's, and that the first
// row cannot name the columns: there are more than 1,000, one has no name of at
// most 256 bytes, or two have one name. file is what errors call the table.
func CSV(r io.Reader, file string, reject func(*exchange.Rejection)) io.Reader {
	return &rows{scanner: scanner{r: bufio.NewReaderSize(r, look)}, file: file, reject: reject}
}

// rows is the reader that CSV gives.
type rows struct {
	scanner
	file   string
	reject func(*exchange.Rejection)
	keys   [][]byte // of the columns, as JSON with a colon; nil of one without a name
	line   int64    // of the table, where the row begins
	memory []byte
	out    []byte // what of memory was not given yet
	ends   int64  // line ends to give behind out
	err    error
}

// Read gives what comes next.
func (t *rows) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		switch {
		case len(t.out) > 0:
			m := copy(p[n:], t.out)
			t.out = t.out[m:]
			n += m
		case t.ends > 0:
			p[n] = '\n'
			t.ends--
			n++
		case t.err != nil && n > 0:
			return n, nil
		case t.err != nil:
			return 0, t.err
		case t.keys == nil:
			t.err = t.header()
		default:
			t.err = t.take()
		}
	}
	return n, nil
}

// advance reads a row, and its line ends are to be given.
func (t *rows) advance() error {
	t.line += t.scanner.lines
	if err := t.next(); err != nil {
		return err
	}
	t.ends = t.scanner.lines
	if t.cut {
		t.ends++
	}
	return nil
}

// header reads the names of the columns.
func (t *rows) header() error {
	if t.line == 0 {
		t.line = 1
		first, _ := t.r.Peek(look) // an error comes again when what is there was read
		if bytes.HasPrefix(first, []byte(bom)) {
			t.r.Discard(len(bom))
			first = first[len(bom):]
		}
		t.sep = separator(first)
	}
	if err := t.advance(); err != nil || t.blank {
		return err
	}
	switch {
	case t.size > exchange.MaxLine:
		return t.failure("the first row is longer than 16 MiB: a table begins with the names of its columns")
	case t.wrong:
		return t.failure("the quotes of the first row are not in order: a table begins with the names of its columns")
	case t.count > maxColumns:
		return t.failure("the first line has %d columns: at most %d are read, so leave out what is not needed", t.count, maxColumns)
	}
	t.keys = make([][]byte, t.count)
	seen := map[string]int{}
	for i := range t.keys {
		name := string(bytes.TrimSpace(t.cell(i)))
		if name == "" {
			continue
		}
		key, ok := appendKey(nil, name)
		if !ok {
			return t.failure("column %d has a name of more than %d bytes, or one that is not UTF-8: a table begins with the names of its columns", i+1, maxName)
		}
		if other, ok := seen[name]; ok {
			return t.failure("columns %d and %d have one name: rename one of them", other+1, i+1)
		}
		t.keys[i], seen[name] = key, i
	}
	return nil
}

func (t *rows) failure(format string, args ...any) error {
	return fmt.Errorf("%s:%d: "+format, append([]any{t.file, t.line}, args...)...)
}

// take reads a row and makes an object of it.
func (t *rows) take() error {
	if err := t.advance(); err != nil || t.blank {
		return err
	}
	switch {
	case t.size > exchange.MaxLine:
		t.reject(exchange.TooLong(t.file, t.line))
		return nil
	case t.wrong:
		t.refuse("the quotes of the row are not in order", "write a quote inside a quoted cell twice (RFC 4180)")
		return nil
	case t.count != len(t.keys):
		t.refuse(fmt.Sprintf("the row has %d cells and the first one %d", t.count, len(t.keys)), "quote cells that hold a separator or a line end (RFC 4180)")
		return nil
	}
	if cap(t.memory) > keptMemory {
		t.memory = nil
	}
	out := append(t.memory[:0], '{')
	for i, key := range t.keys {
		cell := t.cell(i)
		if len(cell) == 0 || key == nil {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, key...)
		out = appendText(out, cell)
		if len(out) > exchange.MaxLine {
			t.reject(exchange.TooLong(t.file, t.line))
			return nil
		}
	}
	t.memory = append(out, '}')
	t.out = t.memory
	return nil
}

func (t *rows) refuse(reason, hint string) {
	t.reject(&exchange.Rejection{File: t.file, Line: t.line, Reason: reason, Hint: hint})
}
