package twin

import (
	"maps"
	"math/rand/v2"
	"slices"
)

// draw is the codeword of one of an account's conversations.
func (b *bag) draw(rng *rand.Rand) uint16 {
	left := rng.Float64() * b.n
	for _, c := range b.counts {
		if left -= float64(c.Conversations); left < 0 {
			return c.Code
		}
	}
	return b.counts[len(b.counts)-1].Code
}

// cumulate sums weights up to each place, the whole being 1.
func cumulate(weights []float64) []float64 {
	out, sum := make([]float64, len(weights)), 0.0
	for k, x := range weights {
		sum += x
		out[k] = sum
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

// climb is the first place whose sum is above x.
func climb(sums []float64, x float64) int {
	at, _ := slices.BinarySearchFunc(sums, x, func(s, x float64) int {
		if s > x {
			return 1
		}
		return -1
	})
	return min(at, len(sums)-1)
}

// sorted are counts in the order of their codewords.
func sorted(counts map[uint16]int32) []Count {
	out := make([]Count, 0, len(counts))
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, Count{code, counts[code]})
	}
	return out
}
