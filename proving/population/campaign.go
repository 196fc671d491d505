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
	w       *World
	spec    scenario.Campaign
	seed    uint64
	lang    int
	until   int   // first day without it
	begin   int64 // milliseconds since 1970 UTC
	who     []member
	cells   []cell
	work               // what it asks for
	ends    []person   // customers of a network
	victims []person   // innocents whose prefix and prompts it uses
	pivot   moved      // to a released model
	typical typicality // of people, for those who imitate their rates
}

// member is one account of a campaign. The person is the disguise: its hours,
// its tastes and what it says as camouflage.
type member struct {
	person
	cell   int32
	exit   place
	host   uint64
	card   uint64
	issuer string
	rate   float32 // exchanges a day, other than those of customers
	load   float32 // exchanges of customers a day
	other  float32 // chance that a conversation does not harvest
	client *wire.Client
	given  float64 // mean number of statements that a task of its harvest adds
	reply  float64 // median tokens of the answers to its harvest
}

// typicality is what people do on average.
type typicality struct{ perDay, spread float64 }

// newCampaign makes campaign number n of a scenario's. People are those whom a
// poisoned link can lead to; nil if there are none.
func newCampaign(w *World, s *scenario.Scenario, n, accounts int, innocents *people) *campaign {
	spec := s.Campaigns[n]
	c := &campaign{w: w, spec: spec, seed: join(w.Seed, text("campaign"), text(spec.Name)), until: spec.End(w.Days)}
	c.lang = max(0, grammar.Language(spec.Language))
	c.pivot = w.moves(s.Releases, spec.Pivot, c.seed)
	c.hours(s)
	for _, p := range s.Populations {
		if p.Kind == scenario.People {
			c.typical = typicality{p.PerDay, p.Spread}
		}
	}
	c.cells = newCells(w, s, spec, c.seed, accounts)
	c.work = w.newWork(spec, n, len(s.Campaigns))
	d := newDice(0)
	cards, left := uint64(0), 0
	for i := range accounts {
		seed := join(c.seed, uint64(i))
		d.start(seed, 81)
		m := c.member(d, seed, i)
		cell := &c.cells[m.cell]
		if left == 0 || i == cell.from {
			least, most := spec.Dials.Card.Accounts[0], spec.Dials.Card.Accounts[1]
			cards, left = cards+1, least+d.IntN(most-least+1)
		}
		left--
		m.card = join(c.seed, 82, cards)
		m.issuer = bin(newDice(m.card))
		if len(cell.bins) > 0 {
			m.issuer = cell.bins[m.card%uint64(len(cell.bins))]
		}
		cell.total += float64(m.rate)
		c.who = append(c.who, m)
	}
	if spec.Customers != nil {
		c.recruit()
	}
	if spec.Dials.Poison > 0 && innocents != nil {
		c.choose(innocents)
	}
	return c
}

// member makes one account, but for how it pays.
func (c *campaign) member(d dice, seed uint64, i int) member {
	dials := &c.spec.Dials
	k := cellOf(c.cells, i)
	cell := &c.cells[k]
	rate := c.spec.Rate() * d.spread(dials.Spread)
	h := habits{perDay: 1, lang: c.lang, created: c.created(d, cell), from: c.spec.From, until: c.until}
	if dials.Rates == scenario.PeoplesRates {
		h.perDay, h.spread = c.typical.perDay, c.typical.spread
	}
	m := member{person: c.w.newPerson(seed, h), cell: int32(k)}
	if dials.Rates == scenario.PeoplesRates {
		rate = float64(m.sessions * (1 + m.follow))
	}
	m.exit, m.host = cell.exit(c.w, uint64((i-cell.from)/dials.Exit.Accounts)), d.Uint64()
	m.disguise(c.w, d, *dials, cell)
	m.other, m.given, m.reply = float32(dials.Camouflage), 1.5, 700
	if dials.Tastes {
		m.given, m.reply = m.given*d.spread(.8), m.reply*d.spread(.5)
		m.other *= 2 * float32(d.Float64())
		m.other = min(m.other, .95)
	} else {
		m.small = 0
	}
	if share := c.spec.Customers; share != nil {
		m.other = float32(share[0] + (share[1]-share[0])*d.Float64())
		if d.chance(cleanShare) {
			m.other = 1
		}
		m.load = float32(rate) * m.other
		rate *= float64(1 - m.other)
	}
	m.rate = float32(rate)
	return m
}

// disguise sets software and plan.
func (m *member) disguise(w *World, d dice, dials scenario.Dials, cell *cell) {
	m.program = cell.clients != scenario.Browsers
	if dials.Rates == "" && !dials.Tastes {
		m.follow = 1.2
	}
	m.plan = planPlus
	switch cell.clients {
	case scenario.SDK:
		m.client, m.plan = cell.library, planPayg
	case scenario.Varied:
		m.client, m.plan = w.Clients.developer(d), planPayg
	default:
		m.client = w.Clients.browser(d)
		if d.chance(.2) {
			m.plan = planPro
		}
	}
	m.maxTokens = wire.Absent
	if dials.MaxTokens > 0 && m.program {
		m.maxTokens = int32(dials.MaxTokens)
	}
}

// created draws when an account was made, in milliseconds.
func (c *campaign) created(d dice, cell *cell) int64 {
	s := c.spec.Dials.Signup
	day := c.spec.From - s.Before + d.IntN(max(1, s.Burst)) - cell.shift
	if s.Aged != nil {
		day = c.spec.From - s.Aged[0] - d.IntN(s.Aged[1]-s.Aged[0]+1)
	}
	return c.w.midnight(min(day, c.spec.From-1)) + d.Int64N(dayMillis)
}

func (c *campaign) Len() int { return len(c.who) }

func (c *campaign) Account(i int) Account {
	m := &c.who[i]
	cell := &c.cells[m.cell]
	a := m.account(c.w)
	a.Class, a.Group, a.Operator, a.Role = Campaign, c.spec.Name, c.spec.Operator, RoleOperator
	if c.spec.Customers != nil {
		a.Role = RoleMixed
	}
	a.Facts.Card, a.Facts.BIN = card(m.card), m.issuer
	at := m.exit
	if c.spec.Dials.Exit.SignupApart {
		at = c.w.net.draw(newDice(m.seed, 86), home)
	}
	a.Facts.Signup = c.w.signup(at, m.host)
	if c.spec.Suspended > 0 && c.spec.Suspended < c.w.Days {
		a.Facts.Suspended = c.suspension(i)
	}
	d := newDice(m.seed, 83)
	if c.spec.Dials.Signup.Burst > 0 && d.chance(.6) {
		// Throw-away mail: a few domains of the operator's own.
		a.Facts.Domain = string(code(nil, 8, cell.seed, 84, uint64(d.IntN(3)))) + ".example"
		a.Facts.Shape = []string{"r", "ll99"}[cell.seed%2]
	}
	return a
}

func (c *campaign) Say(e Event, v *Voice, x *wire.Exchange) {
	m := &c.who[e.Account]
	at, host := c.where(m, e, v.d)
	x.Client = m.client
	x.Address = c.w.net.address(x.Address, at, host)
	x.ASN = c.w.net.asn(at)
	x.Model = c.model(m, e, v.d)
	if m.program {
		m.parameters(x)
		x.Temperature = []int{100, 70, 0}[c.cells[m.cell].mark%3]
	} else {
		x.Conversation = code(append(x.Conversation, "conv_"...), 20, e.Session, 6, uint64(e.Account))
		x.Stream = 1
	}
	switch {
	case e.Harvest:
		c.ask(c, m, e, v, x)
		c.seal(e, x)
	case e.Task < 0: // what an innocent says too
		c.victims[-1-e.Task].converse(c.w, e, v, x)
	case c.ends != nil:
		c.ends[e.Session%uint64(len(c.ends))].converse(c.w, e, v, x)
	default:
		m.converse(c.w, e, v, x)
	}
}

// where gives the exit of one conversation.
func (c *campaign) where(m *member, e Event, d dice) (place, uint64) {
	exit := &c.spec.Dials.Exit
	switch {
	case e.Task < 0 && !e.Harvest:
		day := int((e.At - c.w.First.UnixMilli()) / dayMillis)
		at, host := c.victims[-1-e.Task].home(c.w, d, day)
		return at, host + 1 + m.host%7
	case !exit.Rotate:
		if exit.Accounts == 1 && c.spec.Dials.Schedule == scenario.OwnHours {
			return c.moves(m, e, d)
		}
		return m.exit, m.host
	case exit.Accounts == 1: // a few of the account's own
		d.start(e.Session, 87)
		k := d.weighted([]float64{.6, .25, .15})
		if k == 0 {
			return m.exit, m.host
		}
		return c.cells[m.cell].exit(c.w, join(m.seed, uint64(k))), m.host >> k
	}
	cell := &c.cells[m.cell]
	d.start(e.Session, 87)
	exits := (cell.to - cell.from + exit.Accounts - 1) / exit.Accounts
	return cell.exit(c.w, uint64(d.IntN(exits))), m.host
}

// moves gives the place of a conversation of an account that goes about as a
// person does: a line of its own, with another address when a lease ends, the
// mobile network, and a second line.
func (c *campaign) moves(m *member, e Event, d dice) (place, uint64) {
	d.start(e.Session, 87)
	u := float32(d.Float64())
	if u >= m.atHome && u < m.atHome+m.away {
		return m.mobile, d.Uint64()
	}
	if u >= m.atHome {
		return c.cells[m.cell].exit(c.w, join(m.seed, 1)), m.host >> 1
	}
	day := int((e.At - c.w.First.UnixMilli()) / dayMillis)
	if epoch := m.epoch(day); epoch > m.epoch(0) {
		return c.cells[m.cell].exit(c.w, join(m.seed, 2, epoch)), m.host ^ epoch
	}
	return m.exit, m.host
}

// model gives the model of one conversation.
func (c *campaign) model(m *member, e Event, d dice) string {
	if m.small > 0 {
		if d.start(e.Session, 88); d.chance(float64(m.small)) {
			return modelSmall
		}
	}
	share := movedShare
	if c.spec.Dials.Tastes {
		d.start(m.seed, 124)
		share = .1 + .8*d.Float64()
	}
	return c.pivot.model(e, d, share)
}
