package mixture

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/stillhunt/stillhunt/internal/parallel"
)

// cellRounds is how often the centres of cells are moved.
const cellRounds = 12

// Cells divides the points in k neighbourhoods by k-means and puts each point in
// its two nearest, so that a cluster on a border is whole in one of them. Each
// cell lists its points in order. Time O(n·k·Dims).
func Cells(ctx context.Context, p *Points, k int, seed uint64) ([][]int32, error) {
	var centers [][]float64
	for _, s := range Seeds(p, k, rand.New(rand.NewPCG(seed, 3))) {
		centers = append(centers, append([]float64(nil), p.Row(int(s))...))
	}
	nearest := make([][2]int32, p.Len())
	var side []float64
	for round := 0; ; round++ {
		side = pack(side, centers, p.Dims)
		err := parallel.Run(ctx, p.Len(), 512, func(from, to int) {
			far := make([]float64, (len(centers)+lanes-1)/lanes*lanes)
			for i := from; i < to; i++ {
				squares(p.Row(i), side, far)
				nearest[i] = twoLeast(far[:len(centers)])
			}
		})
		if err != nil {
			return nil, err
		}
		if round == cellRounds {
			break
		}
		known := make([]float64, len(centers))
		sums := make([]float64, len(centers)*p.Dims)
		for i, two := range nearest {
			weight := 1 / (1 + p.Noise[i])
			known[two[0]] += weight
			to := sums[int(two[0])*p.Dims:][:p.Dims]
			for d, x := range p.Row(i) {
				to[d] += weight * x
			}
		}
		for c := range centers {
			if known[c] > 0 {
				for d := range centers[c] {
					centers[c][d] = sums[c*p.Dims+d] / known[c]
				}
			}
		}
	}
	cells := make([][]int32, len(centers))
	for i, two := range nearest {
		cells[two[0]] = append(cells[two[0]], int32(i))
		if two[1] != two[0] {
			cells[two[1]] = append(cells[two[1]], int32(i))
		}
	}
	return cells, nil
}

// twoLeast are the places of the two smallest, of equals the first.
func twoLeast(far []float64) [2]int32 {
	best, next := math.Inf(1), math.Inf(1)
	var two [2]int32
	for c, d := range far {
		switch {
		case d < best:
			two[1], next = two[0], best
			two[0], best = int32(c), d
		case d < next:
			two[1], next = int32(c), d
		}
	}
	return two
}
