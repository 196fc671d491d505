package population

import (
	"time"

	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// people are those who use an assistant for themselves: few exchanges for
// most, many for some; conversations; a few topics of their own; several
// languages; a home, a phone and a place of work; households that share a line
// and at times a card. Some work with it all day. No public trace says how active
// people are, when they sleep and when they leave: those numbers are assumed.
type people struct {
	w     *World
	who   []person
	cards map[int32]int32 // whose card the account pays with, where it is not its own
}

func newPeople(w *World, spec scenario.Population, n int) *people {
	p := &people{w: w, who: make([]person, n), cards: map[int32]int32{}}
	d := newDice(0)
	for i := range p.who {
		seed := join(w.Seed, text(scenario.People), uint64(i))
		d.start(seed, 30)
		created, from, until := w.lifetime(d)
		p.who[i] = w.newPerson(seed, habits{perDay: spec.PerDay, spread: spec.Spread, lang: -1, created: created, from: from, until: until})
		w.employ(d, &p.who[i])
		p.who[i].bind(spec.Quota, 5*spec.PerDay)
		if i > 0 && d.chance(.09) { // lives with the one before
			last := &p.who[i-1]
			p.who[i].household, p.who[i].lease = last.household, last.lease
			if last.plan != planFree && p.who[i].plan != planFree && d.chance(.5) {
				owner := int32(i - 1)
				if o, ok := p.cards[owner]; ok {
					owner = o
				}
				p.cards[int32(i)] = owner
			}
		}
	}
	return p
}

func (p *people) Len() int { return len(p.who) }

func (p *people) Account(i int) Account {
	who := &p.who[i]
	a := who.account(p.w)
	a.Class = Benign
	if o, ok := p.cards[int32(i)]; ok {
		owner := p.who[o].account(p.w)
		a.Facts.Card, a.Facts.BIN = owner.Facts.Card, owner.Facts.BIN
	}
	return a
}

// account says who a person is, but for class and group.
func (p *person) account(w *World) Account {
	a := Account{ID: id(p.seed), Language: grammar.Languages[p.lang], Region: regions[p.lang][p.region].name}
	a.Facts = w.facts(p.seed, p.created, int(p.plan))
	at, host := p.home(w, newDice(0), int((p.created-w.First.UnixMilli())/dayMillis))
	a.Facts.Signup = w.signup(at, host)
	if int(p.until) < w.Days && newDice(p.seed, 33).chance(suspended) {
		a.Facts.Suspended = time.UnixMilli(w.midnight(int(p.until))).UTC()
	}
	return a
}

// suspended is the share of those who stop that were made to, for whatever reason.
const suspended = .05

// id is the name of an account; all kinds have the same form.
func id(seed uint64) string { return string(code([]byte("acct_"), 12, seed, 32)) }

func (p *people) Plan(day int, plan []Event) []Event {
	d := newDice(0)
	for i := range p.who {
		plan = p.who[i].sends(p.w, d, day, int32(i), plan)
	}
	return plan
}

func (p *people) Say(e Event, v *Voice, x *wire.Exchange) {
	who := &p.who[e.Account]
	who.connect(p.w, e, v, x)
	who.converse(p.w, e, v, x)
}
