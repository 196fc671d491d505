package population

import (
	"math"

	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// person is somebody's habits: when, where, with what and about what.
type person struct {
	seed        uint64
	created     int64 // milliseconds since 1970 UTC
	from, until int32 // active from the first to before the second day of the range

	sessions float32 // a day while active
	follow   float32 // mean number of follow-ups
	small    float32 // share of conversations with the small model, where the plan gives a choice
	answer   float32 // median tokens of an answer
	pieces   float32 // share of conversations that ask for a piece of work
	piece    float32 // median tokens of such a piece
	steady   float32 // standard deviation of the log of the rate from day to day
	quota    int16   // exchanges a day that the person always makes; 0: as they come
	weekend  float32 // rate on a weekend over that on other days
	peak     float32 // hour of the day, local
	zone     float32 // hours east of UTC

	lang, region uint8
	topics       [topicsEach]int16
	mu, within   float32 // of the log size of a message in bytes
	brief        float32 // of that of a message that orders a piece of work
	manner       grammar.Manner

	household    uint64  // who lives at one address shares it
	atHome, away float32 // chance of home, and of the mobile network; else work
	lease        int32   // days that a home address lasts; 0: for ever
	work, mobile place
	relay        float32 // chance of a VPN

	clients   [2]*wire.Client
	plan      uint8
	program   bool // uses the API by a program of his own
	maxTokens int32
}

const topicsEach = 4

// regions and their hours east of UTC, by language.
var regions = [len(grammar.Languages)][]struct {
	name string
	zone float32
}{
	{{"US", -5}, {"GB", 0}, {"IN", 5.5}, {"CA", -5}, {"AU", 10}, {"NG", 1}, {"US", -8}},
	{{"ES", 1}, {"MX", -6}, {"AR", -3}, {"CO", -5}},
	{{"FR", 1}, {"BE", 1}, {"CA", -5}, {"SN", 0}},
	{{"DE", 1}, {"AT", 1}, {"CH", 1}},
	{{"BR", -3}, {"PT", 0}, {"BR", -3}},
	{{"TW", 8}, {"SG", 8}, {"MY", 8}, {"US", -8}},
	{{"KZ", 5}, {"DE", 1}, {"RS", 1}, {"GE", 4}},
}

var languageWeights = []float64{.6, .1, .07, .07, .07, .06, .03}

// habits is what a population says about its people in general.
type habits struct {
	perDay, spread float64
	lang           int // -1: any
	created        int64
	from, until    int
}

// lifetime draws when an account was made and until when it is used: sign-ups
// come evenly over the 400 days before the end of the range, and an account is
// given up after 250 days on average. Some come for a while only, after a long
// time or at once: for an examination, a move, a piece of work.
func (w *World) lifetime(d dice) (created int64, from, until int) {
	day := d.IntN(400) - 400 + w.Days
	created = w.midnight(day) + d.Int64N(dayMillis)
	from = max(day, 0)
	last := from + int(250*d.ExpFloat64()) + 1
	if d.chance(spells) {
		from += d.IntN(w.Days - from)
		last = from + 4 + d.IntN(14)
	}
	return created, from, min(last, w.Days)
}

// spells is the share of people, and of customers, who come for a while only.
const spells = .3

func (w *World) newPerson(seed uint64, h habits) person {
	d := newDice(seed, 1)
	p := person{seed: seed, household: seed, created: h.created, from: int32(h.from), until: int32(h.until)}
	p.follow = float32(w.laws.Follow.Mean * d.spread(w.laws.Follow.Spread))
	p.sessions = float32(h.perDay * d.spread(h.spread) / (1 + w.laws.Follow.Mean))
	p.steady = .7
	p.weekend = float32(.35 + 1.1*d.Float64())
	p.peak = float32(9 + 13*d.Float64())
	u := d.Float64()
	p.small = float32(.6 * u * u)
	p.answer = float32(260 * d.spread(.7))
	p.piece = float32(700 * d.spread(.3))
	p.pieces = float32(.15 * d.Float64())
	if d.chance(.45) {
		p.pieces = float32(1 - .8*d.Float64())
	}
	lang := h.lang
	if lang < 0 {
		lang = d.weighted(languageWeights)
	}
	p.lang = uint8(lang)
	p.region = uint8(d.IntN(len(regions[lang])))
	p.zone = regions[lang][p.region].zone
	g := w.Text.People[lang]
	for i := range p.topics {
		p.topics[i] = int16(d.IntN(g.Topics()))
	}
	p.mu = float32(math.Log(105) + .85*d.NormFloat64())
	p.within = float32(.8 + .5*d.Float64())
	p.manner = d.manner(seed)
	p.atHome = float32(.35 + .6*d.Float64())
	p.away = (1 - p.atHome) * float32(d.Float64())
	if d.chance(.7) {
		p.lease = int32(5 + d.IntN(120))
	}
	p.work, p.mobile = w.net.draw(d, office), w.net.draw(d, mobile)
	if d.chance(.07) {
		p.relay = float32(d.Float64())
	}
	p.clients = [2]*wire.Client{w.Clients.browser(d), w.Clients.browser(d)}
	if d.chance(.2) { // by a program of their own, for work that differs more
		p.program = true
		p.piece *= float32(d.spread(.5))
		p.clients[0] = w.Clients.developer(d)
		p.clients[1] = p.clients[0]
		p.maxTokens = roundTokens(d)
	}
	p.plan = uint8(d.weighted([]float64{.55, .33, .07, .05}))
	if p.program && d.chance(.6) {
		p.plan = planPayg
	}
	p.brief = 5.85 + .3*(p.mu-4.6) + float32(.35*d.NormFloat64())
	return p
}

// roundTokens draws a limit as programmers set it; Absent is the most common.
func roundTokens(d dice) int32 {
	return []int32{wire.Absent, 512, 1000, 1024, 2000, 2048, 4096, 8192}[d.weighted([]float64{.35, .06, .08, .13, .07, .12, .14, .05})]
}

// sends appends what the person sends on a day.
func (p *person) sends(w *World, d dice, day int, account int32, plan []Event) []Event {
	if day < int(p.from) || day >= int(p.until) {
		return plan
	}
	d.start(p.seed, 2, uint64(day))
	if p.quota > 0 {
		return p.norm(w, d, day, account, plan)
	}
	rate := float64(p.sessions) * d.spread(float64(p.steady))
	if !w.workday(day) {
		rate *= float64(p.weekend)
	}
	midnight := w.midnight(day)
	for range d.poisson(rate) {
		at := midnight + p.hour(d)
		session := d.Uint64()
		follow := float64(p.follow)
		if p.works(session) {
			follow *= .25
		}
		for t := range 1 + min(d.geometric(follow), 11) {
			if at >= midnight+dayMillis {
				break // the conversation ends with the day
			}
			if at > p.created {
				plan = append(plan, Event{At: at, Session: session, Account: account, Turn: int16(t)})
			}
			at += w.pause(d)
		}
	}
	return plan
}

// works reports whether a conversation asks for a piece of work: a text, a
// program, a translation, a solved problem. The request says at length what is
// wanted, the answer is long, and there is seldom a second question.
func (p *person) works(session uint64) bool {
	return float64(join(session, 23)>>11)/(1<<53) < float64(p.pieces)
}

// pause draws the time between two turns in milliseconds, as it was measured;
// what seems quicker than reading and typing would be a program.
func (w *World) pause(d dice) int64 { return 4000 + int64(1000*w.laws.Think.Draw(d.Rand)) }

// hour draws a time of the day in milliseconds UTC: near the person's own hour
// mostly, at any waking hour now and then.
func (p *person) hour(d dice) int64 {
	local := float64(p.peak) + 3*d.NormFloat64()
	if d.chance(.2) {
		local = 7 + 16*d.Float64()
	}
	utc := math.Mod(local-float64(p.zone)+48, 24)
	return int64(utc * 3600 * 1000)
}

// home gives the person's prefix and host at home on a day.
func (p *person) home(w *World, d dice, day int) (place, uint64) {
	d.start(p.household, 3, p.epoch(day))
	return w.net.draw(d, home), d.Uint64()
}

// epoch counts the leases of the home's address up to a day.
func (p *person) epoch(day int) uint64 {
	if p.lease == 0 {
		return 0
	}
	return uint64((day + 500 + int(p.household%97)) / int(p.lease))
}

// where gives the prefix and host of one conversation.
func (p *person) where(w *World, d dice, day int, session uint64) (place, uint64) {
	d.start(session, 4)
	u, v := float32(d.Float64()), float32(d.Float64())
	switch {
	case v < p.relay:
		return w.net.draw(d, relay), d.Uint64()
	case u < p.atHome:
		return p.home(w, d, day)
	case u < p.atHome+p.away:
		return p.mobile, d.Uint64()
	}
	return p.work, p.seed >> 8 % 3 // an office has few addresses
}
