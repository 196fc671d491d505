package population

import (
	"cmp"
	"slices"
	"time"

	"github.com/stillhunt/stillhunt/proving/scenario"
)

const hourMillis = dayMillis / 24

// suspensionHour is the hour of the day at which the first account of a
// campaign is suspended; the last goes within suspensionHours.
const suspensionHour, suspensionHours = 9, 3

// hours sets when a campaign that follows another begins: 3 to 20 hours after
// the last account of that one was suspended.
func (c *campaign) hours(s *scenario.Scenario) {
	c.begin = c.w.midnight(c.spec.From)
	for _, other := range s.Campaigns {
		if c.spec.Follows != "" && other.Name == c.spec.Follows {
			c.begin = c.w.midnight(other.Suspended) + (suspensionHour+suspensionHours)*hourMillis + newDice(c.seed, 76).Int64N(17*hourMillis) + 3*hourMillis
		}
	}
}

// suspension is the moment at which account i is suspended.
func (c *campaign) suspension(i int) time.Time {
	d := newDice(c.who[i].seed, 77)
	return time.UnixMilli(c.w.midnight(c.spec.Suspended) + suspensionHour*hourMillis + d.Int64N(suspensionHours*hourMillis)).Truncate(time.Second)
}

// Plan implements Population.
func (c *campaign) Plan(day int, plan []Event) []Event {
	if day < c.spec.From || day >= c.until {
		return plan
	}
	from := len(plan)
	switch {
	case c.spec.Dials.Rates == scenario.PeoplesRates:
		plan = c.peoplesHours(day, plan)
	case c.spec.Dials.Schedule == scenario.Lanes:
		plan = c.lanes(day, plan)
	default:
		plan = c.ownHours(day, plan)
	}
	if c.ends != nil && c.spec.Dials.Rates == "" {
		plan = c.carry(day, plan)
	}
	plan = c.poison(day, plan)
	if c.spec.Suspended > 0 || c.spec.Follows != "" {
		plan = c.alive(from, plan)
	}
	if c.spec.Replay > 0 {
		c.relay(day, plan[from:])
	}
	return plan
}

// alive keeps the events between the campaign's begin and the suspension of
// their account.
func (c *campaign) alive(from int, plan []Event) []Event {
	var ends []int64
	if c.spec.Suspended > 0 {
		for i := range c.who {
			ends = append(ends, c.suspension(i).UnixMilli())
		}
	}
	kept := plan[:from]
	for _, e := range plan[from:] {
		if e.At >= c.begin && (ends == nil || e.At < ends[e.Account]) {
			kept = append(kept, e)
		}
	}
	return kept
}

// relayed is how many conversations back a reasoning block may be issued that
// another account presents.
const relayed = 64

// relay lets a share of a day's harvest exchanges present the block that another
// account was issued shortly before.
func (c *campaign) relay(day int, plan []Event) {
	order := make([]int, 0, len(plan))
	for i := range plan {
		if plan[i].Harvest {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(plan[a].At, plan[b].At), cmp.Compare(a, b))
	})
	d := newDice(c.seed, 89, uint64(day))
	for k, i := range order {
		if k == 0 || !d.chance(c.spec.Replay) {
			continue
		}
		other := &plan[order[k-1-d.IntN(min(k, relayed))]]
		if other.Account != plan[i].Account {
			plan[i].Source = other.Session
		}
	}
}
