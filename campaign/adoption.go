package campaign

import (
	"github.com/stillhunt/stillhunt/profile"
)

// adopters is the share of the group's accounts at work in the day after a
// release that sent something to the released model.
func adopters(v *view, release int) (share float64, ok bool) {
	active, movers := 0, 0
	v.each(func(a *profile.Account) {
		for _, x := range a.Adopted {
			if int(x.Release) == release && x.Exchanges > 0 {
				active++
				if x.Moved > 0 {
					movers++
				}
			}
		}
	})
	if active < leastTimed {
		return 0, false
	}
	return float64(movers) / float64(active), true
}

// pivoted finds the release that the group took up the most beyond unrelated
// accounts: which, the share of the group's exchanges that went to the model in
// the day after it, and the excess of accounts that took it up.
func (v *view) pivoted() (release int, share, excess float64, ok bool) {
	for r := range min(len(v.s.Releases), len(v.pop.adopters)) {
		x, known := adopters(v, r)
		if !known || v.pop.adopters[r] > .5 {
			continue
		}
		if x -= v.pop.adopters[r]; !ok || x > excess {
			release, excess, ok = r, x, true
		}
	}
	if !ok {
		return 0, 0, 0, false
	}
	var n, moved int64
	v.each(func(a *profile.Account) {
		for _, x := range a.Adopted {
			if int(x.Release) == release {
				n, moved = n+int64(x.Exchanges), moved+int64(x.Moved)
			}
		}
	})
	return release, float64(moved) / float64(n), excess, true
}

// measureAdoption takes the share of adopters among unrelated accounts, for
// every release; one that nobody can tell of counts as 1, so that it says nothing.
func (c *calibrator) measureAdoption() {
	var all []int32
	for _, u := range c.benign {
		all = append(all, u...)
	}
	v := &view{s: c.s, ix: c.ix, pop: c.pop, accounts: all}
	for r := range c.s.Releases {
		x, ok := adopters(v, r)
		if !ok {
			x = 1
		}
		c.pop.adopters = append(c.pop.adopters, x)
	}
}
