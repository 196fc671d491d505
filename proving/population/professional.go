package population

import "math"

// professionals is the share of people who use an assistant for their work.
const professionals = .05

// busiest is the most that somebody asks on an average day by hand.
const busiest = 60

// employ makes some people professionals: translators, tutors, support writers,
// programmers. They send as much a day as the campaigns of the range do, some by
// a norm that is nearly the same every day. Volume and evenness are therefore no
// proof against anybody.
func (w *World) employ(d dice, p *person) {
	if !d.chance(professionals) {
		return
	}
	norm := 8 * math.Exp(1.2*d.NormFloat64())
	if len(w.norms) > 0 {
		norm = w.norms[d.IntN(len(w.norms))] * math.Exp(.25*d.NormFloat64())
	}
	p.follow *= float32(d.Float64())
	p.sessions = float32(min(norm, busiest)) / (1 + p.follow)
	p.settle(w, d)
	if d.chance(.85) {
		p.shift(w, d)
	}
}

// settle gives a person a professional's habits: mostly one thing after the other
// without a follow-up, from one place, with one model, in texts of like length,
// on a paid plan that he has had for a while.
func (p *person) settle(w *World, d dice) {
	u := d.Float64()
	p.steady = float32(.05 + .6*u*u)
	p.pieces = float32(.4 + .6*d.Float64())
	p.weekend = float32(d.Float64() * d.Float64() * 1.4)
	if d.chance(.5) {
		p.weekend = 1 // works on every day
	}
	p.within = float32(.5 + .8*d.Float64())
	if d.chance(.6) {
		p.small = 0
	}
	if d.chance(.75) { // at one desk
		p.atHome, p.away, p.relay, p.lease = 1, 0, 0, 0
		if d.chance(.5) {
			p.atHome = 0
		}
	}
	if d.chance(.7) { // stays
		p.until = int32(w.Days)
	}
	if d.chance(.6) {
		p.clients[1] = p.clients[0]
	}
	if p.plan == planFree {
		p.plan = planPlus
	}
}

// shift makes a professional somebody with about the same stint on each of his
// days: one browser, one model, about the same work.
func (p *person) shift(w *World, d dice) {
	p.sessions *= 1 + p.follow
	p.follow = float32(.1 + .9*d.Float64())
	p.sessions /= 1 + .4*p.follow
	p.steady = float32(.05 + .2*d.Float64())
	p.small = 0
	p.pieces = float32(.5 + .5*d.Float64())
	p.within = float32(.8 + .5*d.Float64())
	p.until = int32(w.Days)
	if !p.program {
		p.clients[1] = p.clients[0]
	}
}
