package campaign

import (
	"math"

	"github.com/stillhunt/stillhunt/profile"
)

// span gives an account's active span in UTC days, from the first with an
// exchange to the last: silent days inside it count, those around it do not.
func span(a *profile.Account) (from, to int32) {
	if len(a.Days) == 0 {
		return 0, -1
	}
	return a.Days[0].Day, a.Days[len(a.Days)-1].Day
}

// uncapped gives an account's exchanges and the days of its active span, days
// at the plan's limit left out.
func (v *view) uncapped(a *profile.Account) (exchanges, days float64) {
	from, to := span(a)
	days = float64(to - from + 1)
	for _, d := range a.Days {
		if v.pop.caps.capped(a, d.Exchanges) {
			days--
		} else {
			exchanges += float64(d.Exchanges)
		}
	}
	return exchanges, days
}

// totalsFano is the Fano factor of account totals over the rate while alive:
// the variance between accounts of exchanges a day, times the mean number of
// days, over the mean of exchanges a day. A Poisson process of one rate for all
// has 1. Accounts of less than a day outside their cap, or of fewer than
// evenFrom exchanges, are left out.
func totalsFano(v *view) (float64, bool) {
	var n, sum, squares, length float64
	v.each(func(a *profile.Account) {
		x, days := v.uncapped(a)
		if days < 1 || x < evenFrom {
			return
		}
		r := x / days
		n, sum, squares, length = n+1, sum+r, squares+r*r, length+days
	})
	if n < leastTimed {
		return 0, false
	}
	mean := sum / n
	variance := math.Max(0, (squares-n*mean*mean)/(n-1))
	return math.Max(leastFano, variance*(length/n)/mean), true
}

// dailyFano is Σ_d Var_d / Σ_d mean_d over the days on which three accounts or
// more are within their active span, silent days inside it included, days at
// the plan's limit left out.
func dailyFano(v *view) (float64, bool) {
	type sums struct{ n, sum, squares float64 }
	byDay := map[int32]*sums{}
	of := func(day int32) *sums {
		if byDay[day] == nil {
			byDay[day] = &sums{}
		}
		return byDay[day]
	}
	accounts := 0
	v.each(func(a *profile.Account) {
		from, to := span(a)
		if to-from < 2 {
			return
		}
		accounts++
		for d := from + 1; d < to; d++ { // the first and the last day are parts of days
			of(d).n++
		}
		for _, d := range a.Days {
			if d.Day == from || d.Day == to {
				continue
			}
			s, x := of(d.Day), float64(d.Exchanges)
			if v.pop.caps.capped(a, d.Exchanges) {
				s.n--
				continue
			}
			s.sum, s.squares = s.sum+x, s.squares+x*x
		}
	})
	if accounts < leastTimed {
		return 0, false
	}
	var variance, mean float64
	for _, d := range sortedKeys(byDay) {
		s := byDay[d]
		if s.n < 3 {
			continue
		}
		m := s.sum / s.n
		variance += math.Max(0, (s.squares-s.n*m*m)/(s.n-1))
		mean += m
	}
	if mean == 0 {
		return 0, false
	}
	return math.Max(leastFano, variance/mean), true
}

// evenFrom is the number of exchanges below which an account's rate is noise.
const evenFrom = 5

// leastTimed is the number of accounts from which their timing is compared;
// leastFano keeps the logarithm of a group without any spread finite.
const (
	leastTimed = 5
	leastFano  = .01
)
