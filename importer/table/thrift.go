package table

import "encoding/binary"

// thrift reads Thrift's compact protocol, as far as passing over it takes
// (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
type thrift struct {
	b   []byte // still to read
	bad bool   // it cannot be read on
}

// The kinds of values.
const (
	thriftStop   = 0
	thriftTrue   = 1
	thriftFalse  = 2
	thriftI8     = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
	thriftUUID   = 13
)

func (t *thrift) pass(n uint64) {
	if n > uint64(len(t.b)) {
		t.bad, n = true, uint64(len(t.b))
	}
	t.b = t.b[n:]
}

func (t *thrift) byte() byte {
	if len(t.b) == 0 {
		t.bad = true
		return 0
	}
	c := t.b[0]
	t.b = t.b[1:]
	return c
}

func (t *thrift) uvarint() uint64 {
	v, n := binary.Uvarint(t.b)
	if n <= 0 {
		t.bad = true
		return 0
	}
	t.b = t.b[n:]
	return v
}

func (t *thrift) zigzag() int64 {
	v := t.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

// field reads the head of a struct's next field; its id is told as the distance
// from the last one's.
func (t *thrift) field(last int64) (id int64, kind byte) {
	c := t.byte()
	kind = c & 15
	if kind == thriftStop {
		return 0, thriftStop
	}
	if c>>4 == 0 {
		return t.zigzag(), kind
	}
	return last + int64(c>>4), kind
}

// list reads the head of a list or a set.
func (t *thrift) list() (size uint64, kind byte) {
	c := t.byte()
	size = uint64(c >> 4)
	if size == 15 {
		size = t.uvarint()
	}
	if size > uint64(len(t.b)) { // each takes a byte at least
		t.bad = true
		return 0, 0
	}
	return size, c & 15
}

// skip passes over a field's value.
func (t *thrift) skip(kind byte, depth int) {
	if kind == thriftTrue || kind == thriftFalse { // the kind is the value
		return
	}
	t.value(kind, depth)
}

// value passes over a value.
func (t *thrift) value(kind byte, depth int) {
	if depth > maxThrift {
		t.bad = true
	}
	if t.bad {
		return
	}
	switch kind {
	case thriftTrue, thriftFalse, thriftI8:
		t.pass(1)
	case thriftI16, thriftI32, thriftI64:
		t.uvarint()
	case thriftDouble:
		t.pass(8)
	case thriftBinary:
		t.pass(t.uvarint())
	case thriftUUID:
		t.pass(16)
	case thriftList, thriftSet:
		size, kind := t.list()
		for range size {
			t.value(kind, depth+1)
		}
	case thriftMap:
		t.pairs(depth)
	case thriftStruct:
		for last := int64(0); !t.bad; {
			id, kind := t.field(last)
			if kind == thriftStop {
				return
			}
			last = id
			t.skip(kind, depth+1)
		}
	default:
		t.bad = true
	}
}

// pairs passes over a map's keys and values.
func (t *thrift) pairs(depth int) {
	size := t.uvarint()
	if size == 0 {
		return
	}
	kinds := t.byte()
	if size > uint64(len(t.b)) {
		t.bad = true
	}
	for i := uint64(0); i < size && !t.bad; i++ {
		t.value(kinds>>4, depth+1)
		t.value(kinds&15, depth+1)
	}
}
