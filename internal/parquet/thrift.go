package parquet

import "encoding/binary"

// thrift writes structures in Thrift's compact protocol, as far as Parquet's
// metadata needs it. Fields are written in the order of their numbers.
type thrift struct {
	buf  []byte
	last []int16 // number of the last field, of every structure that is open
}

// Types of the protocol.
const (
	i32Type    = 5
	i64Type    = 6
	binaryType = 8
	listType   = 9
	structType = 12
)

func (t *thrift) field(number int16, kind byte) {
	at := len(t.last) - 1
	if at < 0 {
		t.last, at = append(t.last, 0), 0
	}
	t.buf = append(t.buf, byte(number-t.last[at])<<4|kind) // numbers are less than 16 apart
	t.last[at] = number
}

func (t *thrift) varint(n int64) { t.buf = binary.AppendVarint(t.buf, n) }

func (t *thrift) i32(number int16, n int) {
	t.field(number, i32Type)
	t.varint(int64(n))
}

func (t *thrift) i64(number int16, n int64) {
	t.field(number, i64Type)
	t.varint(n)
}

func (t *thrift) binary(number int16, b []byte) {
	t.field(number, binaryType)
	t.bytes(b)
}

func (t *thrift) bytes(b []byte) {
	t.buf = append(binary.AppendUvarint(t.buf, uint64(len(b))), b...)
}

// list begins a list: its elements follow, without fields.
func (t *thrift) list(number int16, kind byte, size int) {
	t.field(number, listType)
	if size < 15 {
		t.buf = append(t.buf, byte(size)<<4|kind)
		return
	}
	t.buf = binary.AppendUvarint(append(t.buf, 0xf0|kind), uint64(size))
}

// begin opens a structure in a field, or, as number 0, an element of a list.
func (t *thrift) begin(number int16) {
	if number > 0 {
		t.field(number, structType)
	}
	t.last = append(t.last, 0)
}

// end closes the structure opened last.
func (t *thrift) end() {
	t.buf = append(t.buf, 0)
	t.last = t.last[:max(0, len(t.last)-1)]
}
