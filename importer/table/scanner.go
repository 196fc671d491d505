package table

import (
	"bufio"
	"bytes"
	"io"

	"github.com/stillhunt/stillhunt/exchange"
)

// scanner tells the cells of a CSV text apart, a row at a time, as RFC 4180
// has them. A quote inside a cell that does not begin with one is itself.
type scanner struct {
	r   *bufio.Reader
	sep byte

	// of the row read last
	buf   []byte // of its cells, one behind another
	ends  []int  // of each cell in buf; not of those after the thousandth
	count int    // cells
	size  int    // bytes
	lines int64  // line ends
	blank bool   // there is nothing in it
	wrong bool   // its quotes are not in order
	cut   bool   // the text ended before the line did
}

// state is where in a cell the scanner is.
type state uint8

const (
	begin  state = iota
	plain        // in a cell without quotes
	quoted       // in a cell with quotes
	closed       // behind a quote in such a cell: its end, or the first of two
)

// next reads one row. Errors: io.EOF, those of reading.
func (s *scanner) next() error {
	if cap(s.buf) > keptMemory {
		s.buf = nil
	}
	s.buf, s.ends = s.buf[:0], s.ends[:0]
	s.count, s.size, s.lines = 0, 0, 0
	s.blank, s.wrong, s.cut = false, false, false
	at, anyQuote := begin, false
	for {
		s.run(at)
		c, err := s.r.ReadByte()
		if err == io.EOF && s.size > 0 {
			s.wrong = s.wrong || at == quoted
			s.cut = true
			s.finish(at, anyQuote)
			return nil
		}
		if err != nil {
			return err
		}
		s.size++
		if c == '\n' {
			s.lines++
		}
		switch {
		case at == quoted:
			if c == '"' {
				at = closed
				continue
			}
		case c == '\n':
			s.finish(at, anyQuote)
			return nil
		case c == s.sep:
			s.end()
			at = begin
			continue
		case c == '"' && at == begin:
			at, anyQuote = quoted, true
			continue
		case c == '"' && at == closed:
			at = quoted
		case c == '\r' && at == closed: // of a line end
			continue
		case at == closed:
			s.wrong = true
			at = plain
		default:
			at = plain
		}
		if s.size <= exchange.MaxLine {
			s.buf = append(s.buf, c)
		}
	}
}

// run takes what is in memory of a cell already begun, up to what may end it.
func (s *scanner) run(at state) {
	if at != plain && at != quoted {
		return
	}
	ahead, _ := s.r.Peek(s.r.Buffered())
	n := len(ahead)
	if at == quoted {
		if i := bytes.IndexByte(ahead, '"'); i >= 0 {
			n = i
		}
		s.lines += int64(bytes.Count(ahead[:n], []byte{'\n'}))
	} else {
		for i, c := range ahead {
			if c == s.sep || c == '\n' {
				n = i
				break
			}
		}
	}
	if s.size += n; s.size <= exchange.MaxLine {
		s.buf = append(s.buf, ahead[:n]...)
	}
	s.r.Discard(n)
}

// end ends a cell.
func (s *scanner) end() {
	s.count++
	if s.count <= maxColumns {
		s.ends = append(s.ends, len(s.buf))
	}
}

// finish ends a row.
func (s *scanner) finish(at state, anyQuote bool) {
	if n := len(s.buf); at == plain && n > 0 && s.buf[n-1] == '\r' {
		s.buf = s.buf[:n-1]
	}
	s.end()
	s.blank = s.count == 1 && len(s.buf) == 0 && !anyQuote
}

// cell is the i-th cell of the row.
func (s *scanner) cell(i int) []byte {
	from := 0
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.buf[from:s.ends[i]]
}
