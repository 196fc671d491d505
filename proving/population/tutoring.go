package population

import (
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// tutoring is an app whose students each have an account and ask it to show
// the reasoning step by step, exercise by exercise off the sheets of their
// class. What makes it look like a campaign: one system text, one request for
// reasoning, classes that share their tasks, a plan with an equal quota,
// accounts made in the first weeks of term. What a careful detector can see:
// each is at home with a phone of his own, asks back, and is slow on Sundays.
type tutoring struct {
	seats
	system []byte
	asks   [][]byte
	zone   float32
}

// classSize is how many students get the same sheets.
const classSize = 25

func newTutoring(w *World, spec scenario.Population, group string, number int) *tutoring {
	t := &tutoring{seats: w.newSeats(spec, group, number)}
	d := newDice(t.seed, 50)
	g := w.Text.Houses
	tutor := g.Find("tutor")
	t.system = g.Expand(nil, d.Rand, 0, tutor, "system")
	for range 3 {
		t.asks = append(t.asks, g.Expand(nil, d.Rand, 0, tutor, "ask"))
	}
	t.zone = houseZones[d.IntN(len(houseZones))]
	start := -15 - d.IntN(60)
	for i := range spec.Accounts {
		seed := join(t.seed, uint64(i))
		d.start(seed, 51)
		day := start + int(6*d.ExpFloat64())
		p := w.newPerson(seed, habits{perDay: spec.PerDay, spread: spec.Spread, lang: 0, created: w.midnight(min(day, w.Days-2)) + d.Int64N(dayMillis), from: max(0, day), until: w.Days})
		p.zone, p.peak, p.program = t.zone, float32(15+4*d.Float64()), false
		p.clients = [2]*wire.Client{w.Clients.browser(d), w.Clients.browser(d)}
		p.plan = uint8([]int{planFree, planEdu}[d.IntN(2)])
		if t.declared {
			p.plan = planEdu
		}
		t.who = append(t.who, p)
	}
	return t
}

func (t *tutoring) Account(i int) Account { return t.account(i, "education") }

func (t *tutoring) Plan(day int, plan []Event) []Event {
	from, d := len(plan), newDice(0)
	for i := range t.who {
		p := &t.who[i]
		if day < int(p.from) {
			continue
		}
		d.start(p.seed, 53, uint64(day))
		if wd := t.w.First.AddDate(0, 0, day).Weekday(); wd == 6 || wd == 0 && d.chance(.5) || d.chance(.2) {
			continue
		}
		begin := t.clock(day, min(21, max(7, float64(p.peak)+1.5*d.NormFloat64())), p.zone)
		plan = t.w.stint(d, i, t.daily(d, i), begin, begin+90*60*1000, 1, plan)
	}
	return t.within(day, from, plan)
}

func (t *tutoring) Say(e Event, v *Voice, x *wire.Exchange) {
	who := &t.who[e.Account]
	who.connect(t.w, e, v, x)
	x.Org = t.orgOf()
	x.System = append(x.System, t.system...)
	d, g := v.d, t.w.Text.Houses
	tutor, people := g.Find("tutor"), t.w.Text.People[0]
	week := uint64(e.At-t.w.First.UnixMilli()) / (7 * dayMillis)
	dialogue(d, e, x, func(dst []byte, k int) []byte {
		if k > 0 {
			dst = g.Expand(dst, d.Rand, who.manner.Voice, tutor, "follow")
			if d.chance(.7) {
				dst = people.Message(append(dst, ". "...), d.Rand, who.manner, people.Topic(int(who.topics[0])), who.size(d)/2, true)
			}
			return dst
		}
		ask := t.asks[d.IntN(len(t.asks))]
		d.start(t.seed, 56, uint64(e.Account/classSize), week, uint64(d.IntN(12))) // one of the week's exercises
		dst = append(g.Expand(dst, d.Rand, 0, tutor, "sheet"), ' ')
		return append(dst, ask...)
	}, func(dst []byte) []byte { return g.Answer(dst, d.Rand, tutor, 100) })
	usage(d, x, 350)
}
