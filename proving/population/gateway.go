package population

import (
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// gateway pools keys: it sends each turn of each end user's conversation under
// the key that is next, and writes the request anew. What makes it look like a
// campaign: totals are equal to the last exchange, a conversation goes on under
// another account within seconds, and reasoning blocks issued to one account
// are presented by another. What a careful detector can see: behind every key
// stands the same crowd of people with topics, manners and hours of their own,
// and what is presented was issued in the same conversation.
type gateway struct {
	seats
	ends   []person
	places [2]place
	client *wire.Client
}

func newGateway(w *World, spec scenario.Population, group string, number int) *gateway {
	g := &gateway{seats: w.newSeats(spec, group, number)}
	d := newDice(g.seed, 50)
	g.places = [2]place{w.net.draw(d, cloud), w.net.draw(d, cloud)}
	g.client = &w.Clients.sdks[d.weighted(w.Clients.sdkUse)]
	begin := -d.IntN(150) - 3
	for i := range spec.Accounts {
		seed := join(g.seed, uint64(i))
		d.start(seed, 51)
		p := w.newPerson(seed, habits{perDay: spec.PerDay, lang: 0, created: w.midnight(min(-2, begin+i/4)) + d.Int64N(dayMillis), until: w.Days})
		p.plan, p.program = planPayg, true
		g.who = append(g.who, p)
	}
	for i := range endUsersEach * spec.Accounts {
		g.ends = append(g.ends, w.newPerson(join(g.seed, 71, uint64(i)), habits{perDay: 1, lang: -1, until: w.Days}))
	}
	return g
}

func (g *gateway) Account(i int) Account {
	a := g.account(i, "gateway")
	a.Facts.Signup = g.w.signup(g.places[i%2], g.seed>>9)
	return a
}

func (g *gateway) Plan(day int, plan []Event) []Event {
	from, d := len(plan), newDice(g.seed, 53, uint64(day))
	total := d.poisson(g.spec.PerDay * float64(len(g.who)) * d.spread(.1))
	for next := day; len(plan)-from < total; {
		user := d.IntN(len(g.ends))
		e := Event{At: g.w.midnight(day) + g.ends[user].hour(d), Session: d.Uint64(), Task: int64(user)}
		for t := range 1 + min(d.geometric(1.6), 11) {
			e.Turn, e.Account = int16(t), int32(next%len(g.who))
			plan = append(plan, e)
			next++
			e.At += g.w.pause(d)
		}
	}
	return g.within(day, from, plan)
}

func (g *gateway) Say(e Event, v *Voice, x *wire.Exchange) {
	v.d.start(e.Session, 54)
	at := g.places[v.d.IntN(2)]
	x.Address = g.w.net.address(x.Address, at, g.seed>>6%3)
	x.ASN, x.Client, x.Org = g.w.net.asn(at), g.client, g.orgOf()
	x.Model, x.Stream, x.MaxTokens = modelLarge, 1, 8192
	if v.d.chance(.3) {
		x.Model = modelSmall
	}
	g.ends[e.Task].converse(g.w, e, v, x)
}
