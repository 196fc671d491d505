package population

import (
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// reseller sells access to others: its accounts share exits, cards and a mail
// domain, are loaded evenly, and carry the conversations of many end users who
// have nothing in common. One that does not confess opened its accounts with
// cards and mail of many names.
type reseller struct {
	w        *World
	group    string
	seed     uint64
	keys     []customerKey
	ends     []person
	exits    []place
	spec     scenario.Population
	declared bool
	client   *wire.Client
}

// endUsersEach is the number of end users for each account of a reseller.
const endUsersEach = 25

func newReseller(w *World, spec scenario.Population, group string, number int) *reseller {
	r := &reseller{w: w, group: group, seed: join(w.Seed, text(scenario.Reseller), uint64(number)), spec: spec, declared: w.confesses(spec, number)}
	d := newDice(r.seed, 70)
	r.client = &w.Clients.sdks[d.weighted(w.Clients.sdkUse)]
	for range max(2, spec.Accounts/8) {
		r.exits = append(r.exits, w.net.draw(d, cloud))
	}
	day := -60 - d.IntN(200)
	for i := range spec.Accounts {
		if i%5 == 0 { // it grows by a handful at a time
			day = min(day+d.IntN(20), w.Days-2)
		}
		created := w.midnight(day) + d.Int64N(dayMillis)
		r.keys = append(r.keys, customerKey{seed: join(r.seed, uint64(i)), created: created, from: int32(max(0, day)), until: int32(w.Days), rate: float32(spec.PerDay * d.spread(spec.Spread))})
	}
	for i := range endUsersEach * spec.Accounts {
		r.ends = append(r.ends, w.newPerson(join(r.seed, 71, uint64(i)), habits{perDay: 1, lang: -1, until: w.Days}))
	}
	return r
}

func (r *reseller) Len() int { return len(r.keys) }

func (r *reseller) Account(i int) Account {
	k := &r.keys[i]
	a := Account{ID: id(k.seed), Class: Lookalike, Group: r.group, Language: "en", Region: "SG", Facts: r.w.facts(k.seed, k.created, planPayg)}
	a.Facts.Signup = r.w.signup(r.exits[i%len(r.exits)], uint64(i))
	if !r.declared {
		return a
	}
	d := newDice(r.seed, 72, uint64(i/6)) // six accounts a card
	a.Facts.Card, a.Facts.BIN = card(join(r.seed, 73, uint64(i/6))), bin(d)
	a.Facts.Domain, a.Facts.Shape = string(code(nil, 7, r.seed, 44))+".example", "ll99"
	if i%3 == 0 {
		a.Facts.Use = "resale"
	}
	return a
}

func (r *reseller) Plan(day int, plan []Event) []Event {
	d := newDice(0)
	for i := range r.keys {
		k := &r.keys[i]
		if day < int(k.from) {
			continue
		}
		d.start(k.seed, 74, uint64(day))
		// An end user has 2.3 turns on average.
		n := d.poisson(float64(k.rate) / 2.3)
		if bound(k.seed, r.spec.Quota) { // the plan of the key is used up
			n = int(r.spec.PerDay/2.3 + .5)
		}
		for range n {
			end := &r.ends[d.IntN(len(r.ends))]
			e := Event{At: r.w.midnight(day) + end.hour(d), Session: d.Uint64(), Account: int32(i)}
			for t := range 1 + min(d.geometric(1.3), 11) {
				e.Turn = int16(t)
				if e.At < r.w.midnight(day+1) && e.At > k.created {
					plan = append(plan, e)
				}
				e.At += r.w.pause(d)
			}
		}
	}
	return plan
}

func (r *reseller) Say(e Event, v *Voice, x *wire.Exchange) {
	v.d.start(e.Session, 75)
	at := r.exits[(int(e.Account)+v.d.IntN(2))%len(r.exits)]
	x.Address = r.w.net.address(x.Address, at, r.seed>>6%7)
	x.ASN, x.Client, x.Model = r.w.net.asn(at), r.client, modelLarge
	if v.d.chance(.4) {
		x.Model = modelSmall
	}
	x.Stream, x.MaxTokens = 1, 4096
	end := &r.ends[v.d.IntN(len(r.ends))]
	end.converse(r.w, e, v, x)
}
