package check

import (
	"math"
	"sort"
)

// auc is the chance that one of the sought has a greater score than one of the
// others; equal scores count half. It needs one of each.
func auc(sought, others []float64) float64 {
	type scored struct {
		v      float64
		sought bool
	}
	all := make([]scored, 0, len(sought)+len(others))
	for _, v := range sought {
		all = append(all, scored{v, true})
	}
	for _, v := range others {
		all = append(all, scored{v, false})
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].v < all[j].v })
	ranks := 0.0
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].v == all[i].v {
			j++
		}
		for k := i; k < j; k++ {
			if all[k].sought {
				ranks += float64(i+j+1) / 2
			}
		}
		i = j
	}
	n, m := float64(len(sought)), float64(len(others))
	return (ranks - n*(n+1)/2) / (n * m)
}

// chanceError is the standard error of the AUC where nothing can be told
// (Mann and Whitney 1947).
func chanceError(sought, others int) float64 {
	n, m := float64(sought), float64(others)
	return math.Sqrt((n + m + 1) / (12 * n * m))
}

// recallAt is the share of the sought above a threshold that at most this share
// of the others exceeds.
func recallAt(wrongful float64, sought, others []float64) float64 {
	s := append([]float64(nil), others...)
	sort.Float64s(s)
	allowed := int(wrongful * float64(len(s)))
	threshold := s[len(s)-1-allowed]
	n := 0
	for _, v := range sought {
		if v > threshold {
			n++
		}
	}
	return float64(n) / float64(len(sought))
}

func negative(v []float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = -v[i]
	}
	return out
}
