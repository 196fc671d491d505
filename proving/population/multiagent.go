package population

import (
	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// multiAgent is a system of agents that works on its owner's code: an
// orchestrator plans, workers do, a critic scores, each role with keys of its
// own. What makes it look like a campaign: one scheduler deals the work round
// the keys and hands over within seconds, totals are equal, plans are asked for
// step by step, patches are graded by a rubric. What a careful detector can
// see: all keys work on one repository with tools, in sessions of many turns.
type multiAgent struct {
	seats
	system  [3][]byte // by role
	lead    [3][]byte // what the house writes over each request
	roles   [3][]int32
	places  [2]place
	client  *wire.Client
	own     grammar.Voice // the repository's own names
	nightly bool
}

const (
	planner = iota
	worker
	critic
)

// craft are the topics of code.
var craft = []string{"python", "webdev", "database", "linux", "gamedev", "homelab"}

func newMultiAgent(w *World, spec scenario.Population, group string, number int) *multiAgent {
	m := &multiAgent{seats: w.newSeats(spec, group, number)}
	d := newDice(m.seed, 50)
	g := w.Text.Houses
	for role, name := range []string{"planner", "worker", "critic"} {
		m.system[role] = g.Expand(nil, d.Rand, 0, g.Find("agents"), name)
	}
	for role, name := range []string{"goal", "task", "review"} {
		m.lead[role] = g.Expand(nil, d.Rand, 0, g.Find("agents"), name)
	}
	m.places = [2]place{w.net.draw(d, cloud), w.net.draw(d, cloud)}
	m.client, m.own, m.nightly = w.Clients.developer(d), grammar.Voice(m.seed|1), d.chance(.5)
	begin := -d.IntN(120) - 3
	for i := range spec.Accounts {
		seed := join(m.seed, uint64(i))
		d.start(seed, 51)
		p := w.newPerson(seed, habits{perDay: spec.PerDay, lang: 0, created: w.midnight(begin+d.IntN(3)) + d.Int64N(dayMillis), until: w.Days})
		p.plan, p.program = planPayg, true
		role := worker
		switch i % 6 {
		case 0:
			role = planner
		case 5:
			role = critic
		}
		m.roles[role] = append(m.roles[role], int32(i))
		for k := range p.topics {
			p.topics[k] = topicIndex(w.Text.People[0], craft[d.IntN(len(craft))])
		}
		m.who = append(m.who, p)
	}
	if len(m.roles[critic]) == 0 {
		m.roles[critic] = m.roles[planner]
	}
	return m
}

func (m *multiAgent) Account(i int) Account {
	a := m.account(i, "coding")
	a.Facts.Signup = m.w.signup(m.places[0], m.seed>>9)
	return a
}

// Plan runs jobs: a plan, tasks that workers do one after the other, and a
// score for each. Keys of a role are taken in turn.
func (m *multiAgent) Plan(day int, plan []Event) []Event {
	from, d := len(plan), newDice(m.seed, 53, uint64(day))
	total := m.spec.PerDay * float64(len(m.who)) * d.spread(.15)
	if !m.w.workday(day) && !m.nightly {
		total *= .2
	}
	var next [3]int
	at := func(role int) int32 {
		next[role]++
		return m.roles[role][(next[role]+day)%len(m.roles[role])]
	}
	for job := int64(0); len(plan)-from < int(total); job++ {
		begin := m.w.midnight(day) + d.Int64N(22*3600*1000)
		tasks := 2 + d.IntN(5)
		e := Event{At: begin, Task: m.task(day, job), Session: d.Uint64(), Account: at(planner)}
		plan = append(plan, e)
		for range tasks {
			e = Event{At: e.At + 3000 + d.Int64N(9000), Task: e.Task, Session: d.Uint64(), Account: at(worker)}
			for t := range 2 + d.IntN(5) {
				e.Turn = int16(t)
				plan = append(plan, e)
				e.At += 4000 + int64(15000*d.spread(.7))
			}
			plan = append(plan, Event{At: e.At, Task: e.Task, Session: d.Uint64(), Account: at(critic)})
		}
	}
	return m.within(day, from, plan)
}

func (m *multiAgent) task(day int, job int64) int64 { return int64(day)<<24 | job }

func (m *multiAgent) role(account int32) int {
	switch account % 6 {
	case 0:
		return planner
	case 5:
		return critic
	}
	return worker
}

func (m *multiAgent) Say(e Event, v *Voice, x *wire.Exchange) {
	d := v.d
	d.start(e.Session, 54)
	at := m.places[d.IntN(2)]
	x.Address = m.w.net.address(x.Address, at, m.seed>>7%4)
	x.ASN, x.Client, x.Org = m.w.net.asn(at), m.client, m.orgOf()
	x.Model, x.Temperature, x.MaxTokens, x.Stream = modelCode, 20, 8192, 1
	role := m.role(e.Account)
	x.System = append(x.System, m.system[role]...)
	x.Tools = harnessTools
	code := m.w.Text.Harness
	repository := code.Topic(0)
	prose := m.w.Text.People[0] // what one agent tells another
	topic := prose.Topic(int(m.who[0].topics[e.Task%2]))
	for t := max(0, int(e.Turn)-memory); t <= int(e.Turn); t++ {
		d.start(e.Session, 55, uint64(t))
		if t == 0 || t == int(e.Turn)-memory { // the task stays in front
			x.Add("user", func(dst []byte) []byte {
				dst = append(append(dst, m.lead[role]...), ' ')
				d.start(uint64(e.Task), m.seed, 56) // what the job is about
				dst = append(code.Expand(dst, d.Rand, m.own, repository, "ask"), ". "...)
				d.start(e.Session, 57)
				if d.chance(.5) {
					dst = append(code.Expand(dst, d.Rand, m.own, repository, "detail"), ". "...)
				}
				return prose.Message(dst, d.Rand, grammar.Manner{Voice: m.own}, topic, 60+d.IntN(250), false)
			})
		} else {
			x.Add("tool", func(dst []byte) []byte { return code.Expand(dst, d.Rand, m.own, repository, "result") }).Data = true
		}
		if t < int(e.Turn) {
			x.Add("assistant", func(dst []byte) []byte { return code.Expand(dst, d.Rand, m.own, repository, "tool") }).Call = true
		}
	}
	x.Output = code.Answer(x.Output, d.Rand, repository, 120)
	usage(d, x, 240)
	x.CacheTokens = x.InputTokens / 2
}
