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

// Unit is the accounts of one payer, or one account that shares its payer with
// nobody: what varies independently of the rest, and is drawn as a whole.
type Unit []int32

// Groups draws n groups of size accounts from whole units. A unit is in a group
// at most once; half of the groups come from all units, half from one stratum
// each (units that are alike in client or plan), because a group found by what
// its members have in common is more alike than a crowd. Strata are picked in
// proportion to their accounts; those of fewer than twice the group are left
// out. Draws depend on seed and arguments only.
func Groups(seed uint64, all []Unit, strata [][]Unit, size, n int) [][]int32 {
	if accounts(all) < size || size < 1 {
		return nil
	}
	rng := rand.New(rand.NewPCG(seed, uint64(size)))
	var pools [][]Unit
	var weights []int
	total := 0
	for _, s := range strata {
		if k := accounts(s); k >= 2*size {
			pools, weights = append(pools, s), append(weights, k)
			total += k
		}
	}
	out := make([][]int32, n)
	for i := range out {
		from := all
		if i%2 == 1 && total > 0 {
			at := rng.IntN(total)
			for p, w := range weights {
				if from = pools[p]; at < w {
					break
				}
				at -= w
			}
		}
		out[i] = pick(rng, from, size)
	}
	return out
}

func accounts(units []Unit) int {
	n := 0
	for _, u := range units {
		n += len(u)
	}
	return n
}

// pick draws units without replacement (the first steps of a Fisher-Yates
// shuffle) until they hold size accounts, ascending; of the last only as many
// as are wanted.
func pick(rng *rand.Rand, from []Unit, size int) []int32 {
	moved := map[int]int{}
	at := func(i int) int {
		if j, ok := moved[i]; ok {
			return j
		}
		return i
	}
	out := make([]int32, 0, size)
	for i := 0; len(out) < size; i++ {
		j := i + rng.IntN(len(from)-i)
		u := from[at(j)]
		moved[j] = at(i)
		out = append(out, u[:min(len(u), size-len(out))]...)
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
