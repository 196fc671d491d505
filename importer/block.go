package importer

import (
	"bytes"
	"iter"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

// Position is a place between two lines of a file.
type Position struct {
	Offset int64  // unpacked bytes before it
	Line   int64  // lines before it, empty ones too
	Stream string `json:",omitempty"` // in a stream: how far each of its partitions was read
}

// Block is a run of whole lines of one file, or one line that is too long.
type Block struct {
	File       string
	Data       []byte // the lines, with their ends; empty if the line was too long
	Start, End Position
	Rejected   []*exchange.Rejection // the line that was too long, or records that were not converted
	Others     int64                 // converted records that are no exchange of their own

	places []join.Place // of each converted line
}

// At says where line number, as Lines counts it, was read.
func (b Block) At(number int64) (file string, line int64) {
	if b.places == nil {
		return b.File, number
	}
	p := b.places[number-b.Start.Line-1]
	return p.File, p.Line
}

// Lines gives the lines of b that are not empty, without their ends, each with
// its number in the file, counted from 1.
func (b Block) Lines() iter.Seq2[int64, []byte] {
	return func(yield func(int64, []byte) bool) {
		n, data := b.Start.Line, b.Data
		for len(data) > 0 {
			line, rest, _ := bytes.Cut(data, []byte{'\n'})
			data = rest
			n++
			if line = bytes.TrimRight(line, " \t\r"); len(line) > 0 && !yield(n, line) {
				return
			}
		}
	}
}
