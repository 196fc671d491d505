package population

import "slices"

// A network that sells access carries the conversations of unrelated customers
// on the same accounts as a harvest: a hydra. Customers have nothing in common,
// and any account may carry any of them.

// Roles of a campaign's accounts in the truth.
const (
	RoleOperator = "operator"
	RoleMixed    = "mixed"    // carries customers and the harvest
	RoleCustomer = "customer" // carries customers only
)

// cleanShare is the share of a network's accounts that never harvest.
const cleanShare = .15

// customersEach is the number of customers for each account.
const customersEach = 5

func (c *campaign) recruit() {
	for i := range customersEach * len(c.who) {
		c.ends = append(c.ends, c.w.newPerson(join(c.seed, 71, uint64(i)), habits{perDay: 1, lang: -1, until: c.w.Days}))
	}
}

// carry appends the conversations of customers. Which customer speaks follows
// from the conversation's seed.
func (c *campaign) carry(day int, plan []Event) []Event {
	d := newDice(0)
	for i := range c.who {
		m := &c.who[i]
		d.start(m.seed, 74, uint64(day))
		for range d.poisson(float64(m.load) / 2.3) { // a conversation has 2.3 turns on average
			e := Event{Session: d.Uint64(), Account: int32(i)}
			e.At = c.w.midnight(day) + c.ends[e.Session%uint64(len(c.ends))].hour(d)
			for t := range 1 + min(d.geometric(1.3), 11) {
				e.Turn = int16(t)
				if e.At < c.w.midnight(day+1) {
					plan = append(plan, e)
				}
				e.At += c.w.pause(d)
			}
		}
	}
	return plan
}

// choose draws the innocents whose prefix and prompts the campaign uses too:
// people who are there for the whole range and often send something.
func (c *campaign) choose(innocents *people) {
	d := newDice(c.seed, 72)
	chosen := map[int]bool{}
	for range 200 * c.spec.Dials.Poison {
		i := d.IntN(innocents.Len())
		p := &innocents.who[i]
		if len(chosen) == min(c.spec.Dials.Poison, innocents.Len()) {
			break
		}
		if !chosen[i] && p.from <= int32(c.spec.From) && p.until >= int32(c.until) && p.sessions > .3 {
			chosen[i] = true
		}
	}
	all := make([]int, 0, len(chosen))
	for i := range chosen {
		all = append(all, i)
	}
	slices.Sort(all)
	for _, i := range all {
		c.victims = append(c.victims, innocents.who[i])
	}
}

// poisoners is how many accounts repeat what one innocent says on a day.
const poisoners = 3

// poison appends conversations of innocents, word by word, sent again by
// accounts of the campaign within hours.
func (c *campaign) poison(day int, plan []Event) []Event {
	d, own := newDice(0), newDice(0)
	for k := range c.victims {
		said := c.victims[k].sends(c.w, d, day, 0, nil)
		own.start(c.seed, 73, uint64(k), uint64(day))
		for range poisoners {
			account, later := int32(own.IntN(len(c.who))), own.Int64N(6*hourMillis)
			for _, e := range said[:min(len(said), 4)] {
				e.Account, e.At, e.Task = account, e.At+later, -1-int64(k)
				if e.At < c.w.midnight(day+1) {
					plan = append(plan, e)
				}
			}
		}
	}
	return plan
}
