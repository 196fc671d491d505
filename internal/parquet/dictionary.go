package parquet

import "math/bits"

// dictionary numbers the distinct values of a column in the order in which they
// come.
type dictionary[N uint32 | uint64] struct {
	values []N
	table  []slot[N] // by hash, probed in steps of one, at most half full
	memory []slot[N]
}

type slot[N uint32 | uint64] struct {
	value N
	place uint32 // one more than it; 0 is an empty slot
}

const (
	odd   = 0x9E3779B97F4A7C15 // 2⁶⁴ divided by the golden ratio
	trial = 8192               // values that are looked at before a dictionary is given up
	small = 1024               // slots of a table at first
)

// build gives the values' places in a dictionary, in the memory of places, and
// whether it makes the column smaller. If not, it stopped where it saw that.
func (d *dictionary[N]) build(places []uint32, values []N, needed bool) ([]uint32, bool) {
	if cap(places) < len(values) {
		places = make([]uint32, len(values))
	}
	places = places[:len(values)]
	d.values = d.values[:0]
	d.resize(small)
	var last N
	var place uint32
	for i, v := range values {
		if v == last && i > 0 {
			places[i] = place
			continue
		}
		last = v
		s := d.find(v)
		if s.place == 0 {
			if 2*len(d.values) >= len(d.table) {
				if i >= trial && !needed && !d.pays(i) {
					return places, false
				}
				d.resize(2 * len(d.table))
				s = d.find(v)
			}
			d.values = append(d.values, v)
			*s = slot[N]{v, uint32(len(d.values))}
		}
		place = s.place - 1
		places[i] = place
	}
	return places, needed || d.pays(len(values))
}

func (d *dictionary[N]) find(v N) *slot[N] {
	mask := len(d.table) - 1
	i := int(uint64(v)*odd>>40) & mask
	for d.table[i].place != 0 && d.table[i].value != v {
		i = (i + 1) & mask
	}
	return &d.table[i]
}

// resize makes the table anew, with so many slots, at most 2²⁴.
func (d *dictionary[N]) resize(slots int) {
	if cap(d.memory) < slots {
		d.memory = make([]slot[N], slots)
	}
	d.table = d.memory[:slots]
	clear(d.table)
	for i, v := range d.values {
		*d.find(v) = slot[N]{v, uint32(i + 1)}
	}
}

// pays reports whether the dictionary and the places of n values are smaller
// than the values.
func (d *dictionary[N]) pays(n int) bool {
	size := bits.Len64(uint64(^N(0)))
	return len(d.values)*size+n*d.width() < n*size
}

// width is how many bits a place has, one at least.
func (d *dictionary[N]) width() int { return max(1, bits.Len(uint(max(1, len(d.values))-1))) }
