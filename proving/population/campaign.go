package population

import (
	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// campaign is a set of accounts that one operator made to harvest. How well it
// hides is up to its dials; the loud form shares exits, cards, sign-up days,
// frames and a scheduler.
type campaign struct {
	w     *World
	spec  scenario.Campaign
	seed  uint64
	lang  int
	until int // first day without it
	who   []member
	work  // what it asks for
}

// member is one account of a campaign. The person is the disguise: its hours,
// its tastes and what it says as camouflage.
type member struct {
	person
	exit   place
	host   uint64
	card   uint64
	issuer string
	rate   float32 // exchanges a day
	client *wire.Client
}

func newCampaign(w *World, spec scenario.Campaign, accounts, number, campaigns int) *campaign {
	c := &campaign{w: w, spec: spec, seed: join(w.Seed, text("campaign"), text(spec.Name)), until: spec.End(w.Days)}
	c.lang = max(0, grammar.Language(spec.Language))
	d := newDice(c.seed, 80)
	c.work = w.newWork(spec, c.seed, number, campaigns)
	bins := make([]string, spec.Dials.Card.BINs)
	for i := range bins {
		bins[i] = issuer(d.IntN(40))
	}
	library := &w.Clients.sdks[d.weighted(w.Clients.sdkUse)]
	exits := c.exits(d, accounts)
	cards, left := uint64(0), 0
	for i := range accounts {
		seed := join(c.seed, uint64(i))
		d.start(seed, 81)
		m := member{person: w.newPerson(seed, habits{perDay: 1, lang: c.lang, created: c.created(d), from: spec.From, until: c.until})}
		m.exit, m.host = exits[i/spec.Dials.Exit.Accounts], d.Uint64()
		if left == 0 {
			least, most := spec.Dials.Card.Accounts[0], spec.Dials.Card.Accounts[1]
			cards, left = cards+1, least+d.IntN(most-least+1)
		}
		left--
		m.card = join(c.seed, 82, cards)
		m.issuer = bin(newDice(m.card))
		if len(bins) > 0 {
			m.issuer = bins[m.card%uint64(len(bins))]
		}
		m.rate = float32(spec.PerDay * d.spread(spec.Dials.Spread))
		m.disguise(w, d, spec.Dials, library)
		c.who = append(c.who, m)
	}
	return c
}

// disguise sets software and plan.
func (m *member) disguise(w *World, d dice, dials scenario.Dials, library *wire.Client) {
	m.follow, m.program = 1.2, dials.Clients != scenario.Browsers
	m.plan = planPlus
	switch dials.Clients {
	case scenario.SDK:
		m.client, m.plan = library, planPayg
	case scenario.Varied:
		m.client, m.plan = w.Clients.developer(d), planPayg
	default:
		m.client = w.Clients.browser(d)
		if d.chance(.2) {
			m.plan = planPro
		}
	}
	m.maxTokens = wire.Absent
	if dials.MaxTokens > 0 {
		m.maxTokens = int32(dials.MaxTokens)
	}
}

// exits draws as many prefixes as the accounts need, hosting and residential.
func (c *campaign) exits(d dice, accounts int) []place {
	exit := c.spec.Dials.Exit
	out := make([]place, (accounts+exit.Accounts-1)/exit.Accounts)
	for i := range out {
		kind := uint8(home)
		if d.chance(exit.Hosting) {
			kind = cloud
		}
		out[i] = c.w.net.draw(d, kind)
	}
	return out
}

// created draws when an account was made, in milliseconds.
func (c *campaign) created(d dice) int64 {
	s := c.spec.Dials.Signup
	day := c.spec.From - s.Before + d.IntN(max(1, s.Burst))
	if s.Aged != nil {
		day = c.spec.From - s.Aged[0] - d.IntN(s.Aged[1]-s.Aged[0]+1)
	}
	return c.w.midnight(min(day, c.spec.From-1)) + d.Int64N(dayMillis)
}

func (c *campaign) Len() int { return len(c.who) }

func (c *campaign) Account(i int) Account {
	m := &c.who[i]
	a := m.account(c.w)
	a.Class, a.Group, a.Operator, a.Role = Campaign, c.spec.Name, c.spec.Operator, "operator"
	a.Facts.Card, a.Facts.BIN = card(m.card), m.issuer
	if a.Facts.Signup != "" {
		a.Facts.Signup = c.w.signup(m.exit, m.host)
	}
	d := newDice(m.seed, 83)
	if c.spec.Dials.Signup.Burst > 0 && a.Facts.Domain != "" && d.chance(.6) {
		// Throw-away mail: a few domains of the operator's own.
		a.Facts.Domain = string(code(nil, 8, c.seed, 84, uint64(d.IntN(3)))) + ".example"
		a.Facts.Shape = []string{"r", "ll99"}[c.seed%2]
	}
	return a
}

func (c *campaign) Plan(day int, plan []Event) []Event {
	if day < c.spec.From || day >= c.until {
		return plan
	}
	if c.spec.Dials.Schedule == scenario.Lanes {
		return c.lanes(day, plan)
	}
	return c.ownHours(day, plan)
}

func (c *campaign) Say(e Event, v *Voice, x *wire.Exchange) {
	m := &c.who[e.Account]
	x.Client = m.client
	x.Address = c.w.net.address(x.Address, m.exit, m.host)
	x.ASN = c.w.net.asn(m.exit)
	x.Model = modelLarge
	if m.program {
		m.parameters(x)
		x.Temperature = []int{100, 70, 0}[c.seed%3]
	} else {
		x.Conversation = code(append(x.Conversation, "conv_"...), 20, e.Session, 6)
		x.Stream = 1
	}
	if !e.Harvest {
		m.converse(c.w, e, v, x)
		return
	}
	c.ask(c.w, m, e, v, x)
}
