package campaign

import (
	"fmt"
	"math"
	"sort"

	"github.com/stillhunt/stillhunt/campaign/calibrate"
	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/link/twin"
)

// Bound is the table of what this hunt could have seen. Campaigns are composed
// out of its own innocent accounts (see composer) and put before the same bars,
// against the same null, as what was found.
type Bound struct {
	Why           string     `json:"why"`           // it is not computable; empty if it is
	PNeeded       float64    `json:"p_needed"`      // of one more campaign beside what was weighed here
	Conversations int        `json:"conversations"` // of an account at which discovery by text is tried; 0 if it did not run
	Rows          []BoundRow `json:"rows"`
}

// BoundRow is a campaign of one size. What is nil is not computable.
type BoundRow struct {
	Accounts   int      `json:"accounts"`
	PLeast     *float64 `json:"p_least"`     // that behaviour can reach against the null, all detectors at their limits
	NatsNeeded *float64 `json:"nats_needed"` // of behaviour, over a crowd and over applications, for PNeeded
	// The least share of harvest, in tenths, with which half of the composed
	// campaigns are named; nil if no share is enough. Means are those whose
	// accounts share exits and cards by the handful, tasks those that share a
	// pool of tasks and nothing else.
	MeansHarvest *float64   `json:"means_harvest"`
	TasksHarvest *float64   `json:"tasks_harvest"`
	Camouflage   []BoundSee `json:"camouflage"`
}

// BoundSee is the part of composed campaigns that would have been named.
type BoundSee struct {
	Share float64  `json:"share"` // of exchanges that are the account's own
	Means *float64 `json:"means"`
	Tasks *float64 `json:"tasks"`
}

// What the table tries.
var (
	boundSizes      = []int{10, 30, 100, 300, 1000}
	boundCamouflage = []int{0, 3, 6} // tenths, that are shown
)

const (
	boundDraws = 9   // campaigns composed for each cell
	boundLarge = 256 // accounts of one, at most: no null is drawn for larger groups
)

// bound makes the table; tests is the number of candidates that were weighed.
func (c *calibrator) bound(tests int, fdr float64, twins *twin.Finding) Bound {
	b := Bound{PNeeded: stat.Round6(fdr / float64(tests+1)), Rows: []BoundRow{}}
	if c.size < calibrate.Least*8 {
		b.Why = fmt.Sprintf("nothing was calibrated: %d accounts are outside every candidate and say enough, %d are the least", c.size, calibrate.Least*8)
		return b
	}
	text := c.textBound(twins)
	b.Conversations = text.conversations
	made := map[[3]int]float64{} // by size, tenths of harvest, kind
	m := c.composer()
	for _, size := range boundSizes {
		row := BoundRow{Accounts: size, Camouflage: []BoundSee{}}
		n := min(size, boundLarge, c.size/2)
		if null := c.null(size, false); null != nil {
			least := null.P(c.ceiling(size))
			row.PLeast, row.NatsNeeded = known(least), reaches(null, b.PNeeded)
		}
		named := func(kind, tenths int) *float64 {
			k := [3]int{n, tenths, kind}
			null := c.null(size, kind == tasksOnly)
			if null == nil || kind == tasksOnly && text.conversations == 0 {
				return nil
			}
			if _, ok := made[k]; !ok {
				hits := 0
				for d := range boundDraws {
					if g := m.compose(kind, n, tenths, d); g != nil {
						g.p = null.P(statistic(g.findings))
						g.q = math.Min(1, g.p*float64(tests+1))
						if g.coordinated() && g.verdict(fdr) == "" {
							hits++
						}
					}
				}
				made[k] = float64(hits) / boundDraws
			}
			x := made[k]
			if kind == tasksOnly {
				x = math.Min(x, text.found(size, float64(10-tenths)/10))
			}
			return known(x)
		}
		for _, kind := range []int{withMeans, tasksOnly} {
			into := &row.MeansHarvest
			if kind == tasksOnly {
				into = &row.TasksHarvest
			}
			for tenths := 1; tenths <= 10; tenths++ {
				if x := named(kind, tenths); x != nil && *x >= .5 {
					*into = known(float64(tenths) / 10)
					break
				}
			}
		}
		for _, own := range boundCamouflage {
			row.Camouflage = append(row.Camouflage, BoundSee{float64(own) / 10, named(withMeans, 10-own), named(tasksOnly, 10-own)})
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}

func known(x float64) *float64 { x = stat.Round6(x); return &x }

// reaches is the least score with p-value p or below, to a hundredth of a nat;
// nil if there is none within what families can say.
func reaches(null *calibrate.Null, p float64) *float64 {
	most := familyLimit * len(link.Families) * 100
	at := sort.Search(2*most+1, func(i int) bool { return null.P(float64(i-most)/100) <= p })
	if at > 2*most {
		return nil
	}
	return known(float64(at-most) / 100)
}

// ceiling is the most that behaviour can score for a group of a size: each
// detector that innocent groups let compute at its limit, each family at its own.
func (c *calibrator) ceiling(size int) float64 {
	groups := calibrate.Groups(2, c.benign, nil, min(size, boundLarge, c.size/2), 1)
	if len(groups) == 0 {
		return 0
	}
	by := map[link.Family]float64{}
	for _, f := range find(&view{s: c.s, ix: c.ix, pop: c.pop, accounts: groups[0]}, isBehaviour) {
		by[f.detector.family] += detectorLimit
	}
	total := 0.
	for _, f := range link.Families {
		total += math.Min(familyLimit, by[f])
	}
	return total
}

// textBound is what discovery by text could have found, for accounts with about
// as many conversations as those of this hunt have.
type textBound struct {
	conversations int
	bounds        []twin.Bound
}

func (c *calibrator) textBound(twins *twin.Finding) textBound {
	if twins == nil || len(twins.Seen.Bounds) == 0 {
		return textBound{}
	}
	middle := math.Log(math.Max(1, c.typical(func(i int32) float64 { return float64(c.s.Accounts[i].Conversations) })))
	var t textBound
	for _, b := range twins.Seen.Bounds {
		if t.conversations == 0 || math.Abs(math.Log(float64(b.Conversations))-middle) < math.Abs(math.Log(float64(t.conversations))-middle) {
			t.conversations = b.Conversations
		}
	}
	for _, b := range twins.Seen.Bounds {
		if b.Conversations == t.conversations {
			t.bounds = append(t.bounds, b)
		}
	}
	return t
}

// found is the part of the pools tried, from broad to narrow, that accounts of a
// size could have been found by at that camouflage, or at the next higher one
// that was tried.
func (t textBound) found(size int, camouflage float64) float64 {
	at := math.Inf(1)
	for _, b := range t.bounds {
		if b.Camouflage >= camouflage-1e-9 {
			at = math.Min(at, b.Camouflage)
		}
	}
	n, seen := 0., 0.
	for _, b := range t.bounds {
		if b.Camouflage == at {
			n++
			if b.Smallest > 0 && b.Smallest <= size {
				seen++
			}
		}
	}
	if n == 0 {
		return 0
	}
	return seen / n
}

// typical is the median of a figure over the accounts that the null is drawn from.
func (c *calibrator) typical(of func(i int32) float64) float64 {
	var xs []float64
	for _, u := range c.benign {
		for _, i := range u {
			xs = append(xs, of(i))
		}
	}
	return median(xs)
}
