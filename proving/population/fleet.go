package population

import (
	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// fleet is what a public coding agent looks like: one organisation's keys, each
// an agent that works on its own part of the code, and many unrelated people
// who use the same agent. All send the same system text and the same tools. A
// fleet that does not confess is made of its developers' own accounts.
type fleet struct {
	w        *World
	group    string
	seed     uint64
	org      string
	spec     scenario.Population
	declared bool
	keys     int // the organisation's; accounts from here on are unrelated people
	who      []person
	places   [2]place
	client   *wire.Client
}

// harnessSystem is the agent's own text; everybody who uses it sends it.
const harnessSystem = `You are Forgehand, an open coding agent that runs in a terminal.
Work on the user's repository with the tools run, read and patch. Read before you write. Keep changes small, follow the style of the file, and never touch generated code.
Think through the task step by step before you act. Run the tests after each change; if they fail, find out why before you go on. When the task is done, say in two sentences what you changed and why.
Do not commit unless the user asks for it. Do not print secrets. If a command could destroy data, ask first.`

var harnessTools = []string{"run", "read", "patch"}

func newFleet(w *World, spec scenario.Population, group string, number int) *fleet {
	f := &fleet{w: w, group: group, seed: join(w.Seed, text(scenario.AgentFleet), uint64(number)), keys: spec.Accounts, spec: spec, declared: w.confesses(spec, number)}
	d := newDice(f.seed, 60)
	if f.declared {
		f.org = organisation(f.seed)
	}
	f.places = [2]place{w.net.draw(d, cloud), w.net.draw(d, cloud)}
	f.client = &w.Clients.harness[d.IntN(len(w.Clients.harness))]
	begin := -d.IntN(200) - 3
	for i := range f.keys + int(float64(f.keys)*spec.Others) {
		seed := join(f.seed, uint64(i))
		d.start(seed, 61)
		var p person
		if i < f.keys {
			created := w.midnight(begin+d.IntN(3)) + d.Int64N(dayMillis)
			p = w.newPerson(seed, habits{perDay: spec.PerDay, spread: spec.Spread, lang: 0, created: created, until: w.Days})
			p.plan = planPayg
		} else {
			created, from, until := w.lifetime(d)
			p = w.newPerson(seed, habits{perDay: spec.PerDay / 3, spread: 1.2, lang: -1, created: created, from: from, until: until})
			p.plan = uint8([]int{planPlus, planPro, planPayg}[d.weighted([]float64{.5, .3, .2})])
			h := &w.Clients.harness[d.IntN(len(w.Clients.harness))]
			p.clients = [2]*wire.Client{h, h}
		}
		if i < f.keys {
			p.bind(spec.Quota, spec.PerDay)
		}
		p.sessions *= float32(1+w.laws.Follow.Mean) / 6 // an agent's session is long
		p.follow, p.pieces = 5, 0
		f.who = append(f.who, p)
	}
	return f
}

func (f *fleet) Len() int { return len(f.who) }

func (f *fleet) Account(i int) Account {
	a := f.who[i].account(f.w)
	a.Class, a.Group = Lookalike, f.group
	if i >= f.keys {
		a.Group += "-users"
		return a
	}
	if !f.declared {
		return a
	}
	d := newDice(f.seed, 62)
	a.Org = f.org
	a.Facts.Card, a.Facts.BIN = card(f.seed), bin(d)
	a.Facts.Domain, a.Facts.Shape = string(code(nil, 7, f.seed, 44))+".example", "r"
	a.Facts.Use = "coding"
	a.Facts.Signup = f.w.signup(f.places[0], f.seed)
	return a
}

func (f *fleet) Plan(day int, plan []Event) []Event {
	d := newDice(0)
	for i := range f.who {
		plan = f.who[i].sends(f.w, d, day, int32(i), plan)
	}
	return plan
}

func (f *fleet) Say(e Event, v *Voice, x *wire.Exchange) {
	who := &f.who[e.Account]
	who.connect(f.w, e, v, x)
	x.Conversation = x.Conversation[:0]
	x.Model, x.Stream, x.MaxTokens, x.Temperature = modelCode, 1, 16384, 100
	if int(e.Account) < f.keys {
		v.d.start(e.Session, 63)
		at := f.places[v.d.IntN(2)]
		x.Address = f.w.net.address(x.Address[:0], at, f.seed>>5%4)
		x.ASN, x.Client, x.Org = f.w.net.asn(at), f.client, f.org
	}
	x.System = append(x.System, harnessSystem...)
	x.Tools = harnessTools
	f.work(who, e, v, x)
}

// work fills in one step of an agent's session: the person says something at
// the start and now and then; else the last message is a tool's result.
func (f *fleet) work(who *person, e Event, v *Voice, x *wire.Exchange) {
	g, d := f.w.Text.Harness, v.d
	repository := g.Topic(0)
	// Messages keep their capitals: paths and commands are written exactly.
	m := grammar.Manner{Voice: who.manner.Voice, Chat: who.manner.Chat / 3}
	for t := 0; t <= int(e.Turn); t++ {
		if t > 0 && t < int(e.Turn)-memory {
			continue // an agent compacts its history but keeps the task
		}
		d.start(e.Session, 64, uint64(t))
		switch {
		case t == 0 || d.chance(.25):
			x.Add("user", func(dst []byte) []byte { return g.Message(dst, d.Rand, m, repository, who.size(d), t > 0) })
		default:
			x.Add("tool", func(dst []byte) []byte { return g.Expand(dst, d.Rand, m.Voice, repository, "result") }).Data = true
		}
		d.start(e.Session, 65, uint64(t))
		if t < int(e.Turn) {
			x.Add("assistant", func(dst []byte) []byte { return g.Answer(dst, d.Rand, repository, 90) })
			x.Add("assistant", func(dst []byte) []byte { return g.Expand(dst, d.Rand, m.Voice, repository, "tool") }).Call = true
		}
	}
	x.Output = g.Answer(x.Output, d.Rand, repository, 90)
	usage(d, x, 180)
	x.CacheTokens = x.InputTokens / 2
}
