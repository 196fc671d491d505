package population

// laneRun is how many tasks in a row an account takes off the queue before the
// scheduler hands over to the next one.
const laneRun = 5

// laneDay is about how many tasks one worker does in a day: one in half a minute.
const laneDay = 3000

// lanes is a scheduler: a few workers take tasks off one queue around the
// clock; each uses one account for a run of tasks and hands over to the next
// within seconds. Runs are dealt from a shuffled deck that holds every account
// equally often, so the totals of the accounts are nearly equal. Every cell has
// a scheduler of its own.
func (c *campaign) lanes(day int, plan []Event) []Event {
	for k := range c.cells {
		plan = c.lane(&c.cells[k], k, day, plan)
	}
	return plan
}

func (c *campaign) lane(cell *cell, number, day int, plan []Event) []Event {
	d := newDice(cell.seed, 90, uint64(day))
	total := int(cell.total*(1+.04*d.NormFloat64()) + .5)
	workers := max(1, total/laneDay)
	each := (total + workers - 1) / workers
	gap := float64(dayMillis) / float64(each+1)
	var deck []int32
	begin, task := c.w.midnight(day), int64(day)<<44|int64(number)<<25
	for sent, lane := 0, 0; lane < workers; lane++ {
		at := float64(begin) + gap*d.Float64()
		var account int32
		var session uint64
		turn, run := 0, 0
		for k := 0; k < each && sent < total; k++ {
			if turn++; turn >= run {
				deck, account = c.deal(d, cell, deck)
				turn, run, session = 0, laneRun, d.Uint64()
				if c.replays { // a run is a conversation
					run = 1 + min(d.geometric(1.5), 11)
				}
			}
			if now := c.stray(d, int64(at), begin); now < begin+dayMillis {
				// Camouflage goes between the tasks.
				harvest := c.ends != nil || !d.chance(float64(c.who[account].other))
				e := Event{At: now, Session: d.Uint64(), Task: task, Account: account, Harvest: harvest}
				if c.replays {
					e.Session, e.Turn = session, int16(turn)
				}
				plan = append(plan, e)
				task++
				sent++
			}
			at += gap * (.4 + .6*d.ExpFloat64())
		}
	}
	return plan
}

// stray moves a moment by the jitter, within its day.
func (c *campaign) stray(d dice, at, begin int64) int64 {
	if c.spec.Dials.Jitter == 0 {
		return at
	}
	off := at - begin + int64(c.spec.Dials.Jitter*d.NormFloat64()*hourMillis)
	return begin + (off%dayMillis+dayMillis)%dayMillis
}

// deal takes the next account off the deck, after a new shuffle where it is
// empty. An account with a higher rate is in more decks.
func (c *campaign) deal(d dice, cell *cell, deck []int32) ([]int32, int32) {
	mean := cell.total / float64(cell.to-cell.from)
	for len(deck) == 0 {
		for i := cell.from; i < cell.to; i++ {
			share := float64(c.who[i].rate) / mean
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

// ownHours lets every account work by itself at a person's hours, in sessions,
// some of which are camouflage with follow-ups: its rate on average, more on some
// days than on others, less or nothing on the weekends that it takes off.
func (c *campaign) ownHours(day int, plan []Event) []Event {
	d := newDice(0)
	midnight := c.w.midnight(day)
	for i := range c.who {
		m := &c.who[i]
		d.start(m.seed, 91, uint64(day))
		rate := float64(m.rate) * d.spread(float64(m.steady)) * 7 / (5 + 2*float64(m.weekend))
		if !c.w.workday(day) {
			rate *= float64(m.weekend)
		}
		follow := float64(m.follow)
		for k := range int64(d.poisson(rate / (1 + follow))) {
			at := midnight + m.hour(d)
			harvest := c.ends != nil || !d.chance(float64(m.other))
			session := d.Uint64()
			for t := range 1 + int64(min(d.geometric(follow), 11)) {
				if at >= midnight+dayMillis {
					break // as a person's conversation
				}
				e := Event{At: at, Session: session, Account: int32(i), Turn: int16(t), Harvest: harvest}
				if harvest {
					c.single(d, &e, day, k<<5|t&31)
				}
				plan = append(plan, e)
				at += c.w.pause(d)
			}
		}
	}
	return plan
}

// peoplesHours lets every account send when and as often as a person does, by
// people's own law. A conversation is a run of tasks, or is not the operator's.
func (c *campaign) peoplesHours(day int, plan []Event) []Event {
	d, own := newDice(0), newDice(0)
	for i := range c.who {
		m := &c.who[i]
		from := len(plan)
		plan = m.sends(c.w, d, day, int32(i), plan)
		for k := from; k < len(plan); k++ {
			e := &plan[k]
			if own.start(e.Session, 92); own.chance(float64(m.other)) {
				continue
			}
			e.Harvest = true
			own.start(e.Session, 93, uint64(e.Turn))
			c.single(own, e, day, int64(k-from))
		}
	}
	return plan
}

// single makes a conversation of its own of a task, unless conversations are
// what is harvested. The number is the task's of its account and day.
func (c *campaign) single(d dice, e *Event, day int, number int64) {
	e.Task = int64(day)<<44 | int64(e.Account)<<20 | number&(1<<20-1)
	if !c.replays {
		e.Session, e.Turn = d.Uint64(), 0
	}
}
