package population

import (
	"math"

	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// viral are the viewers of one video who paste its prompt, with something of
// their own behind it, in the days after. What makes it look like a campaign:
// one long frame that asks for reasoning step by step, in thousands of accounts
// within days, some of them made for it. What a careful detector can see: most
// send it once or twice, and beside it each is a stranger to the others.
type viral struct {
	people
	group string
	seed  uint64
	video []byte
	day   float64 // of the video
	when  []int64 // of the first paste, by account
}

func newViral(w *World, spec scenario.Population, group string, number int) *viral {
	r := &viral{group: group, seed: join(w.Seed, text(spec.Kind), uint64(number))}
	r.w = w
	d := newDice(r.seed, 50)
	r.video = w.Text.Viral.Expand(nil, d.Rand, 0, nil, "video")
	r.day = .2 + .6*d.Float64()*float64(w.Days)
	for i := range spec.Accounts {
		own := join(r.seed, uint64(i))
		d.start(own, 51)
		day := min(r.day+2*d.ExpFloat64(), float64(w.Days)-.01)
		when := w.First.UnixMilli() + int64(day*dayMillis)
		created, from, until := w.lifetime(d)
		if from > int(day) || until <= int(day) || d.chance(.15) { // came for it
			created, from = when-int64(math.Min(day, 1)*dayMillis*d.Float64()/2), int(day)
			until = min(w.Days, from+1+int(10*d.ExpFloat64()))
		}
		p := w.newPerson(own, habits{perDay: spec.PerDay, spread: spec.Spread, lang: 0, created: created, from: from, until: until})
		if p.program { // videos are watched by others
			p.program, p.clients = false, [2]*wire.Client{w.Clients.browser(d), w.Clients.browser(d)}
		}
		r.who, r.when = append(r.who, p), append(r.when, when)
	}
	return r
}

func (r *viral) Account(i int) Account {
	a := r.who[i].account(r.w)
	a.Class, a.Group = Lookalike, r.group
	return a
}

func (r *viral) Plan(day int, plan []Event) []Event {
	d := newDice(0)
	for i := range r.who {
		p := &r.who[i]
		plan = p.sends(r.w, d, day, int32(i), plan)
		if at := r.when[i]; at >= r.w.midnight(day) && at < r.w.midnight(day+1) && at > p.created {
			d.start(p.seed, 53)
			for e := (Event{At: at, Session: d.Uint64(), Task: 1, Account: int32(i)}); e.At < r.w.midnight(day+1); {
				if plan = append(plan, e); !d.chance(.45) {
					break
				}
				if e.Turn++; e.Turn > 6 || d.chance(.4) { // once more from the start
					e.Session, e.Turn = d.Uint64(), 0
				}
				e.At += r.w.pause(d)
			}
		}
	}
	return plan
}

func (r *viral) Say(e Event, v *Voice, x *wire.Exchange) {
	who := &r.who[e.Account]
	who.connect(r.w, e, v, x)
	if e.Task == 0 {
		who.converse(r.w, e, v, x)
		return
	}
	g := r.w.Text.People[0]
	topic := g.Topic(int(who.topics[0]))
	who.framed(e, v, x, g, topic, func(dst []byte) []byte {
		dst = append(append(dst, r.video...), ' ')
		return g.Message(dst, v.d.Rand, who.manner, topic, who.size(v.d), false)
	})
}
