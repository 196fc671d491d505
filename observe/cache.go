package observe

import (
	"math/bits"
	"strings"

	"github.com/zeebo/xxh3"
)

// cache remembers results by a hash of the text they were computed from, not
// by the text. A slot that is taken is taken over: the size is bounded, and
// what the cache answers does not depend on its history.
type cache[T any] struct {
	slots []entry[T]
	shift int
}

type entry[T any] struct {
	key   xxh3.Uint128
	value T
}

// newCache returns a cache of that many slots, a power of two.
func newCache[T any](slots int) cache[T] {
	return cache[T]{make([]entry[T], slots), 64 - bits.Len(uint(slots-1))}
}

// get returns compute(), from memory if it is there.
func (c *cache[T]) get(key xxh3.Uint128, compute func() T) T {
	e := c.at(key)
	if e.key != key {
		*e = entry[T]{key, compute()}
	}
	return e.value
}

// at is where the result of a key is, if it is there.
func (c *cache[T]) at(key xxh3.Uint128) *entry[T] { return &c.slots[key.Hi>>c.shift] }

// labels keeps one copy of every short text of a small set, such as model
// names.
type labels map[string]string

const labelsLimit = 4096

// of returns a copy of text, cut to at most size bytes at a rune's start. It
// allocates only for a text that it has not met.
func (l labels) of(text string, size int) string {
	if len(text) > size {
		for size > 0 && text[size]&0xc0 == 0x80 {
			size--
		}
		text = text[:size]
	}
	if have, ok := l[text]; ok {
		return have
	}
	if len(l) >= labelsLimit { // a flood of made-up names must not grow it for ever
		clear(l)
	}
	own := strings.Clone(text)
	l[own] = own
	return own
}
