package population

import "math"

// laneRun is how many tasks in a row an account takes off the queue before the
// scheduler hands over to the next one.
const laneRun = 5

// laneDay is about how many tasks one worker does in a day: one in half a minute.
const laneDay = 3000

// lanes is a scheduler: a few workers take tasks off one queue around the
// clock; each uses one account for a run of tasks and hands over to the next
// within seconds. Runs are dealt from a shuffled deck that holds every account
// equally often, so the totals of the accounts are nearly equal.
func (c *campaign) lanes(day int, plan []Event) []Event {
	d := newDice(c.seed, 90, uint64(day))
	total := int(c.spec.PerDay*float64(len(c.who))*(1+.04*d.NormFloat64()) + .5)
	workers := max(1, total/laneDay)
	each := (total + workers - 1) / workers
	gap := float64(dayMillis) / float64(each+1)
	var deck []int32
	begin, task := c.w.midnight(day), int64(day)<<32
	for sent, lane := 0, 0; lane < workers; lane++ {
		at := float64(begin) + gap*d.Float64()
		var account int32
		for k := 0; k < each && sent < total; k++ {
			if k%laneRun == 0 {
				deck, account = c.deal(d, deck)
			}
			if now := int64(at); now < begin+dayMillis {
				// Camouflage goes between the tasks.
				plan = append(plan, Event{At: now, Session: d.Uint64(), Task: task, Account: account, Harvest: !d.chance(c.spec.Dials.Camouflage)})
				task++
				sent++
			}
			at += gap * (.4 + .6*d.ExpFloat64())
		}
	}
	return plan
}

// deal takes the next account off the deck, after a new shuffle where it is
// empty. An account with a higher rate is in more decks.
func (c *campaign) deal(d dice, deck []int32) ([]int32, int32) {
	for len(deck) == 0 {
		for i := range c.who {
			share := float64(c.who[i].rate) / c.spec.PerDay
			for share > 0 {
				if share >= 1 || d.chance(share) {
					deck = append(deck, int32(i))
				}
				share--
			}
		}
		d.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
	}
	last := len(deck) - 1
	return deck[:last], deck[last]
}

// ownHours lets every account work by itself at a person's hours: about its
// rate every day, in sessions, some of which are camouflage with follow-ups.
func (c *campaign) ownHours(day int, plan []Event) []Event {
	d := newDice(0)
	midnight := c.w.midnight(day)
	for i := range c.who {
		m := &c.who[i]
		d.start(m.seed, 91, uint64(day))
		left := d.poisson(float64(m.rate) * d.spread(.2))
		for k := int64(0); left > 0; k++ {
			at := midnight + m.hour(d)
			harvest := !d.chance(c.spec.Dials.Camouflage)
			run := min(left, 1+d.geometric(1.2))
			session := d.Uint64()
			for t := range run {
				if at < midnight+dayMillis {
					e := Event{At: at, Session: session, Account: int32(i), Turn: int16(min(t, 11)), Harvest: harvest}
					if harvest { // each task is a conversation of its own
						e.Session, e.Turn = d.Uint64(), 0
						e.Task = (int64(day)<<20|int64(i))<<12 | k<<5 | int64(t&31)
					}
					plan = append(plan, e)
				}
				at += int64(math.Max(5000, 60000*d.spread(1)))
			}
			left -= run
		}
	}
	return plan
}
