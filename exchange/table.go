package exchange

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/internal/unpack"
)

// column is one column of a table that the operator hands over beside the
// traffic: account facts, releases, known accounts.
type column struct {
	name string
	kind kind // text, instant, number
	need bool
	from []string // the only values taken; nil is any
	says string
}

// table is such a file: JSON Lines or CSV, told by its content, plain or packed.
type table struct {
	path    string
	what    string // names the file in errors
	columns []column
	each    func(line int64, row []string) error // row[i] is columns[i], "" if absent; valid until the next call
	reject  func(*Rejection) error
}

// read calls each for every good row and reject for every bad one, in the
// file's order, until one of them fails.
func (t *table) read(ctx context.Context) error {
	f, err := os.Open(t.path)
	if err != nil {
		return fmt.Errorf("reading the %s file: %w", t.what, err)
	}
	defer f.Close()
	if err := t.readFrom(ctx, f); err != nil {
		var r *Rejection
		if errors.As(err, &r) {
			return fmt.Errorf("the %s file: %w", t.what, err)
		}
		return fmt.Errorf("reading the %s file %s: %w", t.what, t.path, err)
	}
	return nil
}

func (t *table) readFrom(ctx context.Context, r io.Reader) error {
	u, err := unpack.NewReader(r)
	if err != nil {
		return err
	}
	defer u.Close()
	in := bufio.NewReaderSize(&cancellable{ctx, u}, 64<<10)
	if bom, _ := in.Peek(3); bytes.Equal(bom, []byte("\xef\xbb\xbf")) {
		if _, err := in.Discard(3); err != nil {
			return err
		}
	}
	first, err := in.Peek(4096)
	if err != nil && err != io.EOF {
		return err
	}
	switch start := bytes.TrimLeft(first, " \t\r\n"); {
	case bytes.IndexByte(first, 0) >= 0:
		return errors.New("it is not text: write it as JSON Lines or CSV in UTF-8")
	case len(start) == 0 && err == io.EOF:
		return nil
	case len(start) > 0 && start[0] == '[':
		return errors.New("it is one JSON array: write one object a line")
	case len(start) == 0 || start[0] == '{':
		return t.lines(in)
	}
	return t.csv(in, first)
}

// cancellable stops reading when its context ends.
type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// lines reads JSON Lines.
func (t *table) lines(in *bufio.Reader) error {
	var (
		parser fastjson.Parser
		row    = make([]string, len(t.columns))
		long   []byte // the start of a line that is longer than the buffer
	)
	for n := int64(1); ; n++ {
		line, err := in.ReadSlice('\n')
		if err == bufio.ErrBufferFull {
			long, err = longLine(in, append(long[:0], line...))
			line = long
		}
		if err != nil && err != io.EOF {
			return err
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if r := t.object(&parser, line, row); r != nil {
				if err := t.refuse(n, r); err != nil {
					return err
				}
			} else if err := t.take(n, row); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

// longLine reads the rest of a line of which the start is known, and keeps at
// most a byte more than MaxLine of it.
func longLine(in *bufio.Reader, line []byte) ([]byte, error) {
	for {
		more, err := in.ReadSlice('\n')
		if len(line) <= MaxLine {
			line = append(line, more...)
		}
		if err != bufio.ErrBufferFull {
			return line, err
		}
	}
}

// object reads one line of JSON Lines into row.
func (t *table) object(parser *fastjson.Parser, line []byte, row []string) *Rejection {
	if len(line) > MaxLine {
		return &Rejection{Reason: "line longer than 16 MiB", Hint: "write one object a line"}
	}
	if !utf8.Valid(line) {
		return &Rejection{Reason: "invalid UTF-8", Hint: "write the file as UTF-8"}
	}
	v, err := parser.ParseBytes(line)
	if err != nil || v.Type() != fastjson.TypeObject {
		return &Rejection{Reason: "not a JSON object", Hint: "write one JSON object a line"}
	}
	for i, c := range t.columns {
		row[i] = ""
		cell := v.Get(c.name)
		if cell == nil || silent(cell) {
			continue
		}
		switch {
		case c.kind == number && cell.Type() == fastjson.TypeNumber:
			row[i] = cell.String()
		case c.kind == number:
			return &Rejection{Reason: c.name + " must be a number", Hint: "write it without quotes and unit"}
		case cell.Type() == fastjson.TypeString:
			row[i] = view(cell.GetStringBytes())
		default:
			return &Rejection{Reason: c.name + " must be a string", Hint: "write it in quotes"}
		}
	}
	return nil
}

// csv reads a CSV file whose first bytes are known.
func (t *table) csv(in io.Reader, first []byte) error {
	r := csv.NewReader(in)
	r.Comma = t.comma(first)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return err
	}
	width, place := len(head), make([]int, len(head))
	for i, name := range head {
		place[i] = slices.IndexFunc(t.columns, func(c column) bool { return c.name == strings.TrimSpace(name) })
	}
	for i, c := range t.columns {
		if c.need && !slices.Contains(place, i) {
			return fmt.Errorf("it is neither JSON Lines nor a CSV file with a column %s in its first line: columns are %s", c.name, t.names())
		}
	}
	row := make([]string, len(t.columns))
	for {
		record, err := r.Read()
		var bad *csv.ParseError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &bad):
			err = t.refuse(int64(bad.StartLine), &Rejection{Reason: "not valid CSV", Hint: "put a cell that holds a quote or a line break in quotes, and double its quotes"})
		case err != nil:
			return err
		case len(record) != width:
			line, _ := r.FieldPos(0)
			err = t.refuse(int64(line), &Rejection{Reason: fmt.Sprintf("%d cells under %d columns", len(record), width), Hint: "put a cell that holds the separator in quotes"})
		default:
			line, _ := r.FieldPos(0)
			clear(row)
			valid := true
			for i, cell := range record {
				valid = valid && utf8.ValidString(cell)
				if place[i] >= 0 {
					row[place[i]] = strings.TrimSpace(cell)
				}
			}
			if valid {
				err = t.take(int64(line), row)
			} else {
				err = t.refuse(int64(line), &Rejection{Reason: "invalid UTF-8", Hint: "write the file as UTF-8"})
			}
		}
		if err != nil {
			return err
		}
	}
}

// comma is the separator under which most columns are known.
func (t *table) comma(first []byte) rune {
	head, _, _ := strings.Cut(string(first), "\n")
	best, most := ',', 0
	for _, sep := range []rune{',', ';', '\t'} {
		n := 0
		for _, name := range strings.Split(head, string(sep)) {
			name = strings.Trim(name, "\" \r")
			if slices.ContainsFunc(t.columns, func(c column) bool { return c.name == name }) {
				n++
			}
		}
		if n > most {
			best, most = sep, n
		}
	}
	return best
}

// take checks what no form of file can, and hands the row on.
func (t *table) take(line int64, row []string) error {
	for i, c := range t.columns {
		switch {
		case row[i] == "" && c.need:
			return t.refuse(line, &Rejection{Reason: c.name + " is missing or empty", Hint: "every line of this file needs it"})
		case row[i] != "" && c.from != nil && !slices.Contains(c.from, row[i]):
			return t.refuse(line, &Rejection{Reason: c.name + " has a value that is not known", Hint: "known are " + strings.Join(c.from, ", ")})
		}
	}
	err := t.each(line, row)
	var r *Rejection
	if errors.As(err, &r) && r.File == "" {
		return t.refuse(line, r)
	}
	return err
}

func (t *table) refuse(line int64, r *Rejection) error {
	r.File, r.Line = t.path, line
	return t.reject(r)
}

func (t *table) names() string {
	var names []string
	for _, c := range t.columns {
		names = append(names, c.name)
	}
	return strings.Join(names, ", ")
}
