package population

import (
	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// evalHouse measures models for others: it asks the items of its benchmarks
// from several accounts, one for each configuration, single-turn, all of them
// once a week. What makes it look like a campaign: one frame, one pool of
// items, equal totals, no follow-up, step-by-step reasoning asked for, keys
// made together. What a careful detector can see: the same items again from
// every account and every week, where a harvester asks each task once.
type evalHouse struct {
	seats
	frame, end []byte
	topics     []*grammar.Section // of the harder half of the items
	items      int
	weekday    int // of the run
	hour       float64
	places     [2]place
	client     *wire.Client
}

func newEvalHouse(w *World, spec scenario.Population, group string, number int) *evalHouse {
	h := &evalHouse{seats: w.newSeats(spec, group, number), items: max(1, int(7*spec.PerDay+.5))}
	d := newDice(h.seed, 50)
	g := w.Text.Houses
	bench := g.Find("bench")
	h.frame, h.end = g.Expand(nil, d.Rand, 0, bench, "frame"), g.Expand(nil, d.Rand, 0, bench, "end")
	for _, name := range []string{"math", "reasoning", "code"} {
		h.topics = append(h.topics, w.Text.Tasks.Find(name))
	}
	h.weekday, h.hour = d.IntN(7), 4+14*d.Float64()
	h.places = [2]place{w.net.draw(d, cloud), w.net.draw(d, cloud)}
	h.client = w.Clients.developer(d)
	begin := -d.IntN(200) - 3
	for i := range spec.Accounts {
		seed := join(h.seed, uint64(i))
		d.start(seed, 51)
		p := w.newPerson(seed, habits{perDay: spec.PerDay, lang: 0, created: w.midnight(begin+d.IntN(4)) + d.Int64N(dayMillis), until: w.Days})
		p.plan, p.program = planPayg, true
		h.who = append(h.who, p)
	}
	return h
}

func (h *evalHouse) Account(i int) Account {
	a := h.account(i, "evaluation")
	a.Facts.Signup = h.w.signup(h.places[0], h.seed>>9)
	if !h.declared { // keys of several people at home
		a.Facts.Signup = h.w.signup(h.w.net.draw(newDice(h.who[i].seed, 52), home), h.who[i].seed)
	}
	return a
}

// Plan runs all items from every account on the weekday of the run; on other
// days somebody tries a few by hand.
func (h *evalHouse) Plan(day int, plan []Event) []Event {
	from, d := len(plan), newDice(0)
	run := (day+h.weekday)%7 == 0
	for i := range h.who {
		d.start(h.who[i].seed, 53, uint64(day))
		at := h.clock(day, h.hour+2*d.Float64(), 0)
		n := h.items
		if !run {
			n = d.poisson(1)
		} else if !bound(h.who[i].seed, h.spec.Quota) { // a run is stopped now and then
			n = int(float64(n) * (1 - .3*d.Float64()))
		}
		first := int64(0)
		if !run {
			first = d.Int64N(int64(h.items))
		}
		gap := min(12000, 4*3600*1000/float64(n+1))
		for k := range n {
			plan = append(plan, Event{At: at, Session: d.Uint64(), Task: (first + int64(k)) % int64(h.items), Account: int32(i)})
			at += int64(gap * (.3 + .7*d.ExpFloat64()))
		}
	}
	return h.within(day, from, plan)
}

func (h *evalHouse) Say(e Event, v *Voice, x *wire.Exchange) {
	d, g := v.d, h.w.Text.Houses
	d.start(e.Session, 54)
	at := h.places[d.IntN(2)]
	x.Address = h.w.net.address(x.Address, at, h.seed>>7%3)
	x.ASN, x.Client, x.Org = h.w.net.asn(at), h.client, h.orgOf()
	x.Model, x.Temperature, x.MaxTokens, x.Stream = modelLarge, 0, 2048, 0
	bench := g.Find("bench")
	x.Add("user", func(dst []byte) []byte {
		dst = append(append(dst, h.frame...), "\n\n"...)
		d.start(h.seed, 55, uint64(e.Task)) // the item, whoever asks it and when
		if e.Task%2 == 0 {
			dst = g.Expand(dst, d.Rand, 0, bench, "item")
		} else {
			dst = h.w.Text.Tasks.Expand(dst, d.Rand, 0, h.topics[d.IntN(len(h.topics))], "task")
		}
		return append(append(dst, '\n'), h.end...)
	})
	d.start(e.Session, 56)
	x.Output = g.Answer(x.Output, d.Rand, bench, 20)
	usage(d, x, 180)
}
