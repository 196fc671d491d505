package campaign

import (
	"slices"

	"github.com/stillhunt/stillhunt/profile"
)

// period is the time of the hunt, from the first exchange to the last.
type period struct{ first, last int64 }

func periodOf(s *profile.Set) period {
	if len(s.Accounts) == 0 {
		return period{}
	}
	p := period{s.Accounts[0].First, s.Accounts[0].Last}
	for i := range s.Accounts {
		p.first, p.last = min(p.first, s.Accounts[i].First), max(p.last, s.Accounts[i].Last)
	}
	return p
}

// jointWindow is how near in time accounts begin or end that do so together;
// edgeDays is how far from the edge of the hunt a begin or an end must lie to
// be one: nearer, the account may have been there before, or come again.
const (
	jointWindow = dayMicros / 2
	edgeDays    = 4
)

// jointEdges are the largest shares of a group's accounts that sent their first
// exchange, and their last one, within half a day; a hunt of eight days or less has
// no middle in which they could. An account at work on fewer
// than three days has no life to begin or end, and is not counted.
func jointEdges(v *view) (starts, stops float64, ok bool) {
	var begins, ends []int64
	n := 0
	p := v.pop.period
	v.each(func(a *profile.Account) {
		if a.ActiveDays < 3 {
			return
		}
		n++
		if a.First > p.first+edgeDays*dayMicros {
			begins = append(begins, a.First)
		}
		if a.Last < p.last-edgeDays*dayMicros {
			ends = append(ends, a.Last)
		}
	})
	if n < leastTimed || p.last-p.first < 2*edgeDays*dayMicros+jointWindow {
		return 0, 0, false
	}
	return float64(densest(begins, jointWindow)) / float64(n), float64(densest(ends, jointWindow)) / float64(n), true
}

// densest is the largest number of moments within a window; it sorts them.
func densest(moments []int64, window int64) int {
	slices.Sort(moments)
	most, from := 0, 0
	for to := range moments {
		for moments[to]-moments[from] >= window {
			from++
		}
		most = max(most, to-from+1)
	}
	return most
}

// banned finds the moment of a mass suspension in the group, or in the one that
// it is kin to: the day within which most were suspended, and how many.
func banned(v *view) (from, to int64, n int) {
	var ats []int64
	for _, accounts := range [][]int32{v.accounts, v.old} {
		for _, i := range accounts {
			if at := v.s.Accounts[i].Facts.Suspended; at > 0 {
				ats = append(ats, at)
			}
		}
	}
	slices.Sort(ats)
	lo := 0
	for hi := range ats {
		for ats[hi]-ats[lo] >= dayMicros {
			lo++
		}
		if hi-lo+1 > n {
			n, from, to = hi-lo+1, ats[lo], ats[hi]
		}
	}
	return from, to, n
}

// succession is what follows a mass suspension: how many accounts were
// suspended within a day, how many of the others sent their first exchange in
// the day after it began, and how many in the rest of the hunt.
type succession struct{ suspended, followed, others int }

func findSuccession(v *view) (succession, bool) {
	from, to, n := banned(v)
	p := v.pop.period
	if n < leastTimed || from < p.first+dayMicros || to > p.last-dayMicros {
		return succession{}, false
	}
	s := succession{suspended: n}
	v.each(func(a *profile.Account) {
		switch {
		case a.Facts.Suspended >= from && a.Facts.Suspended <= to:
		case a.First > from && a.First <= to+dayMicros:
			s.followed++
		default:
			s.others++
		}
	})
	return s, true
}
