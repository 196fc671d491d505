// Package parquet writes tables of numbers, short texts and lists of
// whole numbers as Parquet files: every value is there, none is null. Columns with few
// values are written as a dictionary and places in it, and what gets smaller by
// it is packed with zstd.
package parquet

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// Kind is the type of a column.
type Kind uint8

// The kinds of columns.
const (
	Int8 Kind = iota
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Double // its bits in 64
	Text
	List // of Uint64
)

// forms are how the kinds are written: the physical type, and the converted
// type, which says what it stands for.
var forms = [...]struct{ physical, converted int }{
	Int8: {int32Form, 15}, Int16: {int32Form, 16}, Int32: {int32Form, 17}, Int64: {int64Form, 18},
	Uint8: {int32Form, 11}, Uint16: {int32Form, 12}, Uint32: {int32Form, 13}, Uint64: {int64Form, 14},
	Double: {doubleForm, -1}, Text: {bytesForm, 0}, List: {int64Form, 14},
}

// Physical types.
const (
	int32Form  = 1
	int64Form  = 2
	doubleForm = 5
	bytesForm  = 6
)

// Wide reports whether values of the kind are given in 64 bits.
func (k Kind) Wide() bool { return forms[k].physical == int64Form || k == Double }

func (k Kind) signed() bool { return k <= Int64 }

// Column is one column of a table.
type Column struct {
	Name string
	Kind Kind
}

// Values are a column's values in a group of rows, one a row. Narrow and Wide
// hold the two's complement of what is smaller than they are.
type Values struct {
	Narrow []uint32 // of up to 32 bits; of a Text, its place in Texts
	Wide   []uint64 // of 64 bits; of a List, the entries of all rows
	Texts  []string
	Sizes  []uint32 // of a List, the number of each row's entries
}

// Writer writes one file.
type Writer struct {
	to      io.Writer
	columns []Column
	at      int64 // bytes written
	rows    int64
	groups  []group
	packer  *zstd.Encoder
	chunk   chunkWriter
}

type group struct {
	rows   int
	chunks []chunk
}

// NewWriter begins a file.
func NewWriter(to io.Writer, columns []Column) (*Writer, error) {
	packer, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderCRC(false), zstd.WithWindowSize(1<<19))
	if err != nil {
		return nil, fmt.Errorf("beginning a Parquet file: %w", err)
	}
	w := &Writer{to: to, columns: columns, packer: packer}
	w.chunk.packer = packer
	return w, w.write([]byte(magic))
}

const magic = "PAR1"

func (w *Writer) write(b []byte) error {
	n, err := w.to.Write(b)
	w.at += int64(n)
	return err
}

// WriteGroup writes a group of rows: the values of each column, in their order.
func (w *Writer) WriteGroup(rows int, values []Values) error {
	g := group{rows: rows}
	for i := range w.columns {
		c := w.chunk.write(w.columns[i].Kind, rows, &values[i])
		c.move(w.at)
		g.chunks = append(g.chunks, c)
		if err := w.write(w.chunk.out); err != nil {
			return err
		}
	}
	w.groups = append(w.groups, g)
	w.rows += int64(rows)
	return nil
}

// Close ends the file. It does not close what it was written to.
func (w *Writer) Close() error {
	var t thrift
	t.i32(1, 1)
	w.schema(&t)
	t.i64(3, w.rows)
	t.list(4, structType, len(w.groups))
	for i := range w.groups {
		w.group(&t, &w.groups[i])
	}
	t.binary(6, []byte("stillhunt"))
	t.list(7, structType, len(w.columns)) // columns are ordered as their types are
	for range w.columns {
		t.begin(0)
		t.begin(1)
		t.end()
		t.end()
	}
	t.end()
	t.buf = binary.LittleEndian.AppendUint32(t.buf, uint32(len(t.buf)))
	return w.write(append(t.buf, magic...))
}

const (
	required = 0
	repeated = 2

	listConverted = 3
)

func (w *Writer) schema(t *thrift) {
	elements := 1 + len(w.columns)
	for _, c := range w.columns {
		if c.Kind == List {
			elements += 2
		}
	}
	t.list(2, structType, elements)
	element := func(physical, repetition int, name string, children, converted int) {
		t.begin(0)
		if physical > 0 {
			t.i32(1, physical)
		}
		t.i32(3, repetition)
		t.binary(4, []byte(name))
		if children > 0 {
			t.i32(5, children)
		}
		if converted >= 0 {
			t.i32(6, converted)
		}
		t.end()
	}
	element(0, required, "schema", len(w.columns), -1)
	for _, c := range w.columns {
		name := c.Name
		if c.Kind == List {
			element(0, required, name, 1, listConverted)
			element(0, repeated, "list", 1, -1)
			name = "element"
		}
		element(forms[c.Kind].physical, required, name, 0, forms[c.Kind].converted)
	}
}

func (w *Writer) group(t *thrift, g *group) {
	t.begin(0)
	t.list(1, structType, len(g.chunks))
	size := int64(0)
	for i := range g.chunks {
		g.chunks[i].describe(t, &w.columns[i])
		size += g.chunks[i].unpacked
	}
	t.i64(2, size)
	t.i64(3, int64(g.rows))
	t.end()
}
