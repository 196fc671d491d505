package textmodel

import (
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/words"
)

// Reader reads texts with a model. It owns the scratch memory: one Reader a
// goroutine.
type Reader struct {
	m        *Model
	features []Feature
	ids      []uint32 // rows to add, a row as often as it counts
	seen     []uint16 // occurrences by row
	touched  []uint32
}

// Reader returns a new Reader of the model.
func (m *Model) Reader() *Reader { return &Reader{m: m, seen: make([]uint16, len(m.rows))} }

// Reading is what a model reads from a text.
type Reading struct {
	Code     uint16       // leaf of the codebook; NoCode
	Features int          // distinct features
	Scores   [Heads]uint8 // calibrated probability of each head, 0..255
}

// Read reads a text. It does not allocate once its scratch has grown.
func (r *Reader) Read(ws []words.Word) Reading {
	r.features = Features(r.features[:0], ws)
	return r.ReadFeatures(r.features)
}

// ReadFeatures reads a text that is already in features.
func (r *Reader) ReadFeatures(fs []Feature) Reading {
	weighed := r.gather(fs)
	var sums [rowBytes]int32
	r.m.sum(&sums, r.ids)
	out := Reading{Code: NoCode, Features: len(r.touched)}
	if v := (*[Dims]int32)(sums[:Dims]); len(r.touched) >= 2 && *v != [Dims]int32{} {
		out.Code = r.m.code(v)
	}
	for h := range out.Scores {
		out.Scores[h] = r.m.score(h, sums[Dims+h], weighed)
	}
	return out
}

// gather fills ids with the rows of the text. A row counts once at its first,
// second, fourth, eighth … occurrence: a logarithm without a multiplication.
// It returns the number of ids that the heads weigh. What a word turns out to
// be is as good as random to the processor: nothing branches on it.
func (r *Reader) gather(fs []Feature) (weighed int) {
	slots, rest, seen := r.m.slots, r.m.rest, r.seen
	r.ids = slices.Grow(r.ids[:0], len(fs))[:len(fs)]
	r.touched = slices.Grow(r.touched[:0], len(fs))[:len(fs)]
	n, distinct := 0, 0
	for _, f := range fs {
		slot := slots[f.Bucket()]
		id := slot & 0xFFFF
		// Another's fingerprint, or an empty slot.
		if strange := uint64(slot>>16^f.Fingerprint()) | (uint64(slot)-1)>>63; strange != 0 {
			id = rest + f.Rest()
		}
		times := seen[id] + 1
		seen[id] = times
		r.touched[distinct] = id
		if times == 1 {
			distinct++
		}
		r.ids[n] = id
		next, known := n, weighed
		if id < rest {
			known++
		}
		if times&(times-1) == 0 {
			next, weighed = n+1, known
		}
		n = next
	}
	r.ids, r.touched = r.ids[:n], r.touched[:distinct]
	for _, id := range r.touched {
		seen[id] = 0
	}
	return weighed
}

// block is how many bytes that carry an offset of 128 a 16-bit lane has room for.
const block = 256

// sum adds the rows.
func (m *Model) sum(out *[rowBytes]int32, ids []uint32) {
	if !vectors {
		m.plainSum(out, ids)
		return
	}
	for ; len(ids) > 0; ids = ids[min(block, len(ids)):] {
		addRows(out, &m.rows[0], &ids[0], min(block, len(ids)))
	}
}

// plainSum adds eight bytes at once, as four 16-bit lanes twice.
func (m *Model) plainSum(out *[rowBytes]int32, ids []uint32) {
	const mask = 0x00FF00FF00FF00FF
	for len(ids) > 0 {
		part := ids[:min(block, len(ids))]
		ids = ids[len(part):]
		offset := int32(128 * len(part))
		for k := 0; k < lanes; k += 2 {
			var a, b, c, d uint64
			for _, id := range part {
				row := &m.rows[id]
				x, y := row[k], row[k+1]
				a += x & mask
				b += x >> 8 & mask
				c += y & mask
				d += y >> 8 & mask
			}
			for s := range 4 {
				shift := 16 * s
				o := out[8*k+2*s:]
				o[0] += int32(a>>shift&0xFFFF) - offset
				o[1] += int32(b>>shift&0xFFFF) - offset
				o[8] += int32(c>>shift&0xFFFF) - offset
				o[9] += int32(d>>shift&0xFFFF) - offset
			}
		}
	}
}

// code walks the tree from the top to the nearest leaf by inner product; the
// lower number wins a tie.
func (m *Model) code(sums *[Dims]int32) uint16 {
	var v [Dims]float64
	for j, x := range sums {
		v[j] = float64(x)
	}
	const inner, fan = Cells / Tops, Leaves / Cells
	top := nearest(&v, m.quads[:Tops/4])
	cell := top*inner + nearest(&v, m.quads[(Tops+top*inner)/4:][:inner/4])
	return uint16(cell*fan + nearest(&v, m.quads[(Tops+Cells+cell*fan)/4:][:fan/4]))
}

// nearest is the place among siblings of the one with the largest inner product.
func nearest(v *[Dims]float64, siblings []quad) int {
	best, at := math.Inf(-1), 0
	for i := range siblings {
		var four [4]float64
		if vectors {
			dots(&four, v, &siblings[i])
		} else {
			plainDots(&four, v, &siblings[i])
		}
		for k, dot := range four {
			if dot > best {
				best, at = dot, 4*i+k
			}
		}
	}
	return at
}

func plainDots(out *[4]float64, v *[Dims]float64, q *quad) {
	var a, b, c, d float64
	for j, x := range v {
		a += float64(x * q[j][0])
		b += float64(x * q[j][1])
		c += float64(x * q[j][2])
		d += float64(x * q[j][3])
	}
	*out = [4]float64{a, b, c, d}
}

// score is the head's probability in 255ths. The weights are averaged by the
// square root of their number, as if the text's vector had unit length.
func (m *Model) score(h int, sum int32, n int) uint8 {
	z := m.heads[h].bias
	if n > 0 {
		z += float64(m.heads[h].slope * float64(sum) / math.Sqrt(float64(n)))
	}
	lo, hi := 0, len(m.logits) // thresholds passed
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); z >= m.logits[mid] {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return uint8(lo)
}
