package otlp

import "encoding/binary"

// The wire types of protobuf that OTLP has.
const (
	varint  = 0
	fixed64 = 1
	bytesOf = 2
	fixed32 = 5
)

// wireField is one field of a protobuf message.
type wireField struct {
	number uint64
	kind   byte
	bytes  []byte // where kind is bytesOf
}

// is tells the field by its number and kind.
func (f wireField) is(number uint64, kind byte) bool { return f.number == number && f.kind == kind }

// cutField takes the first field off a message. Groups, which OTLP does not
// have, are not read.
func cutField(b []byte) (f wireField, rest []byte, ok bool) {
	tag, n := binary.Uvarint(b)
	if n <= 0 || tag>>3 == 0 {
		return f, nil, false
	}
	f.number, f.kind, b = tag>>3, byte(tag&7), b[n:]
	size := 0
	switch f.kind {
	case varint:
		if _, size = binary.Uvarint(b); size <= 0 {
			return f, nil, false
		}
	case fixed64:
		size = 8
	case fixed32:
		size = 4
	case bytesOf:
		length, n := binary.Uvarint(b)
		if n <= 0 || length > uint64(len(b)-n) {
			return f, nil, false
		}
		f.bytes = b[n : n+int(length)]
		size = n + int(length)
	default:
		return f, nil, false
	}
	if size > len(b) {
		return f, nil, false
	}
	return f, b[size:], true
}

// signalOf tells what a protobuf request carries by the fields of its first
// record that tells: all requests have the same outer form. One without records
// carries nothing. ok is false if the message is none.
func signalOf(request []byte) (s signal, ok bool) {
	if len(request) == 0 {
		return others, true
	}
	for len(request) > 0 {
		resource, rest, ok := cutField(request)
		if !ok {
			return 0, false
		}
		request = rest
		if !resource.is(1, bytesOf) {
			continue
		}
		for in := resource.bytes; len(in) > 0; {
			scope, rest, ok := cutField(in)
			if !ok {
				return 0, false
			}
			in = rest
			if !scope.is(2, bytesOf) {
				continue
			}
			for in := scope.bytes; len(in) > 0; {
				record, rest, ok := cutField(in)
				if !ok {
					return 0, false
				}
				in = rest
				if record.is(2, bytesOf) {
					if s := signalOfRecord(record.bytes); s != 0 {
						return s, true
					}
				}
			}
		}
	}
	return others, true
}

// signalOfRecord tells a span by its ids and times, a log record by its times
// and its severity or by having only what a log record has, and a metric by its
// name; 0 if nothing tells.
func signalOfRecord(b []byte) signal {
	var trace, id, named, told bool
	for len(b) > 0 {
		f, rest, ok := cutField(b)
		if !ok {
			return 0
		}
		b = rest
		switch {
		case f.is(1, fixed64), f.is(11, fixed64), f.is(2, varint), f.is(8, fixed32): // time, observed time, severity, flags
			return logs
		case f.is(7, fixed64), f.is(8, fixed64), f.is(6, varint), f.is(16, fixed32): // start, end, kind, flags
			return traces
		case f.is(3, fixed64): // a profile's time
			return others
		case f.is(1, bytesOf):
			named, trace = true, len(f.bytes) == 16
		case f.is(2, bytesOf):
			id = len(f.bytes) == 8
		case f.is(5, bytesOf), f.is(6, bytesOf), f.is(9, bytesOf), f.is(12, bytesOf): // body, attributes, trace, event name
			told = true
		}
	}
	switch {
	case trace && id:
		return traces
	case named:
		return others
	case told:
		return logs
	}
	return 0
}

// looksBinary tells the first bytes of a protobuf request: a resource whose
// first attribute has a name, or none and a scope. Four bytes of length may
// come before it.
func looksBinary(first []byte) bool {
	if len(first) > 6 && first[0] == 0 && binary.BigEndian.Uint32(first) >= 2 {
		first = first[4:]
	}
	for level := range 3 { // the resource's spans, the resource, its attribute
		inner, ok := open(first, 1)
		switch {
		case !ok && level == 1:
			_, ok = open(first, 2)
			return ok
		case !ok:
			return false
		case len(inner) == 0: // a resource of no attributes
			_, ok = open(first[2:], 2)
			return ok && level == 1
		}
		first = inner
	}
	name, ok := open(first, 1)
	for _, c := range name[:min(len(name), 4)] {
		ok = ok && c > ' ' && c < 0x7f
	}
	return ok && len(name) > 0
}

// open is what a message holds that begins with such a field, as far as it is
// there.
func open(b []byte, number byte) ([]byte, bool) {
	if len(b) < 2 || b[0] != number<<3|bytesOf {
		return nil, false
	}
	length, n := binary.Uvarint(b[1:])
	if n <= 0 {
		return nil, false
	}
	b = b[1+n:]
	return b[:min(uint64(len(b)), length)], true
}
