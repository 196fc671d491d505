package mixture

import (
	"math"
	"slices"
)

// densities are the log densities of a mixture's components before a point is
// known, for each level of noise that there is.
type densities struct {
	dims      int
	means     [][]float64
	constant  []float64           // level × stride, of weight times the peak
	stride    int                 // components, and what fills the last lanes
	at        [levels][]float64   // precisions,
	rows      [levels][][]float64 // by component
	mean      []float64           // by lanes, where all are looked at
	precision [levels][]float64   // by lanes, too
}

// set makes the densities of a mixture, in the room of those before.
func (ds *densities) set(g *Gaussians, dims int, noise noiseLevels, all bool) {
	k := len(g.Weight)
	stride := (k + lanes - 1) / lanes * lanes
	*ds = densities{dims: dims, means: g.Mean, stride: stride, constant: sized(ds.constant, levels*stride), at: ds.at, rows: ds.rows, mean: ds.mean, precision: ds.precision}
	if all {
		ds.mean = pack(ds.mean, g.Mean, dims)
	}
	for b, s := range noise.values {
		if !noise.any[b] {
			continue
		}
		constant := ds.constant[b*stride:][:stride]
		ds.at[b] = sized(ds.at[b], k*dims)
		ds.rows[b] = slices.Grow(ds.rows[b][:0], k)[:k]
		for j := range k {
			row := ds.at[b][j*dims:][:dims]
			c := math.Log(g.Weight[j]) - float64(dims)/2*math.Log(2*math.Pi)
			for d, t := range g.Spread[j] {
				row[d] = 1 / (t + s)
				c -= math.Log(t+s) / 2
			}
			ds.rows[b][j], constant[j] = row, c
		}
		for j := k; j < stride; j++ {
			constant[j] = math.NaN() // no component
		}
		if all {
			ds.precision[b] = pack(ds.precision[b], ds.rows[b], dims)
		}
	}
}

// sized is room for n numbers, the one given if it is large enough.
func sized(room []float64, n int) []float64 {
	if cap(room) < n {
		return make([]float64, n)
	}
	return room[:n]
}

// everywhere gives the log densities of all components at z.
func (ds *densities) everywhere(z []float64, level uint8, logs []float64) {
	copy(logs, ds.constant[int(level)*ds.stride:])
	falls(z, ds.mean, ds.precision[level], logs)
}

// among gives those of the components of a list, two at a time: the processor
// adds to the one sum while it waits for the other.
func (ds *densities) among(z []float64, level uint8, list []Share, logs []float64) {
	rows, constant := ds.rows[level], ds.constant[int(level)*ds.stride:]
	for ; len(list) > 0; list = list[min(2, len(list)):] {
		i, j := list[0].Component, list[len(list)-1].Component
		if len(list) > 2 {
			j = list[1].Component
		}
		logs[i], logs[j] = fall(z, ds.means[i], rows[i], ds.means[j], rows[j], constant[i], constant[j])
	}
}

// fall takes Σ (z−mean)²·precision/2 off the logs of two components.
func fall(z, meanA, precisionA, meanB, precisionB []float64, logA, logB float64) (a, b float64) {
	meanA, precisionA = meanA[:len(z)], precisionA[:len(z)]
	meanB, precisionB = meanB[:len(z)], precisionB[:len(z)]
	for d := 0; d < len(z); {
		sumA, sumB := 0.0, 0.0
		for end := min(d+block, len(z)); d < end; d++ {
			y, x := z[d]-meanA[d], z[d]-meanB[d]
			sumA += y * y * precisionA[d]
			sumB += x * x * precisionB[d]
		}
		logA -= sumA / 2
		logB -= sumB / 2
	}
	return logA, logB
}
