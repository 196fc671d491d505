package mixture

import "math"

// Points are n points of Dims numbers, each seen through noise of a known
// variance that is the same in all directions.
type Points struct {
	Dims  int
	At    []float64 // n × Dims
	Noise []float64 // n, positive
}

// Len is the number of points.
func (p *Points) Len() int { return len(p.Noise) }

// Row is the place of a point.
func (p *Points) Row(i int) []float64 { return p.At[i*p.Dims : (i+1)*p.Dims] }

// Some are the points with the given numbers, in that order.
func (p *Points) Some(which []int32) *Points {
	s := &Points{Dims: p.Dims, At: make([]float64, 0, len(which)*p.Dims), Noise: make([]float64, len(which))}
	for k, i := range which {
		s.At = append(s.At, p.Row(int(i))...)
		s.Noise[k] = p.Noise[i]
	}
	return s
}

// levels is the number of values that the noise is rounded to.
const levels = 12

// noiseLevels is the noise rounded to geometric steps, so that what depends on
// it is computed once a step and not once a point.
type noiseLevels struct {
	values [levels]float64
	any    [levels]bool // whether a point has it
	of     []uint8      // of each point
}

func (p *Points) noiseLevels() (n noiseLevels) {
	low, high := math.Inf(1), 0.0
	for _, v := range p.Noise {
		low, high = math.Min(low, v), math.Max(high, v)
	}
	step := math.Log(high/low) / levels
	for b := range n.values {
		n.values[b] = low * math.Exp(step*(float64(b)+.5))
	}
	n.of = make([]uint8, len(p.Noise))
	for i, v := range p.Noise {
		if step > 0 {
			n.of[i] = uint8(min(levels-1, int(math.Log(v/low)/step)))
		}
		n.any[n.of[i]] = true
	}
	return n
}
