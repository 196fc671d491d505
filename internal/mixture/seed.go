package mixture

import (
	"math"
	"math/rand/v2"
)

// Seeds chooses k points that are far from each other as k-means++ does (Arthur
// and Vassilvitskii 2007), by the distance that their noise does not explain, so
// that points nothing is known of are no seeds. It draws by the distance and not
// by its square, which spends half of the seeds on outliers. Fewer come back if
// there are fewer places.
func Seeds(p *Points, k int, rng *rand.Rand) []int32 {
	n := p.Len()
	if n == 0 {
		return nil
	}
	first := 0
	for i := range n { // the one that is known best
		if p.Noise[i] < p.Noise[first] {
			first = i
		}
	}
	far := make([]float64, n)
	for i := range far {
		far[i] = math.Inf(1)
	}
	seeds := []int32{int32(first)}
	for len(seeds) < k {
		from := p.Row(int(seeds[len(seeds)-1]))
		total := 0.0
		for i := range far {
			excess := distance(p.Row(i), from) - float64(p.Dims)*p.Noise[i]
			far[i] = math.Min(far[i], math.Sqrt(math.Max(0, excess)))
			total += far[i]
		}
		if !(total > 0) {
			break
		}
		left, at := rng.Float64()*total, -1
		for i, f := range far {
			if f <= 0 {
				continue
			}
			at = i
			if left -= f; left < 0 {
				break
			}
		}
		seeds = append(seeds, int32(at))
	}
	return seeds
}

func distance(a, b []float64) float64 {
	sum := 0.0
	for d, x := range a {
		y := x - b[d]
		sum += y * y
	}
	return sum
}
