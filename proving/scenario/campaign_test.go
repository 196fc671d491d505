package scenario

import (
	"strings"
	"testing"
)

// full is a scenario with every field of a campaign.
const full = `name: x
start: 2026-01-01
days: 9
releases: [{model: m-2, day: 4}]
populations: [{kind: people, share: 1, per_day: 1}]
campaigns:
  - name: a
    operator: o
    accounts: 20
    per_day: 5
    tasks: [math]
    content: agentic
    injected: true
    media: .2
    replay: .5
    customers: [.9, .99]
    pathways: 2
    suspended: 5
    pivot: m-2
    dials:
      exit: {accounts: 5}
      card: {accounts: [1, 2]}
      signup: {burst: 3, before: 4}
      schedule: lanes
      jitter: 2
      pace: 2
      poison: 3
      false_flag: q
      frames: 3
      clients: sdk
  - name: b
    operator: o
    accounts: 20
    per_day: 5
    from: 5
    tasks: [math]
    follows: a
    dials:
      exit: {accounts: 5}
      card: {accounts: [1, 2]}
      signup: {burst: 3, before: 4}
      schedule: lanes
      frames: 3
      clients: sdk
`

func TestCampaignFields(t *testing.T) {
	s, err := Parse("x.yaml", []byte(full))
	if err != nil {
		t.Fatal(err)
	}
	a, b := s.Campaigns[0], s.Campaigns[1]
	if a.Scaled(1) != 50 || a.Rate() != 2 || a.End(9) != 6 || b.End(9) != 9 {
		t.Errorf("%d accounts at %g a day until %d and %d", a.Scaled(1), a.Rate(), a.End(9), b.End(9))
	}
}

func TestCampaignErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"content: agentic", "content: poems", "x.yaml:12: content is"},
		{"content: agentic", "content: sessions", "x.yaml:11: a campaign that replays sessions has no tasks"},
		{"content: agentic", "content: loops", "x.yaml:13: an injected instruction"},
		{"media: .2", "media: 2", "x.yaml:14: media is"},
		{"replay: .5", "replay: -1", "x.yaml:15: replay is"},
		{"clients: sdk", "clients: browsers", "x.yaml:15: reasoning is replayed by programs"},
		{"customers: [.9, .99]", "customers: [.9, 1]", "x.yaml:16: customers are"},
		{"customers: [.9, .99]", "customers: .9", "x.yaml:16: "},
		{"pathways: 2", "pathways: 99", "x.yaml:17: pathways lie"},
		{"suspended: 5", "suspended: 12", "x.yaml:18: suspended is"},
		{"pivot: m-2", "pivot: m-3", `x.yaml:19: there is no release of the model "m-3"`},
		{"exit: {accounts: 5}", "exit: {accounts: 5, rotate: often}", "x.yaml:21: "},
		{"exit: {accounts: 5}", "exit: {accounts: 5, signup_apart: 3}", "x.yaml:21: "},
		{"jitter: 2", "jitter: 20", "x.yaml:25: jitter lies"},
		{"schedule: lanes", "schedule: own-hours", "x.yaml:25: jitter goes with"},
		{"schedule: lanes\n      jitter: 2", "schedule: lanes\n      rates: people", "x.yaml:25: rates of people go with"},
		{"jitter: 2", "rates: monks", "x.yaml:25: rates is people"},
		{"jitter: 2", "tasks_split: 3", "x.yaml:25: "},
		{"jitter: 2", "tastes: many", "x.yaml:25: "},
		{"pace: 2", "pace: .01", "x.yaml:26: pace lies between 0.1 and 10000 exchanges an account and day (campaigns[0].dials.pace)"},
		{"pace: 2", "cells: 1", "x.yaml:26: a cell has two"},
		{"pace: 2", "cells: 5", "x.yaml:17: pathways and cells"},
		{"poison: 3", "poison: -3", "x.yaml:27: poison lies"},
		{"false_flag: q", "false_flag: o", "x.yaml:28: a false flag is another"},
		{"follows: a", "follows: c", "x.yaml:37: follows names"},
		{"from: 5", "from: 6", "x.yaml:35: a campaign that follows"},
	} {
		text := strings.Replace(full, c.old, c.new, 1)
		if text == full {
			t.Fatalf("%q is not there", c.old)
		}
		_, err := Parse("x.yaml", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q for %q: error %v, want %q", c.new, c.old, err, c.want)
		}
	}
}

// A single dial may be laid over a base, and over what is laid over it.
func TestDialsLayOverDials(t *testing.T) {
	all := map[string]*Scenario{}
	for _, text := range []string{full, "name: y\nbase: x\ndials:\n  poison: 0\n  signup: {aged: [1, 2]}\n", "name: z\nbase: y\ndials: {exit: {rotate: true}}\n"} {
		s, err := Parse("t.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		all[s.Name] = s
	}
	find := func(name string) (*Scenario, bool) { s, ok := all[name]; return s, ok }
	s, err := all["z"].Resolve(find)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range s.Campaigns {
		d := c.Dials
		if d.Poison != 0 || d.Jitter != all["x"].Campaigns[i].Dials.Jitter || d.Exit != (Exit{Accounts: 5, Rotate: true}) || d.Signup.Aged[1] != 2 || d.Signup.Burst != 0 || d.Frames != 3 {
			t.Errorf("dials %+v", d)
		}
	}
	if d := all["x"].Campaigns[0].Dials; d.Poison != 3 || d.Exit.Rotate {
		t.Errorf("the base has changed: %+v", d)
	}
}

func TestErrorsOfLaidOverDialsNameTheLine(t *testing.T) {
	base, err := Parse("x.yaml", []byte(full))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, want string }{
		{"name: y\nbase: x\ndials:\n  frames: none\n", "y.yaml:4: "},
		{"name: y\nbase: x\ndials:\n  colour: red\n", "y.yaml:4: "},
		{"name: y\nbase: x\ndials:\n  frames: 2\n  pace: -1\n", "y.yaml:5: pace lies"},
		{"name: y\nbase: x\ndials:\n  exit:\n    accounts: 0\n", "y.yaml:5: an exit has"},
		{"name: y\nbase: x\ndials:\n  schedule: own-hours\n", "y.yaml:4: jitter goes with"},
		{"name: y\nbase: x\ndials:\n  false_flag: o\n", "y.yaml:4: a false flag"},
		{"name: y\nbase: x\ndials:\n  clients: browsers\n", "y.yaml:4: campaign a replays"},
		{"name: y\nbase: x\ndials:\n  cells: 4\n", "y.yaml:4: campaign a has pathways"},
		{"name: y\nbase: x\ndials: 7\n", "y.yaml:3: dials are written as keys and values (dials)"},
		{"name: y\nbase: w\ndials: {frames: 2}\n", `y.yaml:2: there is no scenario "w"`},
		{"name: y\nbase: y\ndials: {frames: 2}\n", "y.yaml:2: more than 4 bases"},
	} {
		over, err := Parse("y.yaml", []byte(c.text))
		if err == nil {
			_, err = over.Resolve(func(name string) (*Scenario, bool) {
				if name == "y" {
					return over, true
				}
				return base, name == "x"
			})
		}
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q: error %v, want %q", c.text, err, c.want)
		}
	}
}
