package population

import (
	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// labelling is a firm whose annotators judge and mend replies in two shifts,
// each with a norm. A firm that says what it is sits in one office; one that
// does not is a crowd of freelancers at home: own line, own card, own mail, no
// organisation. What makes it look like a campaign: the same guidelines and one
// pool of items from all accounts, rubric grading, equal totals, equal hours.
// What a careful detector can see: people react to the answer, in words of
// their own, and rest at weekends or on days that they chose.
type labelling struct {
	seats
	nat    place
	zone   float32
	frames [][]byte
}

func newLabelling(w *World, spec scenario.Population, group string, number int) *labelling {
	l := &labelling{seats: w.newSeats(spec, group, number)}
	d := newDice(l.seed, 50)
	l.nat, l.zone = w.net.draw(d, office), houseZones[d.IntN(len(houseZones))]
	g := w.Text.Houses
	for range 4 {
		l.frames = append(l.frames, g.Expand(nil, d.Rand, 0, g.Find("label"), "frame"))
	}
	for i := range spec.Accounts {
		seed := join(l.seed, uint64(i))
		d.start(seed, 51)
		created := w.midnight(-4-d.IntN(300)) + d.Int64N(dayMillis)
		p := w.newPerson(seed, habits{perDay: spec.PerDay, spread: spec.Spread, lang: 0, created: created, until: w.Days})
		p.plan, p.program, p.relay = planPlus, false, 0
		p.clients = [2]*wire.Client{w.Clients.browser(d), w.Clients.browser(d)}
		if l.declared {
			p.work, p.atHome, p.away, p.zone = l.nat, 0, 0, l.zone
		} else {
			p.atHome, p.away, p.zone = .95, .05, houseZones[d.IntN(len(houseZones))]
		}
		l.who = append(l.who, p)
	}
	return l
}

func (l *labelling) Account(i int) Account { return l.account(i, "data labelling") }

// Plan gives each annotator a shift of six hours on five days of seven.
func (l *labelling) Plan(day int, plan []Event) []Event {
	from, d := len(plan), newDice(0)
	for i := range l.who {
		p := &l.who[i]
		d.start(p.seed, 53, uint64(day))
		if (day+int(p.seed>>12%7))%7 >= 5 {
			continue
		}
		begin := l.clock(day, 8+6*float64(p.seed>>16&1)+.1*d.ExpFloat64(), p.zone)
		plan = l.w.stint(d, i, l.daily(d, i), begin, begin+55*6*60*1000, 1.1, plan)
	}
	return l.within(day, from, plan)
}

func (l *labelling) Say(e Event, v *Voice, x *wire.Exchange) {
	who := &l.who[e.Account]
	who.connect(l.w, e, v, x)
	x.Org = l.orgOf()
	d, g := v.d, l.w.Text.Houses
	label, people := g.Find("label"), l.w.Text.People[0]
	d.start(e.Session, 54)
	frame := l.frames[d.IntN(len(l.frames))]
	about := people.Topic(d.IntN(people.Topics())) // whatever the item is about
	dialogue(d, e, x, func(dst []byte, t int) []byte {
		if t > 0 {
			return l.reacts(who, d, label, dst)
		}
		dst = append(append(dst, frame...), "\n\n"...)
		dst = append(g.Expand(dst, d.Rand, 0, label, "head"), ' ')
		dst = people.Message(dst, d.Rand, grammar.Manner{Voice: grammar.Voice(d.Uint64())}, about, 40+d.IntN(160), false)
		return g.Expand(dst, d.Rand, 0, label, "replies")
	}, func(dst []byte) []byte { return g.Answer(dst, d.Rand, label, 40) })
	usage(d, x, 120)
}

// reacts is what an annotator says of the answer.
func (l *labelling) reacts(who *person, d dice, label *grammar.Section, dst []byte) []byte {
	dst = l.w.Text.Houses.Expand(dst, d.Rand, who.manner.Voice, label, "follow")
	if d.chance(.7) {
		people := l.w.Text.People[0]
		dst = people.Message(append(dst, ", "...), d.Rand, who.manner, people.Topic(int(who.topics[0])), who.size(d)/2, true)
	}
	return dst
}
