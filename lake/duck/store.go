package duck

import (
	"io"
	"slices"
	"sync"
	"unsafe"

	pq "github.com/stillhunt/stillhunt/internal/parquet" // select.go has a function of that name
)

// store keeps rows in memory until a segment is complete, a row's values next to
// each other, and writes them to Parquet files in any order. There is nothing
// in its blocks that Go's garbage collector has to look at.
type store[T any] struct {
	columns []column[T]
	kinds   []pq.Column
	offsets []uintptr // of the columns in a row
	size    uintptr   // of a row
	blocks  []*[]byte
	slots   []slot
	heaps   []heap
	n       int
}

const rowsInBlock = 1 << 14

// forms are the columns' types in a file, by their SQL types, and the bytes that
// they take in a row: a text and a list are places in the heap.
var forms = map[string]struct {
	kind pq.Kind
	size uintptr
}{
	"TINYINT": {pq.Int8, 1}, "SMALLINT": {pq.Int16, 2}, "INTEGER": {pq.Int32, 4}, "BIGINT": {pq.Int64, 8},
	"UTINYINT": {pq.Uint8, 1}, "USMALLINT": {pq.Uint16, 2}, "UINTEGER": {pq.Uint32, 4}, "UBIGINT": {pq.Uint64, 8},
	"DOUBLE": {pq.Double, 8}, "VARCHAR": {pq.Text, 4}, "UBIGINT[]": {pq.List, 8},
}

func newStore[T any](columns []column[T]) *store[T] {
	r := &store[T]{columns: columns, kinds: make([]pq.Column, len(columns)), offsets: make([]uintptr, len(columns)),
		slots: make([]slot, len(columns)), heaps: make([]heap, len(columns))}
	for _, size := range [...]uintptr{8, 4, 2, 1} { // the large first: each at a multiple of its size
		for i, c := range columns {
			if form := forms[c.kind]; form.size == size {
				r.kinds[i] = pq.Column{Name: c.name, Kind: form.kind}
				r.offsets[i] = r.size
				r.size += size
				r.slots[i].heap = &r.heaps[i]
			}
		}
	}
	r.size = (r.size + 7) &^ 7
	return r
}

// append keeps a copy of a row.
func (r *store[T]) append(from *T) {
	if r.n%rowsInBlock == 0 {
		r.blocks = append(r.blocks, newBlock(rowsInBlock*r.size))
	}
	at := r.row(r.n)
	for i := range r.columns {
		s := &r.slots[i]
		s.data = unsafe.Add(at, r.offsets[i])
		r.columns[i].put(s, from)
	}
	r.n++
}

func (r *store[T]) row(n int) unsafe.Pointer {
	block := *r.blocks[n/rowsInBlock]
	return unsafe.Pointer(&block[uintptr(n%rowsInBlock)*r.size])
}

// free gives the memory of the rows to whoever needs it next, and leaves the
// store empty.
func (r *store[T]) free() {
	for _, b := range r.blocks {
		blocks.Put(b)
	}
	r.blocks, r.n = nil, 0
	clear(r.heaps)
}

// blocks holds the memory of segments that are written: fresh memory costs the
// kernel as much as filling it.
var blocks sync.Pool

func newBlock(size uintptr) *[]byte {
	if b, _ := blocks.Get().(*[]byte); b != nil && uintptr(len(*b)) >= size {
		return b
	}
	b := make([]byte, size)
	return &b
}

// heap holds what the rows of one column have that is of no fixed size.
type heap struct {
	texts   []string
	places  map[string]uint32
	entries []uint64
}

// text gives the place of a text among the distinct ones. The first few are
// looked through: most columns have no more.
func (h *heap) text(s string) uint32 {
	const few = 16
	for i, t := range h.texts[:min(few, len(h.texts))] {
		if t == s {
			return uint32(i)
		}
	}
	if place, ok := h.places[s]; ok {
		return place
	}
	place := uint32(len(h.texts))
	h.texts = append(h.texts, s)
	if place >= few {
		if h.places == nil {
			h.places = map[string]uint32{}
		}
		h.places[s] = place
	}
	return place
}

func (h *heap) list(l []uint64) (at [2]uint32) {
	at = [2]uint32{uint32(len(h.entries)), uint32(len(l))}
	h.entries = append(h.entries, l...)
	return at
}

// groupRows is how many rows a group has: as many as DuckDB gives one thread.
const groupRows = 122880

// writeTo writes rows to a file, in the order of their numbers.
func (r *store[T]) writeTo(to io.Writer, order []uint32) error {
	w, err := pq.NewWriter(to, r.kinds)
	if err != nil {
		return err
	}
	values := make([]pq.Values, len(r.columns))
	for some := range slices.Chunk(order, groupRows) {
		r.gather(values, some)
		if err := w.WriteGroup(len(some), values); err != nil {
			return err
		}
	}
	return w.Close()
}

// gather collects the values of rows by column, some rows at a time, so that
// these are still in the nearest cache when the last column asks for them.
func (r *store[T]) gather(values []pq.Values, order []uint32) {
	for i := range values {
		v := &values[i]
		*v = pq.Values{Narrow: v.Narrow[:0], Wide: v.Wide[:0], Sizes: v.Sizes[:0], Texts: r.heaps[i].texts}
		switch kind := r.kinds[i].Kind; {
		case kind == pq.List: // grows as it is filled
		case kind.Wide():
			v.Wide = slices.Grow(v.Wide, len(order))[:len(order)]
		default:
			v.Narrow = slices.Grow(v.Narrow, len(order))[:len(order)]
		}
	}
	var at [64]unsafe.Pointer
	for n := 0; n < len(order); n += len(at) {
		some := at[:min(len(at), len(order)-n)]
		for i := range some {
			some[i] = r.row(int(order[n+i]))
		}
		for i := range values {
			v, offset := &values[i], r.offsets[i]
			switch r.kinds[i].Kind {
			case pq.Int64, pq.Uint64, pq.Double:
				collect[uint64](v.Wide[n:], some, offset)
			case pq.Int32, pq.Uint32, pq.Text:
				collect[uint32](v.Narrow[n:], some, offset)
			case pq.Int16:
				collect[int16](v.Narrow[n:], some, offset)
			case pq.Uint16:
				collect[uint16](v.Narrow[n:], some, offset)
			case pq.Int8:
				collect[int8](v.Narrow[n:], some, offset)
			case pq.Uint8:
				collect[uint8](v.Narrow[n:], some, offset)
			case pq.List:
				for _, p := range some {
					l := *(*[2]uint32)(unsafe.Add(p, offset))
					v.Wide = append(v.Wide, r.heaps[i].entries[l[0]:][:l[1]]...)
					v.Sizes = append(v.Sizes, l[1])
				}
			}
		}
	}
}

func collect[N int8 | int16 | uint8 | uint16 | uint32 | uint64, W uint32 | uint64](dst []W, at []unsafe.Pointer, offset uintptr) {
	dst = dst[:len(at)]
	for i, p := range at {
		dst[i] = W(*(*N)(unsafe.Add(p, offset)))
	}
}
