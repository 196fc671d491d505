package mixture

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/stillhunt/stillhunt/internal/parallel"
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
		p.shorten(far, p.Row(int(seeds[len(seeds)-1])))
		total := 0.0
		for _, f := range far {
			total += f
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

// shorten sets how far each point is from the nearest seed, now that there is
// one more.
func (p *Points) shorten(far []float64, seed []float64) {
	// Ends only with the loop: the context is nobody's.
	_ = parallel.Run(context.Background(), len(far), 4096, func(from, to int) {
		for i := from; i < to; i += 4 { // the last ones twice, if need be
			i := max(from, min(i, to-4))
			n := min(4, to-i)
			var d [4]float64
			if n == 4 {
				d = distances(p.Row(i), p.Row(i+1), p.Row(i+2), p.Row(i+3), seed)
			} else {
				for k := range n {
					d[k] = distance(p.Row(i+k), seed)
				}
			}
			for k := range n {
				excess := d[k] - float64(p.Dims)*p.Noise[i+k]
				far[i+k] = math.Min(far[i+k], math.Sqrt(math.Max(0, excess)))
			}
		}
	})
}

func distance(a, b []float64) float64 {
	sum := 0.0
	for d, x := range a {
		y := x - b[d]
		sum += y * y
	}
	return sum
}

// distances are those of four points: the processor adds to the one sum while it
// waits for the others.
func distances(p, q, r, s, from []float64) [4]float64 {
	p, q, r, s = p[:len(from)], q[:len(from)], r[:len(from)], s[:len(from)]
	var a, b, c, e float64
	for d, x := range from {
		w, x, y, z := p[d]-x, q[d]-x, r[d]-x, s[d]-x
		a += w * w
		b += x * x
		c += y * y
		e += z * z
	}
	return [4]float64{a, b, c, e}
}
