// Package calibrate says how often innocent groups of the same traffic look
// like a harvest: it draws them, blocked by account, and fits the tail of
// their scores.
package calibrate

import (
	"math/rand/v2"
	"slices"

	"github.com/stillhunt/stillhunt/internal/stat"
)

// Draws is how many innocent groups are drawn for one size of candidate.
const Draws = 400

// Least is the number of benign accounts, over the size of a group, below
// which draws overlap so much that they are called weak.
const Least = 8

// Groups draws n groups of size accounts. An account is in a group at most
// once; half of the groups come from all accounts, half from one stratum each
// (accounts that are alike in client or plan), because a group found by what
// its members have in common is more alike than a crowd. Strata are picked in
// proportion to their size; those smaller than twice the group are left out.
// Draws depend on seed and arguments only.
func Groups(seed uint64, all []int32, strata [][]int32, size, n int) [][]int32 {
	if len(all) < size || size < 1 {
		return nil
	}
	rng := rand.New(rand.NewPCG(seed, uint64(size)))
	var pools [][]int32
	total := 0
	for _, s := range strata {
		if len(s) >= 2*size {
			pools = append(pools, s)
			total += len(s)
		}
	}
	out := make([][]int32, n)
	for i := range out {
		from := all
		if i%2 == 1 && total > 0 {
			at := rng.IntN(total)
			for _, p := range pools {
				if from = p; at < len(p) {
					break
				}
				at -= len(p)
			}
		}
		out[i] = pick(rng, from, size)
	}
	return out
}

// pick draws size of from without replacement (Floyd's algorithm), ascending.
func pick(rng *rand.Rand, from []int32, size int) []int32 {
	taken := make(map[int]struct{}, size)
	out := make([]int32, 0, size)
	for j := len(from) - size; j < len(from); j++ {
		t := rng.IntN(j + 1)
		if _, ok := taken[t]; ok {
			t = j
		}
		taken[t] = struct{}{}
		out = append(out, from[t])
	}
	slices.Sort(out)
	return out
}

// Null is the law of innocent groups' scores at one size.
type Null struct {
	Size   int
	Scores []float64
	tail   *stat.ExpTail
}

// Fit makes a null of at least 50 finite scores.
func Fit(size int, scores []float64) (*Null, bool) {
	if len(scores) < 50 {
		return nil, false
	}
	tail, err := stat.FitExpTail(scores, .9)
	if err != nil {
		return nil, false
	}
	return &Null{size, scores, tail}, true
}

// P is the chance that an innocent group of this size scores x or more: the
// rank among the draws where it lies within them, the fitted tail beyond.
func (n *Null) P(x float64) float64 { return n.tail.P(x) }

// Size is the size at which a candidate of n accounts is calibrated: the power
// of two at or below it, between 8 and 256. A larger group is compared with
// smaller innocent ones, which vary more: the error is on the safe side.
func Size(n int) int {
	size := 8
	for size*2 <= n && size < 256 {
		size *= 2
	}
	return size
}
