package campaign

import (
	"cmp"
	"slices"

	"github.com/stillhunt/stillhunt/profile"
)

// caps are the daily limits of plans, in exchanges, where the traffic shows
// one: a plan's cap makes the volumes of strangers equal.
type caps map[string]int32

// A limit shows as a crowd of days at the plan's largest volume: capDays of
// them at least, and capCrowd times as many as in the band of the same width
// just below.
const (
	capBand  = .03
	capDays  = 20
	capCrowd = 5
)

// findCaps looks for the limit of every plan.
func findCaps(s *profile.Set) caps {
	days := map[string][]int32{}
	for i := range s.Accounts {
		a := &s.Accounts[i]
		for _, d := range a.Days {
			days[a.Facts.Plan] = append(days[a.Facts.Plan], d.Exchanges)
		}
	}
	out := caps{}
	for _, plan := range sortedKeys(days) {
		if limit, ok := limitOf(days[plan]); ok {
			out[plan] = limit
		}
	}
	return out
}

// limitOf finds the limit in the daily volumes of one plan; it sorts them.
func limitOf(volumes []int32) (int32, bool) {
	slices.Sort(volumes)
	if len(volumes) == 0 {
		return 0, false
	}
	top := float64(volumes[len(volumes)-1])
	if top < 10 {
		return 0, false // so low that everybody meets it by accident
	}
	from := func(x float64) int {
		i, _ := slices.BinarySearchFunc(volumes, x, func(v int32, x float64) int { return cmp.Compare(float64(v), x) })
		return i
	}
	at, below := from(top*(1-capBand)), from(top*(1-2*capBand))
	if n := len(volumes) - at; n < capDays || n < capCrowd*(at-below) {
		return 0, false
	}
	return int32(top * (1 - capBand)), true
}

// capped reports whether an account spent a day at its plan's limit.
func (c caps) capped(a *profile.Account, exchanges int32) bool {
	limit, ok := c[a.Facts.Plan]
	return ok && exchanges >= limit
}
