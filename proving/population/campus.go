package population

import (
	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// campus is a university: students behind one NAT prefix, or two if they are
// many, who signed up in the weeks of a semester's start with addresses of one
// domain, take the same courses and are set the same exercises, some of which ask
// for reasoning step by step. They are many people all the same. A campus that does not
// confess is a hall whose students pay for themselves and use their own mail.
type campus struct {
	people
	group    string
	seed     uint64
	spec     scenario.Population
	declared bool
	nat      [2]place
	courses  []course
}

type course struct {
	topic int16
	frame []byte // how its exercises are worded
}

var studies = []string{"python", "mathhelp", "physics", "history", "languages", "writing", "science", "law", "philosophy", "database", "spreadsheet", "esl", "webdev"}

func newCampus(w *World, spec scenario.Population, group string, number int) *campus {
	c := &campus{group: group, spec: spec, seed: join(w.Seed, text(scenario.CampusNAT), uint64(number)), declared: w.confesses(spec, number)}
	c.w = w
	d := newDice(c.seed, 50)
	c.nat = [2]place{{campusNet, int32(2 * number % 256)}, {campusNet, int32((2*number + 1) % 256)}}
	zone := regions[0][d.IntN(len(regions[0]))]
	g := w.Text.People[0]
	for range 6 {
		topic := topicIndex(g, studies[d.IntN(len(studies))])
		frame := g.Expand(nil, d.Rand, 0, g.Topic(int(topic)), "exercise")
		c.courses = append(c.courses, course{topic, frame})
	}
	start := -20 - d.IntN(100) // the semester's first day
	for i := range spec.Accounts {
		seed := join(c.seed, uint64(i))
		d.start(seed, 51)
		day := start + int(4*d.NormFloat64())
		if d.chance(.4) {
			day = start - d.IntN(380+start)
		}
		p := w.newPerson(seed, habits{perDay: spec.PerDay, spread: spec.Spread, lang: 0, created: w.midnight(day) + d.Int64N(dayMillis), until: w.Days})
		p.zone = zone.zone
		p.peak = float32(10 + 11*d.Float64())
		for k := range p.topics {
			if k < 3 {
				p.topics[k] = c.courses[d.IntN(len(c.courses))].topic
			}
		}
		p.atHome = .3 * float32(d.Float64()) // else the campus
		p.away = .15 * float32(d.Float64())
		p.relay = 0
		p.work = c.nat[i/300%2]
		if !p.program {
			p.plan = uint8([]int{planFree, planPlus, planEdu}[d.weighted([]float64{.6, .1, .3})])
			if p.plan == planEdu && !c.declared {
				p.plan = planPlus
			}
		}
		p.bind(spec.Quota, spec.PerDay)
		c.who = append(c.who, p)
	}
	return c
}

func topicIndex(g *grammar.Grammar, name string) int16 {
	for i := range g.Topics() {
		if g.Topic(i).Name == name {
			return int16(i)
		}
	}
	return 0
}

func (c *campus) Account(i int) Account {
	who := &c.who[i]
	a := who.account(c.w)
	a.Class, a.Group = Lookalike, c.group
	d := newDice(who.seed, 52)
	if c.declared {
		a.Facts.Use = "education"
	}
	if d.chance(.75) && c.declared {
		a.Facts.Domain = string(code(nil, 6, c.seed, 53)) + "-university.example"
		a.Facts.Shape = "l.l"
	}
	if d.chance(.7) {
		a.Facts.Signup = c.w.signup(who.work, d.Uint64())
	}
	return a
}

func (c *campus) Say(e Event, v *Voice, x *wire.Exchange) {
	who := &c.who[e.Account]
	who.connect(c.w, e, v, x)
	v.d.start(e.Session, 54)
	if !v.d.chance(.12) {
		who.converse(c.w, e, v, x)
		return
	}
	// An exercise of a course, in the course's words.
	set := &c.courses[v.d.IntN(len(c.courses))]
	g := c.w.Text.People[0]
	topic := g.Topic(int(set.topic))
	d := v.d
	dialogue(d, e, x, func(dst []byte, t int) []byte {
		if t > 0 {
			return g.Message(dst, d.Rand, who.manner, topic, who.size(d), true)
		}
		dst = append(append(dst, set.frame...), ' ')
		return g.Expand(dst, d.Rand, 0, topic, "ask")
	}, func(dst []byte) []byte { return g.Answer(dst, d.Rand, topic, 160) })
	usage(d, x, 300)
}
