package mixture

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func drawn(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = rng.ExpFloat64()
	}
	return out
}

// TestKernelsAreTheSameToTheLastBit: whatever the processor, the same numbers.
func TestKernelsAreTheSameToTheLastBit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 4))
		dims, k := rapid.IntRange(1, 45).Draw(t, "dimensions"), rapid.IntRange(1, 30).Draw(t, "components")
		var means, precisions [][]float64
		for range k {
			means, precisions = append(means, drawn(rng, dims)), append(precisions, drawn(rng, dims))
		}
		z := drawn(rng, dims)
		mean, precision := pack(nil, means, dims), pack(drawn(rng, 3000), precisions, dims)
		logs := drawn(rng, len(mean)/dims)
		plain := slices.Clone(logs)
		var pairs []float64
		for j := range k {
			i := (j + 1) % k
			a, b := fall(z, means[j], precisions[j], means[i], precisions[i], logs[j], logs[i])
			pairs = append(pairs, a)
			if j+1 == k && b != pairs[0] {
				t.Fatalf("the second of a pair is %v, as the first %v", b, pairs[0])
			}
		}
		falls(z, mean, precision, logs)
		fallsPlain(z, mean, precision, plain)
		if !slices.Equal(logs, plain) || !slices.Equal(logs[:k], pairs) {
			t.Fatalf("side by side %v, plain %v, by pairs %v", logs, plain, pairs)
		}
		sums, sumsPlain := make([]float64, len(logs)), make([]float64, len(logs))
		squares(z, mean, sums)
		squaresPlain(z, mean, sumsPlain)
		if !slices.Equal(sums, sumsPlain) || sums[k-1] != distance(z, means[k-1]) {
			t.Fatalf("squares side by side %v, plain %v", sums, sumsPlain)
		}
		spread, known, off, next := drawn(rng, dims), drawn(rng, dims), drawn(rng, dims), drawn(rng, dims)
		known2, off2, next2 := slices.Clone(known), slices.Clone(off), slices.Clone(next)
		weight, noise := rng.Float64(), rng.Float64()
		firstMoment(z, spread, means[0], known, off, weight, noise)
		firstMomentPlain(z, spread, means[0], known2, off2, weight, noise)
		secondMoment(z, spread, means[0], next, weight, noise)
		secondMomentPlain(z, spread, means[0], next2, weight, noise)
		if !slices.Equal(known, known2) || !slices.Equal(off, off2) || !slices.Equal(next, next2) {
			t.Fatal("the moments differ")
		}
	})
}
