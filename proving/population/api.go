package population

import (
	"math"

	"github.com/stillhunt/stillhunt/proving/arrival"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// customers are API customers: an organisation with one to five keys, an
// application of its own (system text, request template), a hosting network,
// heavy-tailed rates. How it spreads its requests over the day (duty, bursts,
// night work) is drawn from the laws that were fitted to real clients; a request
// that failed is sent again by most. One in five runs a chat for its own users
// instead of a template.
type customers struct {
	w    *World
	orgs []customer
	keys []customerKey
	ends []person // end users of the chats
}

type customer struct {
	seed          uint64
	name          string
	system        []byte
	before, after []byte
	client        *wire.Client
	places        [2]place
	rhythm        uint8
	chat          bool
	temperature   int
	maxTokens     int32
	model         string
	region        uint8
	sigma         float64 // of log item size
	sends         arrival.Client
	cron          bool    // begins at the same hour every day
	hour          float64 // of the day, UTC, at which its work begins
	retries       int     // of a request that failed
	item          float64
	tools         []string // on offer to the model; one in five has some
}

type customerKey struct {
	seed        uint64
	org         int32
	created     int64
	from, until int32
	rate        float32
	quota       int // requests a day of a batch that is always of one size; 0: as they come
}

// matched is the share of organisations whose keys send about as much as an
// account of the range's campaigns; backlog the chance of a day with six times
// the usual work.
const (
	matched = .1
	backlog = .03
)

// Rhythms of a program.
const (
	steady = iota
	officeHours
	nightly
)

func newCustomers(w *World, spec scenario.Population, n int) *customers {
	c := &customers{w: w}
	d := newDice(0)
	rates := w.laws.Clients.Scaled(spec.Spread)
	for len(c.keys) < n {
		seed := join(w.Seed, text(scenario.API), uint64(len(c.orgs)))
		d.start(seed, 40)
		org := w.newCustomer(d, seed)
		rate := spec.PerDay * rates(org.sends.Rate)
		if len(w.norms) > 0 && d.chance(matched) {
			rate = w.norms[d.IntN(len(w.norms))] * math.Exp(.2*d.NormFloat64())
		}
		created, from, until := w.lifetime(d)
		for k := range 1 + d.weighted([]float64{.5, .22, .13, .09, .06}) {
			key := customerKey{seed: join(seed, 41, uint64(k)), org: int32(len(c.orgs)), created: created, from: int32(from), until: int32(until), rate: float32(rate * d.spread(.8))}
			if k > 0 && d.chance(.6) { // later keys come later
				key.created = min(created+int64(d.IntN(200))*dayMillis, w.midnight(w.Days)-dayMillis)
				key.from = max(key.from, int32((key.created-w.First.UnixMilli())/dayMillis))
			}
			if bound(org.seed, spec.Quota) {
				key.quota = int(rate/(1+org.follow()) + 1)
			}
			c.keys = append(c.keys, key)
		}
		c.orgs = append(c.orgs, org)
	}
	c.keys = c.keys[:n]
	for i := range 20 + n {
		c.ends = append(c.ends, w.newPerson(join(w.Seed, text("end users"), uint64(i)), habits{perDay: 1, lang: -1, until: w.Days}))
	}
	return c
}

func (w *World) newCustomer(d dice, seed uint64) customer {
	g := w.Text.API
	c := customer{seed: seed, client: w.Clients.developer(d), chat: d.chance(.2),
		temperature: []int{wire.Absent, 0, 20, 30, 70, 100}[d.IntN(6)], maxTokens: roundTokens(d), model: modelLarge}
	if d.chance(.55) {
		c.name = string(code([]byte("org_"), 10, seed, 42))
	}
	if d.chance(.5) {
		c.model = modelSmall
	}
	c.region = uint8(d.IntN(4))
	c.sends = w.laws.Clients.Draw(d.Rand)
	c.cron, c.hour = d.chance(.5), w.laws.Hour(d.Rand)
	switch {
	case c.sends.Night > .3: // a quarter would be even
		c.rhythm, c.cron = nightly, true
		c.hour = 6 * d.Float64()
	case c.sends.Duty < .9:
		c.rhythm = officeHours
	}
	if d.chance(.7) {
		c.retries = 1 + d.IntN(3)
	}
	c.places = [2]place{w.net.draw(d, cloud), w.net.draw(d, cloud)}
	if d.chance(.3) {
		c.places[1] = w.net.draw(d, office)
	}
	c.system = g.Expand(nil, d.Rand, 0, nil, "system")
	c.before = g.Expand(nil, d.Rand, 0, nil, "before")
	c.after = g.Expand(nil, d.Rand, 0, nil, "after")
	c.item, c.sigma = math.Log(90)+.7*d.NormFloat64(), .2+.6*d.Float64()
	if d.chance(.2) {
		c.tools = toolsets[d.IntN(len(toolsets))]
	}
	return c
}

func (c *customers) Len() int { return len(c.keys) }

func (c *customers) Account(i int) Account {
	k := &c.keys[i]
	org := &c.orgs[k.org]
	d := newDice(org.seed, 43)
	plan := planPayg
	if d.chance(.15) {
		plan = planPro
	}
	a := Account{ID: id(k.seed), Org: org.name, Class: Benign, Language: "en", Region: regions[0][org.region].name, Facts: c.w.facts(k.seed, k.created, plan)}
	a.Facts.Card, a.Facts.BIN = card(org.seed), bin(d)
	if d.chance(.6) {
		a.Facts.Domain = string(code(nil, 7, org.seed, 44)) + ".example"
	}
	a.Facts.Signup = c.w.signup(c.w.net.draw(d, office), org.seed>>9)
	if d.chance(.35) {
		a.Facts.Use = []string{"support", "search", "content", "analytics", "education", "coding"}[d.IntN(6)]
	}
	return a
}

func (c *customers) Plan(day int, plan []Event) []Event {
	d, v := newDice(0), NewVoice()
	var times []float64
	for i := range c.keys {
		k := &c.keys[i]
		if day < int(k.from) || day >= int(k.until) {
			continue
		}
		org := &c.orgs[k.org]
		d.start(k.seed, 45, uint64(day))
		rate := float64(k.rate) * d.spread(org.unsteady()) * org.weekday(c.w, day)
		if d.chance(backlog) {
			rate *= 6
		}
		n := d.poisson(rate / (1 + 5*backlog) / (1 + org.follow()))
		if k.quota > 0 {
			n = k.quota
		}
		times = org.sends.Times(d.Rand, n, org.begins(c.w, d), times[:0])
		for _, at := range times {
			e := Event{At: c.w.midnight(day) + int64(at*dayMillis), Session: d.Uint64(), Account: int32(i)}
			for t := range 1 + d.geometric(org.follow())%8 {
				e.Turn = int16(t)
				if e.At < c.w.midnight(day+1) && e.At > k.created {
					plan = c.attempt(e, org.retries, v, plan)
				}
				e.At += c.w.pause(d)
			}
		}
	}
	return plan
}

// attempt appends a request, and again after some seconds as long as it failed
// and its program tries.
func (c *customers) attempt(e Event, retries int, v *Voice, plan []Event) []Event {
	plan = append(plan, e)
	end := c.w.midnight(int((e.At-c.w.First.UnixMilli())/dayMillis) + 1)
	for e.Retry < int8(retries) {
		if o := outcome(e.Session+uint64(e.Retry), int(e.Turn), v); o != limited && o != broken {
			break
		}
		e.Retry++
		e.At += int64(2000<<e.Retry) + int64(e.Session%977)
		if e.At >= end {
			break
		}
		plan = append(plan, e)
	}
	return plan
}

// follow is the mean number of follow-ups: templates have none.
func (c *customer) follow() float64 {
	if c.chat {
		return 1.3
	}
	return 0
}

func (c *customer) weekday(w *World, day int) float64 {
	wd := w.First.AddDate(0, 0, day).Weekday()
	if c.rhythm == officeHours && (wd == 0 || wd == 6) {
		return .15
	}
	return 1
}

// begins is when a day's work begins, as a share of the day.
func (c *customer) begins(w *World, d dice) float64 {
	hour := c.hour + .1*d.Float64()
	if !c.cron {
		hour = w.laws.Hour(d.Rand) + float64(c.seed%5)
	}
	return math.Mod(hour/24, 1)
}

// unsteady is the standard deviation of the log of the rate from day to day:
// what runs around the clock is even.
func (c *customer) unsteady() float64 {
	if c.rhythm == steady {
		return .15
	}
	return .4
}

func (c *customers) Say(e Event, v *Voice, x *wire.Exchange) {
	k := &c.keys[e.Account]
	org := &c.orgs[k.org]
	v.d.start(e.Session, 46)
	at := org.places[0]
	if v.d.chance(.25) {
		at = org.places[1]
	}
	x.Org = org.name
	x.Address = c.w.net.address(x.Address, at, org.seed>>7%5)
	x.ASN = c.w.net.asn(at)
	x.Client, x.Model = org.client, org.model
	x.Temperature, x.MaxTokens, x.Stream = org.temperature, int(org.maxTokens), int8(org.seed>>4&1)
	x.System = append(x.System, org.system...)
	if org.chat {
		end := &c.ends[join(org.seed, v.d.Uint64()%uint64(10+len(c.ends)/4))%uint64(len(c.ends))]
		end.converse(c.w, e, v, x)
		org.offer(x)
		return
	}
	size := int(min(math.Exp(org.item+org.sigma*v.d.NormFloat64()), 4000))
	x.Add("user", func(dst []byte) []byte {
		dst = append(dst, org.before...)
		for start := len(dst); len(dst)-start < size; {
			dst = c.w.Text.API.Expand(dst, v.d.Rand, 0, nil, "item")
			dst = append(dst, ' ')
		}
		return append(dst, org.after...)
	})
	x.Output = c.w.Text.API.Expand(x.Output, v.d.Rand, 0, nil, "s1")
	usage(v.d, x, 60)
	org.offer(x)
}

// offer adds an application's tools; its provider reads what is always the same
// from a cache.
func (c *customer) offer(x *wire.Exchange) {
	if x.Tools = c.tools; x.Tools != nil {
		x.CacheTokens = x.InputTokens / 2
	}
}
