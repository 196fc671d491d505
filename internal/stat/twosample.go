package stat

import (
	"math"
	"slices"
)

// SignFlip is the two-sided p-value of differences that are symmetric about 0
// if nothing changed: the normal approximation of the law of Σd/√Σd² over all
// signs. One large difference cannot decide, since it is in the root too. Without
// a difference it is 1.
//
// Source: Fisher, The Design of Experiments, 1935, §21; Efron, J. Am. Stat.
// Assoc. 64, 1969 (the self-normalised sum under symmetry).
func SignFlip(differences []float64) float64 {
	var sum, squares float64
	for _, d := range differences {
		sum += d
		squares += d * d
	}
	if !(squares > 0) {
		return 1
	}
	return max(leastP, math.Erfc(math.Abs(sum)/math.Sqrt(2*squares)))
}

// Smirnov is the largest distance between two samples' distribution functions,
// and the p-value of independent samples of one law by Stephens' approximation.
// Empty samples have p-value 1.
//
// Source: Smirnov, Ann. Math. Stat. 19(2), 1948; Stephens, J. R. Stat. Soc. B
// 32, 1970.
func Smirnov(x, y []float64) (distance, p float64) {
	if len(x) == 0 || len(y) == 0 {
		return 0, 1
	}
	x, y = slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))
	n, m := float64(len(x)), float64(len(y))
	for i, j := 0, 0; i < len(x) && j < len(y); {
		at := min(x[i], y[j])
		for i < len(x) && x[i] <= at {
			i++
		}
		for j < len(y) && y[j] <= at {
			j++
		}
		distance = max(distance, math.Abs(float64(i)/n-float64(j)/m))
	}
	root := math.Sqrt(n * m / (n + m))
	t := (root + .12 + .11/root) * distance
	if t < .2 {
		return distance, 1 // the series below does not converge, and the sum is 1
	}
	sign := 1.
	for k := 1.; k <= 100; k++ {
		term := math.Exp(-2 * k * k * t * t)
		p += 2 * sign * term
		if term < 1e-18 {
			break
		}
		sign = -sign
	}
	return distance, min(1, max(leastP, p))
}
