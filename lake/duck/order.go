package duck

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"sync"
)

// rowKey is what the rows of a file are ordered by. The rows of one account are
// together: what an account repeats (network, client, model, conversation) then
// costs almost nothing on disk.
type rowKey struct {
	account   uint64
	time      int64
	canonical uint64
	row       uint32
}

// spareKeys holds the memory of segments that are written.
var spareKeys sync.Pool

func newKeys() []rowKey {
	if keys, _ := spareKeys.Get().(*[]rowKey); keys != nil {
		return *keys
	}
	return nil
}

func freeKeys(keys []rowKey) {
	if keys = keys[:0]; cap(keys) > 0 {
		spareKeys.Put(&keys)
	}
}

func compareKeys(a, b rowKey) int {
	if a.account != b.account {
		return cmp.Compare(a.account, b.account)
	}
	if a.time != b.time {
		return cmp.Compare(a.time, b.time)
	}
	return cmp.Compare(a.canonical, b.canonical)
}

// byDay gives the rows of each day, counted since 1970, in the order of their
// keys. The next day's are in the same memory.
func byDay(keys []rowKey) iter.Seq2[int64, []uint32] {
	days := map[int64]int{}
	last := int64(-1)
	n := 0
	for i := range keys {
		if d := keys[i].time / day; d != last {
			days[last] += n
			last, n = d, 0
		}
		n++
	}
	days[last] += n
	delete(days, -1)
	return func(yield func(int64, []uint32) bool) {
		var some []rowKey
		var order []uint32
		for _, d := range slices.Sorted(maps.Keys(days)) {
			some = sortDay(slices.Grow(some[:0], days[d])[:days[d]], keys, d)
			order = order[:0]
			for i := range some {
				order = append(order, some[i].row)
			}
			if !yield(d, order) {
				return
			}
		}
	}
}

// sortDay puts the keys of one day in order into some, which has as many
// places. Accounts are hashes: their upper bits put every key near its place.
func sortDay(some, keys []rowKey, d int64) []rowKey {
	const bits = 12
	var ends [1<<bits + 1]int // where the keys with these upper bits begin, and, once they are there, end
	for i := range keys {
		if keys[i].time/day == d {
			ends[keys[i].account>>(64-bits)+1]++
		}
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	for i := range keys {
		if keys[i].time/day == d {
			end := &ends[keys[i].account>>(64-bits)]
			some[*end] = keys[i]
			*end++
		}
	}
	start := 0
	for _, end := range ends[:1<<bits] {
		slices.SortFunc(some[start:end], compareKeys)
		start = end
	}
	return some
}
