package parquet

import (
	"encoding/binary"

	"github.com/klauspost/compress/zstd"
)

// chunk is what the file's end says of one column in one group of rows.
type chunk struct {
	kind             Kind
	packed           bool // with zstd
	values           int
	start, data      int64 // where its pages begin, and its page of data
	size, unpacked   int64
	least, most      []byte // nil if there is no value, or a Double, or a long text
	dictionaryValues int    // 0: no dictionary
}

// move says where in the file the chunk begins.
func (c *chunk) move(to int64) { c.start, c.data = c.start+to, c.data+to }

// Encodings and codecs.
const (
	plainEncoding      = 0
	rleEncoding        = 3
	dictionaryEncoding = 8

	uncompressed = 0
	zstdCodec    = 6
)

func (c *chunk) describe(t *thrift, column *Column) {
	t.begin(0)
	t.i64(2, c.start)
	t.begin(3)
	t.i32(1, forms[c.kind].physical)
	encodings := []int{plainEncoding}
	if c.dictionaryValues > 0 {
		encodings = append(encodings, dictionaryEncoding)
	}
	if c.kind == List {
		encodings = append(encodings, rleEncoding)
	}
	t.list(2, i32Type, len(encodings))
	for _, e := range encodings {
		t.varint(int64(e))
	}
	path := []string{column.Name}
	if c.kind == List {
		path = append(path, "list", "element")
	}
	t.list(3, binaryType, len(path))
	for _, name := range path {
		t.bytes([]byte(name))
	}
	codec := uncompressed
	if c.packed {
		codec = zstdCodec
	}
	t.i32(4, codec)
	t.i64(5, int64(c.values))
	t.i64(6, c.unpacked)
	t.i64(7, c.size)
	t.i64(9, c.data)
	if c.dictionaryValues > 0 {
		t.i64(11, c.start)
	}
	t.begin(12)
	if c.kind != List {
		t.i64(3, 0)
	}
	if c.dictionaryValues > 0 {
		t.i64(4, int64(c.dictionaryValues))
	}
	if c.least != nil {
		t.binary(5, c.most)
		t.binary(6, c.least)
	}
	t.end()
	t.end()
	t.end()
}

// chunkWriter makes chunks, one after the other in the same memory.
type chunkWriter struct {
	packer    *zstd.Encoder
	out       []byte // the pages of the last chunk
	page      []byte
	texts     []byte // the page of the dictionary
	packed    []byte
	places    []uint32 // in the dictionary, by value
	narrow    dictionary[uint32]
	wide      dictionary[uint64]
	again, is []uint32 // levels of a list
}

func (w *chunkWriter) write(kind Kind, rows int, v *Values) chunk {
	c := chunk{kind: kind, values: rows}
	w.out, w.page = w.out[:0], w.page[:0]
	if kind == List {
		c.values = w.levels(v.Sizes)
	}
	if kind.Wide() {
		encode(w, &c, &w.wide, v.Wide, nil)
	} else {
		encode(w, &c, &w.narrow, v.Narrow, v.Texts)
	}
	return c
}

// levels puts a list's levels before its entries: whether an entry belongs to
// the row of the one before, and whether there is one at all.
func (w *chunkWriter) levels(sizes []uint32) (values int) {
	w.again, w.is = w.again[:0], w.is[:0]
	for _, n := range sizes {
		w.again, w.is = append(w.again, 0), append(w.is, min(n, 1))
		for range int(n) - 1 {
			w.again, w.is = append(w.again, 1), append(w.is, 1)
		}
	}
	for _, levels := range [][]uint32{w.again, w.is} {
		at := len(w.page)
		w.page = appendHybrid(append(w.page, 0, 0, 0, 0), levels, 1)
		binary.LittleEndian.PutUint32(w.page[at:], uint32(len(w.page)-at-4))
	}
	return len(w.again)
}

func encode[N uint32 | uint64](w *chunkWriter, c *chunk, d *dictionary[N], values []N, texts []string) {
	encoding, isText := plainEncoding, c.kind == Text
	places, pays := d.build(w.places, values, isText)
	w.places = places
	if pays {
		encoding, c.dictionaryValues = dictionaryEncoding, len(d.values)
		w.page = append(w.page, byte(d.width()))
		w.page = appendHybrid(w.page, places, d.width())
		values = d.values
	} else {
		w.page = appendNumbers(w.page, values)
	}
	w.texts = w.texts[:0]
	if pays {
		if isText {
			for _, n := range values {
				w.texts = binary.LittleEndian.AppendUint32(w.texts, uint32(len(texts[n])))
				w.texts = append(w.texts, texts[n]...)
			}
		} else {
			w.texts = appendNumbers(w.texts, values)
		}
	}
	c.packed = w.worthwhile(w.page) || w.worthwhile(w.texts)
	if pays {
		w.put(c, dictionaryPage, w.texts, len(values), plainEncoding)
	}
	switch {
	case len(values) == 0 || c.kind == Double:
	case isText:
		c.least, c.most = extremeTexts(values, texts)
	default:
		least, most := extremes(values, c.kind.signed())
		c.least, c.most = appendNumbers(nil, []N{least}), appendNumbers(nil, []N{most})
	}
	c.data = int64(len(w.out))
	w.put(c, dataPage, w.page, c.values, encoding)
	c.size = int64(len(w.out))
}

// worthwhile tries a part of a page: hashes do not get smaller.
func (w *chunkWriter) worthwhile(page []byte) bool {
	const part = 8 << 10
	some := page
	if len(some) > 2*part {
		some = some[len(some)/2:][:part]
	}
	w.packed = w.packer.EncodeAll(some, w.packed[:0])
	return len(w.packed) < len(some)*9/10
}

// Types of pages.
const (
	dataPage       = 0
	dictionaryPage = 2
)

func (w *chunkWriter) put(c *chunk, kind int, page []byte, values, encoding int) {
	body := page
	if c.packed {
		w.packed = w.packer.EncodeAll(page, w.packed[:0])
		body = w.packed
	}
	var t thrift
	t.i32(1, kind)
	t.i32(2, len(page))
	t.i32(3, len(body))
	if kind == dictionaryPage {
		t.begin(7)
		t.i32(1, values)
		t.i32(2, encoding)
	} else {
		t.begin(5)
		t.i32(1, values)
		t.i32(2, encoding)
		t.i32(3, rleEncoding)
		t.i32(4, rleEncoding)
	}
	t.end()
	t.end()
	c.unpacked += int64(len(t.buf) + len(page))
	w.out = append(append(w.out, t.buf...), body...)
}

func appendNumbers[N uint32 | uint64](dst []byte, numbers []N) []byte {
	switch numbers := any(numbers).(type) {
	case []uint32:
		for _, n := range numbers {
			dst = binary.LittleEndian.AppendUint32(dst, n)
		}
	case []uint64:
		for _, n := range numbers {
			dst = binary.LittleEndian.AppendUint64(dst, n)
		}
	}
	return dst
}

// extremes are the least and the most of the numbers.
func extremes[N uint32 | uint64](numbers []N, signed bool) (least, most N) {
	flip := N(0)
	if signed {
		flip = ^(^N(0) >> 1) // the sign: turned around, signed numbers are in the order of unsigned ones
	}
	least, most = ^N(0), 0
	for _, n := range numbers {
		least, most = min(least, n^flip), max(most, n^flip)
	}
	return least ^ flip, most ^ flip
}

// extremeTexts are the first and the last of the texts, nil if one is long.
func extremeTexts[N uint32 | uint64](places []N, texts []string) (least, most []byte) {
	const long = 64
	first, last := texts[places[0]], texts[places[0]]
	for _, n := range places {
		first, last = min(first, texts[n]), max(last, texts[n])
	}
	if len(first) > long || len(last) > long {
		return nil, nil
	}
	return append([]byte{}, first...), append([]byte{}, last...)
}
