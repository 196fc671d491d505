package dossier

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/stillhunt/stillhunt/dossier/claim"
)

// block is a stretch of records of one kind, or a gap.
type block struct {
	kind  string
	first int64    // leaf
	text  []byte   // with newlines
	lines [][]byte // of text, without
	gap   *gap
	cut   bool // is being erased

	cover  cover
	hashes []tlog.Hash // of lines, where they are asked for
	part   *claim.Part
	runs   []claim.Run
	bad    *RecordError
	rows   []row // that sealing has still to write
}

// RecordError says which record is wrong.
type RecordError struct {
	Entry string
	Leaf  int64 // from 0
	Kind  string
	Err   error
}

func (e *RecordError) Error() string {
	kind := e.Kind
	if kind == "" {
		kind = "record"
	}
	return fmt.Sprintf("%s: leaf %d (%s): %v", e.Entry, e.Leaf, kind, e.Err)
}
func (e *RecordError) Unwrap() error { return e.Err }

// blockSize is how much text a block has, about.
const blockSize = 512 << 10

var blocks = sync.Pool{New: func() any { return &block{text: make([]byte, 0, blockSize+mostLine+1)} }}

func newBlock(first int64) *block {
	b := blocks.Get().(*block)
	*b = block{first: first, text: b.text[:0], lines: b.lines[:0], hashes: b.hashes[:0], rows: b.rows[:0], cover: cover{nodes: b.cover.nodes[:0]}}
	return b
}

func (b *block) free() { blocks.Put(b) }

// hash makes the cover of a block's lines.
func (b *block) hash(keep bool) {
	b.cover.from, b.cover.to = b.first, b.first
	for _, l := range b.lines {
		h := tlog.RecordHash(l)
		b.cover.leaf(h)
		if keep {
			b.hashes = append(b.hashes, h)
		}
	}
}

// split reads the lines of an entry into blocks, and gives the gaps in between,
// from leaf on; no block is of leaves inside and outside of a cut. It returns the
// leaf behind the last.
func split(entry string, r io.Reader, leaf int64, gaps []gap, cuts [][2]int64, emit func(*block) error) (int64, error) {
	in := bufio.NewReaderSize(r, 256<<10)
	b := newBlock(leaf)
	var ends []int // of lines in b.text
	flush := func() error {
		if len(ends) == 0 {
			return nil
		}
		b.cutUp(ends)
		full := b
		b, ends = newBlock(leaf), ends[:0]
		return emit(full)
	}
	at := 0
	for at < len(gaps) && gaps[at].From < leaf {
		at++
	}
	for {
		for at < len(gaps) && gaps[at].From == leaf {
			if err := flush(); err != nil {
				return leaf, err
			}
			leaf = gaps[at].To
			if err := emit(&block{gap: &gaps[at], first: gaps[at].From}); err != nil {
				return leaf, err
			}
			b.first = leaf
			at++
		}
		cut := within(cuts, leaf)
		if cut != b.cut && len(ends) > 0 {
			if err := flush(); err != nil {
				return leaf, err
			}
		}
		b.cut = cut
		start := len(b.text)
		text, err := appendLine(b.text, in)
		b.text = text
		switch {
		case err == io.EOF:
			return leaf, flush()
		case err != nil:
			return leaf, errors.Join(flush(), &RecordError{entry, leaf, "", err})
		}
		kind, err := kindOf(b.text[start:])
		if err != nil {
			return leaf, &RecordError{entry, leaf, "", err}
		}
		if len(ends) > 0 && (kind != b.kind || start >= blockSize) {
			next := bytes.Clone(b.text[start:])
			if err := flush(); err != nil {
				return leaf, err
			}
			b.text, b.cut = append(b.text, next...), cut
		}
		b.kind = kind
		ends = append(ends, len(b.text))
		leaf++
	}
}

// cutUp makes the lines of a block that end at these places; what is behind the
// last is not the block's.
func (b *block) cutUp(ends []int) {
	from := 0
	for _, end := range ends {
		b.lines = append(b.lines, b.text[from:end-1])
		from = end
	}
	b.text = b.text[:from]
}

func within(ranges [][2]int64, leaf int64) bool {
	for _, r := range ranges {
		if r[0] <= leaf && leaf < r[1] {
			return true
		}
	}
	return false
}

// appendLine appends the next line with its newline, which must be there.
func appendLine(to []byte, in *bufio.Reader) ([]byte, error) {
	start := len(to)
	for {
		part, err := in.ReadSlice('\n')
		to = append(to, part...)
		switch {
		case len(to)-start > mostLine+1:
			return to[:start], fmt.Errorf("it is longer than %d bytes", mostLine)
		case err == nil:
			return to, nil
		case err == bufio.ErrBufferFull:
		case err == io.EOF && len(to) == start:
			return to, io.EOF
		case err == io.EOF:
			return to[:start], errors.New("the last line does not end")
		default:
			return to[:start], fmt.Errorf("it cannot be read: %w", err)
		}
	}
}
