package population

import (
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// hackathon is one weekend in one hall: hundreds of accounts made there on one
// day, in full use within the hour, on the same three challenges, from one
// line, with the libraries that the starter kit brings. What makes it look like
// a campaign: a sign-up burst, one exit, shared frames, maximum use from the
// first day. What a careful detector can see: it ends after two days, teams
// write in their own words, ask back, and go home.
type hackathon struct {
	seats
	hall   place
	briefs [][]byte
	day    int
	zone   float32
	kit    [2]*wire.Client
}

// teamSize is how many work on one idea.
const teamSize = 4

func newHackathon(w *World, spec scenario.Population, group string, number int) *hackathon {
	h := &hackathon{seats: w.newSeats(spec, group, number)}
	d := newDice(h.seed, 50)
	h.hall = place{campusNet, int32(100 + number%28)}
	h.day = d.IntN(max(1, w.Days-3))
	for wd := w.First.AddDate(0, 0, h.day).Weekday(); wd != 6 && h.day > 0; wd = w.First.AddDate(0, 0, h.day).Weekday() {
		h.day-- // the Saturday before, if the range has one
	}
	h.zone = houseZones[d.IntN(len(houseZones))]
	h.kit = [2]*wire.Client{&w.Clients.sdks[d.weighted(w.Clients.sdkUse)], &w.Clients.sdks[d.weighted(w.Clients.sdkUse)]}
	g := w.Text.Houses
	for range 3 {
		h.briefs = append(h.briefs, g.Expand(nil, d.Rand, 0, g.Find("challenge"), "brief"))
	}
	for i := range spec.Accounts {
		seed := join(h.seed, uint64(i))
		d.start(seed, 51)
		created := h.clock(h.day, 9+1.5*d.ExpFloat64(), h.zone)
		p := w.newPerson(seed, habits{perDay: .6, spread: 1.3, lang: 0, created: min(created, w.midnight(h.day+1)-3600*1000), from: h.day + 2, until: w.Days})
		if d.chance(.75) {
			p.until = int32(h.day + 2) // never again
		}
		p.zone = h.zone
		p.plan, p.program = planPayg, d.chance(.6)
		p.clients = [2]*wire.Client{w.Clients.browser(d), w.Clients.browser(d)}
		if p.program {
			kit := h.kit[d.IntN(2)]
			p.clients = [2]*wire.Client{kit, kit}
		} else {
			p.plan = planFree
		}
		h.who = append(h.who, p)
	}
	return h
}

func (h *hackathon) Account(i int) Account {
	a := h.account(i, "education")
	a.Facts.Signup = h.w.signup(h.hall, h.who[i].seed>>8)
	return a
}

func (h *hackathon) Plan(day int, plan []Event) []Event {
	from, d := len(plan), newDice(0)
	for i := range h.who {
		p := &h.who[i]
		if day != h.day && day != h.day+1 {
			plan = p.sends(h.w, d, day, int32(i), plan)
			continue
		}
		d.start(p.seed, 53, uint64(day))
		begin, hours := max(p.created+10*60*1000, h.clock(day, 8+2*d.Float64(), h.zone)), 11.0
		if day > h.day {
			hours = 7 // until the pitch
		}
		plan = h.w.stint(d, i, h.daily(d, i), begin, begin+int64(hours*d.Float64()*3600*1000), 1.5, plan)
	}
	return h.within(day, from, plan)
}

func (h *hackathon) Say(e Event, v *Voice, x *wire.Exchange) {
	who := &h.who[e.Account]
	who.connect(h.w, e, v, x)
	x.Org = h.orgOf()
	day := int((e.At - h.w.First.UnixMilli()) / dayMillis)
	if day > h.day+1 {
		who.converse(h.w, e, v, x)
		return
	}
	x.Address = h.w.net.address(x.Address[:0], h.hall, who.seed>>8%40)
	x.ASN = h.w.net.asn(h.hall)
	d, g := v.d, h.w.Text.Houses
	topic, people := g.Find("challenge"), h.w.Text.People[0]
	brief := h.briefs[who.seed>>20%uint64(len(h.briefs))]
	dialogue(d, e, x, func(dst []byte, t int) []byte {
		switch {
		case t > 0:
			dst = append(g.Expand(dst, d.Rand, who.manner.Voice, topic, "follow"), ", "...)
			return people.Message(dst, d.Rand, who.manner, people.Topic(int(who.topics[0])), who.size(d)/2, true)
		case d.chance(.4): // the brief goes before
			dst = append(append(dst, brief...), "\n\n"...)
		}
		d.start(h.seed, 57, uint64(e.Account/teamSize)) // a team has one idea
		dst = append(g.Expand(dst, d.Rand, 0, topic, "theme"), ' ')
		d.start(e.Session, 58)
		dst = append(g.Expand(dst, d.Rand, who.manner.Voice, topic, "want"), ' ')
		return people.Message(dst, d.Rand, who.manner, people.Topic(int(who.topics[0])), who.size(d), true)
	}, func(dst []byte) []byte { return g.Answer(dst, d.Rand, topic, 100) })
	usage(d, x, 300)
}
