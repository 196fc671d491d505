package mixture

// lanes is how many components a kernel looks at side by side. Each has a sum of
// its own, taken in the order of the dimensions, so that the same numbers come
// out as of one after another.
const lanes = 8

// block is how many squares are summed up before they are taken off a log
// density.
const block = 8

// pack lays rows out by lanes, in the room given if it is large enough: of each
// eight rows the first entries, the second ones, and so on; what is missing of
// the last eight is 0.
func pack(room []float64, rows [][]float64, dims int) []float64 {
	out := sized(room, (len(rows)+lanes-1)/lanes*lanes*dims)
	clear(out[len(rows)/lanes*lanes*dims:])
	for j, row := range rows {
		at := out[j/lanes*lanes*dims+j%lanes:]
		for d, x := range row {
			at[d*lanes] = x
		}
	}
	return out
}

// fallsPlain takes Σ (z−mean)²·precision/2 off each log, of components laid out
// by lanes. The kernel in assembly does the same.
func fallsPlain(z, mean, precision, log []float64) {
	for ; len(log) >= lanes; log = log[lanes:] {
		for d := 0; d < len(z); {
			var sum [lanes]float64
			for end := min(d+block, len(z)); d < end; d++ {
				m, p := mean[:lanes], precision[:lanes]
				for j := range sum {
					y := z[d] - m[j]
					sum[j] += y * y * p[j]
				}
				mean, precision = mean[lanes:], precision[lanes:]
			}
			for j := range sum {
				log[j] -= sum[j] / 2
			}
		}
	}
}

// squaresPlain sums up (z−center)² for centers laid out by lanes. The kernel in
// assembly does the same.
func squaresPlain(z, center, sum []float64) {
	for ; len(sum) >= lanes; sum = sum[lanes:] {
		var sums [lanes]float64
		for _, x := range z {
			c := center[:lanes]
			for j := range sums {
				y := x - c[j]
				sums[j] += y * y
			}
			center = center[lanes:]
		}
		copy(sum, sums[:])
	}
}

// firstMomentPlain adds one point's part to the sums of an M-step: of what is
// known, weight/(spread+noise), and of what the mean is off by, the same times
// (x−old). The kernel in assembly does the same.
func firstMomentPlain(x, spread, old, known, off []float64, weight, noise float64) {
	spread, old, known, off = spread[:len(x)], old[:len(x)], known[:len(x)], off[:len(x)]
	for d, x := range x {
		w := weight / (spread[d] + noise)
		known[d] += w
		off[d] += w * (x - old[d])
	}
}

// secondMomentPlain adds one point's part to the spread of an M-step. The kernel
// in assembly does the same.
func secondMomentPlain(x, spread, mean, next []float64, weight, noise float64) {
	spread, mean, next = spread[:len(x)], mean[:len(x)], next[:len(x)]
	for d, x := range x {
		gain := spread[d] / (spread[d] + noise)
		y := gain * (x - mean[d])
		next[d] += weight * (y*y + gain*noise)
	}
}
