package population

import (
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/proving/scenario"
)

// seats are the accounts of one group of a look-alike: persons who have a
// house, a firm or an event in common. Each kind says when they work and what
// they say.
type seats struct {
	w        *World
	spec     scenario.Population
	group    string
	seed     uint64
	declared bool // says what it is
	who      []person
}

func (w *World) newSeats(spec scenario.Population, group string, number int) seats {
	return seats{w: w, spec: spec, group: group, seed: join(w.Seed, text(spec.Kind), uint64(number)), declared: w.confesses(spec, number)}
}

// confesses reports whether group number of a kind says what it is: the share
// that the scenario wants, whatever the number of groups, beginning at a place
// that the seed decides.
func (w *World) confesses(spec scenario.Population, number int) bool {
	from := newDice(w.Seed, text(spec.Kind), 110).Float64()
	until := func(n int) float64 { return math.Floor(from + float64(n)*spec.Confess) }
	return until(number+1) > until(number)
}

func (s *seats) Len() int { return len(s.who) }

// account says who seat i is; a house that says what it is has one
// organisation, one payer, one mail domain and a declared use.
func (s *seats) account(i int, use string) Account {
	a := s.who[i].account(s.w)
	a.Class, a.Group = Lookalike, s.group
	if s.declared {
		s.confess(&a, use)
	}
	return a
}

func (s *seats) confess(a *Account, use string) {
	a.Org = organisation(s.seed)
	a.Facts.Card, a.Facts.BIN = card(s.seed), bin(newDice(s.seed, 62))
	a.Facts.Domain, a.Facts.Shape = string(code(nil, 7, s.seed, 44))+".example", "l.l"
	a.Facts.Use = use
}

func organisation(seed uint64) string { return string(code([]byte("org_"), 10, seed, 42)) }

// orgOf is the organisation that the traffic of a house names.
func (s *seats) orgOf() string {
	if s.declared {
		return organisation(s.seed)
	}
	return ""
}

// daily draws what seat i sends on one of its days: its quota, or a number of
// its own.
func (s *seats) daily(d dice, i int) int {
	if bound(s.who[i].seed, s.spec.Quota) {
		// A norm is met but for a day in ten that falls a little short.
		n := int(s.spec.PerDay + .5)
		if d.chance(.1) {
			n -= d.IntN(1 + n/8)
		}
		return n
	}
	own := s.spec.PerDay * newDice(s.who[i].seed, 112).spread(s.spec.Spread)
	return d.poisson(own * d.spread(.4))
}

// stint appends n exchanges between two moments, in conversations with this
// mean number of follow-ups. The first begins at once.
func (w *World) stint(d dice, account, n int, begin, end int64, follow float64, plan []Event) []Event {
	var sizes []int
	for left := n; left > 0; {
		size := min(left, 1+min(d.geometric(follow), 11))
		sizes, left = append(sizes, size), left-size
	}
	starts := make([]int64, len(sizes))
	for i := range starts {
		starts[i] = begin + d.Int64N(max(1, end-begin))
		if i == 0 {
			starts[i] = begin
		}
	}
	slices.Sort(starts)
	for i, size := range sizes {
		e := Event{At: starts[i], Session: d.Uint64(), Account: int32(account)}
		for t := range size {
			e.Turn = int16(t)
			plan = append(plan, e)
			e.At += w.pause(d)
		}
	}
	return plan
}

// within keeps the events of plan[from:] that fall on the day and after the
// account was made.
func (s *seats) within(day, from int, plan []Event) []Event {
	kept := plan[:from]
	for _, e := range plan[from:] {
		if e.At < s.w.midnight(day+1) && e.At > s.who[e.Account].created {
			kept = append(kept, e)
		}
	}
	return kept
}

// clock is a local time of a day in milliseconds UTC.
func (s *seats) clock(day int, hour float64, zone float32) int64 {
	return s.w.midnight(day) + int64(math.Mod(hour-float64(zone)+48, 24)*3600*1000)
}

// workday reports whether a day is none of the weekend.
func (w *World) workday(day int) bool {
	wd := w.First.AddDate(0, 0, day).Weekday()
	return wd != 0 && wd != 6
}
