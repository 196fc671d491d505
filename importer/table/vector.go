package table

import (
	"encoding/json"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
	"unsafe"

	db "github.com/duckdb/duckdb-go-bindings"

	"github.com/stillhunt/stillhunt/exchange"
)

// vector is a column of a chunk.
type vector struct {
	*column
	data, valid unsafe.Pointer // valid is nil if no row is NULL
	of          []vector
}

func (c *column) vector(v db.Vector) vector {
	x := vector{column: c, data: db.VectorGetData(v), valid: db.VectorGetValidity(v)}
	switch c.form {
	case list:
		x.of = []vector{c.of[0].vector(db.ListVectorGetChild(v))}
	case mapping:
		pair := db.ListVectorGetChild(v)
		x.of = []vector{c.of[0].vector(db.StructVectorGetChild(pair, 0)), c.of[1].vector(db.StructVectorGetChild(pair, 1))}
	case object:
		for i := range c.of {
			x.of = append(x.of, c.of[i].vector(db.StructVectorGetChild(v, db.IdxT(i))))
		}
	}
	return x
}

func at[T any](data unsafe.Pointer, row int) T {
	var zero T
	return *(*T)(unsafe.Add(data, uintptr(row)*unsafe.Sizeof(zero)))
}

func (v *vector) null(row int) bool {
	return v.valid != nil && at[uint64](v.valid, row>>6)>>(row&63)&1 == 0
}

// text is a row's string, in the engine's memory. DuckDB's string is its length
// in four bytes, then the bytes themselves if there are at most twelve, else
// the first four and a pointer.
func (v *vector) text(row int) string {
	at := unsafe.Add(v.data, row*16)
	n := *(*uint32)(at)
	if n <= 12 {
		return unsafe.String((*byte)(unsafe.Add(at, 4)), n)
	}
	return unsafe.String(*(**byte)(unsafe.Add(at, 8)), n)
}

// append appends a row's value as JSON. Once dst is longer than a line may be,
// it need not be whole.
func (v *vector) append(dst []byte, row int) []byte {
	if v.null(row) || len(dst) > exchange.MaxLine {
		return append(dst, "null"...)
	}
	switch v.form {
	case words:
		return appendText(dst, v.text(row))
	case bytes8:
		if s := v.text(row); utf8.ValidString(s) {
			return appendText(dst, s)
		}
	case number:
		return append(dst, v.text(row)...)
	case document:
		return appendDocument(dst, v.text(row))
	case truth:
		return strconv.AppendBool(dst, at[uint8](v.data, row) != 0)
	case whole:
		return strconv.AppendInt(dst, at[int64](v.data, row), 10)
	case unsigned:
		return strconv.AppendUint(dst, at[uint64](v.data, row), 10)
	case single:
		return appendNumber(dst, float64(at[float32](v.data, row)), 32)
	case double:
		return appendNumber(dst, at[float64](v.data, row), 64)
	case instant:
		if t := at[int64](v.data, row); t != math.MaxInt64 && t != -math.MaxInt64 { // ±infinity
			dst = append(dst, '"')
			dst = time.UnixMicro(t).UTC().AppendFormat(dst, time.RFC3339Nano)
			return append(dst, '"')
		}
	case list:
		return v.array(dst, row)
	case object:
		return v.object(dst, row)
	case mapping:
		return v.mapping(dst, row)
	}
	return append(dst, "null"...)
}

// appendDocument appends JSON that comes as text, on one line.
func appendDocument(dst []byte, s string) []byte {
	if len(s) > exchange.MaxLine || !json.Valid([]byte(s)) {
		return append(dst, "null"...)
	}
	n := len(dst)
	dst = append(dst, s...)
	for i := n; i < len(dst); i++ {
		if dst[i] == '\n' || dst[i] == '\r' {
			dst[i] = ' '
		}
	}
	return dst
}

func appendNumber(dst []byte, f float64, bits int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(dst, "null"...)
	}
	return strconv.AppendFloat(dst, f, 'g', -1, bits)
}

// span is where the entries of a row's list lie in the list's child.
func (v *vector) span(row int) (from, to int) {
	e := at[[2]uint64](v.data, row)
	return int(e[0]), int(e[0] + e[1])
}

func (v *vector) array(dst []byte, row int) []byte {
	dst = append(dst, '[')
	from, to := v.span(row)
	for i := from; i < to && len(dst) <= exchange.MaxLine; i++ {
		if i > from {
			dst = append(dst, ',')
		}
		dst = v.of[0].append(dst, i)
	}
	return append(dst, ']')
}

func (v *vector) object(dst []byte, row int) []byte {
	dst = append(dst, '{')
	for i := range v.of {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, v.of[i].key...)
		dst = v.of[i].append(dst, row)
	}
	return append(dst, '}')
}

func (v *vector) mapping(dst []byte, row int) []byte {
	dst = append(dst, '{')
	from, to := v.span(row)
	for i := from; i < to && len(dst) <= exchange.MaxLine; i++ {
		if i > from {
			dst = append(dst, ',')
		}
		dst = appendText(dst, v.of[0].text(i))
		dst = append(dst, ':')
		dst = v.of[1].append(dst, i)
	}
	return append(dst, '}')
}
