package population

import (
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// nineOClock is a company whose staff got an assistant: one line, accounts made in
// one week, everybody begins at nine on workdays and stops at half past five,
// many fill their quota, and part of what they send stands in the company's
// prompt library, some of which asks for reasoning. What a careful detector can
// see: many people write here, each about work of his own, and they follow up.
type nineOClock struct {
	seats
	nat     [2]place
	zone    float32
	library [][]byte
}

// houseZones are hours east of UTC in which a working day lies in a day UTC.
var houseZones = [...]float32{0, 1, 1, 2, 3, 5.5}

// trades are the topics of people at work.
var trades = []string{"office", "marketing", "spreadsheet", "database", "python", "law", "jobhunt", "writing", "events", "languages", "taxes", "webdev"}

func newNineOClock(w *World, spec scenario.Population, group string, number int) *nineOClock {
	o := &nineOClock{seats: w.newSeats(spec, group, number)}
	d := newDice(o.seed, 50)
	// Two lines nobody else has.
	o.nat = [2]place{{campusNet, int32(128 + 2*number%128)}, {campusNet, int32(129 + 2*number%128)}}
	o.zone = houseZones[d.IntN(len(houseZones))]
	g := w.Text.Houses
	for range 12 {
		o.library = append(o.library, g.Expand(nil, d.Rand, 0, g.Find("library"), "frame"))
	}
	begin := -d.IntN(60) - 6
	people := w.Text.People[0]
	for i := range spec.Accounts {
		seed := join(o.seed, uint64(i))
		d.start(seed, 51)
		p := w.newPerson(seed, habits{perDay: spec.PerDay, spread: spec.Spread, lang: 0, created: w.midnight(begin+d.IntN(5)) + d.Int64N(dayMillis), until: w.Days})
		for k := range p.topics {
			if k < 3 {
				p.topics[k] = topicIndex(people, trades[d.IntN(len(trades))])
			}
		}
		p.zone, p.work, p.relay, p.away, p.plan, p.program = o.zone, o.nat[i/150%2], 0, 0, planPlus, false
		p.atHome = 0
		if d.chance(.25) { // works from home at times
			p.atHome = .4 * float32(d.Float64())
		}
		p.clients = [2]*wire.Client{w.Clients.browser(d), p.clients[1]}
		if p.clients[1].Headers != nil { // was a program's
			p.clients[1] = p.clients[0]
		}
		o.who = append(o.who, p)
	}
	return o
}

func (o *nineOClock) Account(i int) Account {
	a := o.account(i, "office work")
	a.Facts.Signup = o.w.signup(o.who[i].work, o.who[i].seed%3)
	return a
}

func (o *nineOClock) Plan(day int, plan []Event) []Event {
	if !o.w.workday(day) {
		return plan
	}
	from, d := len(plan), newDice(0)
	for i := range o.who {
		d.start(o.who[i].seed, 53, uint64(day))
		if d.chance(.08) { // away
			continue
		}
		begin := o.clock(day, 9+.08*d.ExpFloat64(), o.zone)
		plan = o.w.stint(d, i, o.daily(d, i), begin, begin+8*3600*1000, 1.2, plan)
	}
	return o.within(day, from, plan)
}

func (o *nineOClock) Say(e Event, v *Voice, x *wire.Exchange) {
	who := &o.who[e.Account]
	who.connect(o.w, e, v, x)
	x.Org = o.orgOf()
	v.d.start(e.Session, 54)
	if !v.d.chance(.3) {
		who.converse(o.w, e, v, x)
		return
	}
	frame := o.library[v.d.IntN(len(o.library))]
	g := o.w.Text.People[0]
	topic := g.Topic(int(who.topics[v.d.weighted(topicWeights)]))
	who.framed(e, v, x, g, topic, func(dst []byte) []byte {
		dst = append(append(dst, frame...), '\n')
		return g.Message(dst, v.d.Rand, who.manner, topic, 60+who.size(v.d), false)
	})
}
