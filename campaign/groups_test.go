package campaign

import (
	"math"

	"github.com/stillhunt/stillhunt/profile"
)

// each adds n accounts under a name and lets dress give them what they share.
func (w *world) each(name string, n int, how func() manner, dress func(i int, p int32, a *profile.Account)) {
	for i := range n {
		p := w.add(how())
		dress(i, p, &w.accounts[p])
		w.groups[name] = append(w.groups[name], p)
	}
}

// campaign shares what the labs published: five accounts an exit, cards in
// clusters, a sign-up burst, a handful of frames, full use from the first day.
func (w *world) campaign(name string, n int) {
	exits, cards, bins, frames, client := w.some(n/5+1), w.some(n/15+1), w.some(2), w.some(4), w.fresh()
	w.each(name, n, w.script, func(i int, p int32, a *profile.Account) {
		w.show("network", exits[i/5], p, a.Exchanges/2)
		w.show("network", exits[(i/5+1)%len(exits)], p, a.Exchanges/2)
		a.Networks = 2
		a.Facts.Card, a.Facts.BIN = cards[i/15], bins[i%2]
		a.Facts.Created = start - 2*day - w.rng.Int64N(4*day)
		for k := range 2 {
			w.show("head", frames[(i+k)%len(frames)], p, a.Exchanges*9/20)
		}
		w.show("client", client, p, a.Exchanges)
		a.FirstDays = int64(math.Round(float64(a.Exchanges) * 3 / a.AliveDays()))
		a.Habit = profile.Habit{Temperature: 700, MaxTokens: 4000}
		a.Targets = []profile.Share{{Value: "mathematics", Exchanges: a.Exchanges}}
	})
}

// place puts accounts behind one network and one mail domain.
func (w *world) place() func(p int32, a *profile.Account) {
	network, domain := w.fresh(), w.fresh()
	return func(p int32, a *profile.Account) {
		w.show("network", network, p, a.Exchanges)
		a.Facts.Domain, a.Facts.SignupNet = domain, network
	}
}

// organisation is a company: one organisation, payer and place; people inside.
func (w *world) organisation(n int) {
	at, card := w.place(), w.fresh()
	w.each("organisation", n, w.human, func(_ int, p int32, a *profile.Account) {
		at(p, a)
		a.OrgID, a.Facts.Card = "acme", card
		a.Facts.Created = start - 90*day - w.rng.Int64N(300*day)
	})
}

// campus is one network of people who pay for themselves.
func (w *world) campus(n int) {
	at, client := w.place(), w.fresh()
	w.each("campus", n, w.human, func(_ int, p int32, a *profile.Account) {
		at(p, a)
		w.show("client", client, p, a.Exchanges) // the machines of its rooms
		a.Facts.Created = start - w.rng.Int64N(40*day)
		a.Facts.Declared = "university teaching"
	})
}

// reseller carries a crowd inside each account.
func (w *world) reseller(n int) {
	at, client, cards := w.place(), w.fresh(), w.some(4)
	mixed := func() manner {
		m := w.human()
		m.exchanges = int64(500 * math.Exp(.3*w.rng.NormFloat64()))
		m.style, m.length, m.spread, m.follow, m.topic, m.tooled = crowdStyle(), 4.5, 1.36, .4, w.crowdTopic, .04
		for i := range m.style { // wider than any one person
			m.style[i] = .5 - .6*(.5-m.style[i])
		}
		return m
	}
	w.each("reseller", n, mixed, func(i int, p int32, a *profile.Account) {
		at(p, a)
		w.show("client", client, p, a.Exchanges)
		a.Facts.Card, a.Facts.Declared = cards[i%len(cards)], "resale to our customers"
	})
}

// fleet is one company's agents: one system prompt, tools in every exchange.
func (w *world) fleet(n int) {
	at, client, system, card := w.place(), w.fresh(), w.fresh(), w.fresh()
	agent := func() manner {
		m := w.human()
		m.exchanges = int64(600 * math.Exp(.5*w.rng.NormFloat64()))
		m.tooled, m.follow, m.spread = .95, .6, .9
		return m
	}
	w.each("agent-fleet", n, agent, func(_ int, p int32, a *profile.Account) {
		at(p, a)
		w.show("client", client, p, a.Exchanges)
		w.show("system", system, p, a.Exchanges)
		a.WithSystem = a.Exchanges
		a.OrgID, a.Facts.Card, a.Facts.Declared = "fleet-inc", card, "automation by agents"
	})
}

// evaluation asks each of its questions from every account, and says so.
func (w *world) evaluation(n int) {
	at, card, questions := w.place(), w.fresh(), w.some(100)
	test := func() manner {
		m := w.script()
		m.exchanges, m.ask = 300, .2
		return m
	}
	w.each("evaluation", n, test, func(_ int, p int32, a *profile.Account) {
		at(p, a)
		for _, q := range questions {
			w.show("skeleton", q, p, 3)
		}
		a.OrgID, a.Facts.Card, a.Facts.Declared = "eval-house", card, "model evaluation"
		a.Facts.Created = start - 200*day - w.rng.Int64N(100*day)
	})
}

// app is one application in the hands of strangers: its client, its template
// around what each of them asks, and nothing else in common.
func (w *world) app(n int) {
	client, template := w.fresh(), w.fresh()
	filled := func() manner {
		m := w.human()
		m.follow, m.spread = .01, .5
		m.style, m.length = crowdStyle(), 6
		for i := range m.style {
			m.style[i] = []float64{.02, .95, .4}[i%3]
		}
		return m
	}
	w.each("templated-app", n, filled, func(_ int, p int32, a *profile.Account) {
		w.show("network", w.fresh(), p, a.Exchanges)
		w.show("client", client, p, a.Exchanges)
		for _, trait := range []string{"head", "tail", "system"} {
			w.show(trait, template, p, a.Exchanges)
		}
	})
}
