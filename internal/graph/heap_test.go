package graph

import (
	"testing"

	"pgregory.net/rapid"
)

// TestHeapPopsTheSmallest lowers keys between pops and looks for the smallest
// the slow way.
func TestHeapPopsTheSmallest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfN(rapid.IntRange(0, 9), 0, 20).Draw(t, "keys")
		key := make([]float64, len(keys))
		for v, k := range keys {
			key[v] = float64(k)
		}
		h := newHeap(key)
		for range key {
			for _, v := range rapid.SliceOfN(rapid.Int32Range(0, int32(len(key)-1)), 0, 3).Draw(t, "lowered") {
				if h.has(v) {
					key[v] -= float64(rapid.IntRange(1, 5).Draw(t, "by"))
					h.up(h.at[v])
				}
			}
			least := int32(-1)
			for v := range int32(len(key)) {
				if h.has(v) && (least < 0 || key[v] < key[least]) {
					least = v
				}
			}
			if got := h.pop(); got != least {
				t.Fatalf("popped %d with key %v, the smallest is %d with %v", got, key[got], least, key[least])
			}
		}
	})
}
