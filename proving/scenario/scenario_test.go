package scenario

import (
	"strings"
	"testing"
)

const good = `name: x
start: 2026-01-01
days: 3
benign: 100
populations:
  - {kind: people, share: .9, per_day: 1}
  - {kind: api, share: .1, per_day: 1}
  - kind: campus-nat
    accounts: 20
    every: 100
    per_day: 1
campaigns:
  - name: c
    operator: o
    accounts: 20
    per_day: 5
    tasks: [math]
    dials:
      exit: {accounts: 5}
      card: {accounts: [1, 2]}
      signup: {burst: 3, before: 4}
      schedule: lanes
      frames: 3
      clients: sdk
`

func TestParse(t *testing.T) {
	s, err := Parse("x.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if s.Campaigns[0].End(s.Days) != 3 || s.Campaigns[0].Scaled(.1) != 10 || s.CampaignAccounts(2) != 40 {
		t.Errorf("unexpected campaign %+v", s.Campaigns[0])
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"days: 3", "days: three", "x.yaml:3: "},
		{"days: 3", "days: 0", "x.yaml:3: days lie between"},
		{"days: 3", "dyas: 3", "x.yaml:3: "},
		{"share: .9", "share: .7", "x.yaml:6: the shares of people and api sum to 1"},
		{"kind: campus-nat", "kind: campus", `x.yaml:8: there is no population kind "campus"`},
		{"every: 100", "every: 0", "x.yaml:10: every says"},
		{"accounts: [1, 2]", "accounts: [2, 1]", "x.yaml:20: accounts a card"},
		{"schedule: lanes", "schedule: rows", "x.yaml:22: schedule is"},
		{"    operator: o\n", "", "x.yaml:13: a campaign needs an operator"},
		{"name: x", "name: [x", "x.yaml:"},
		{"burst: 3, before: 4", "burst: 3, aged: [1, 9]", "x.yaml:21: accounts are either aged"},
		{"start: 2026-01-01", "start: soon", "x.yaml:2: start is a day"},
	} {
		_, err := Parse("x.yaml", []byte(strings.Replace(good, c.old, c.new, 1)))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q for %q: error %v, want %q", c.new, c.old, err, c.want)
		}
	}
}

func TestResolve(t *testing.T) {
	base, err := Parse("x.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	over, err := Parse("y.yaml", []byte("name: y\nbase: x\ndials:\n  exit: {rotate: true}\n  signup: {aged: [60, 400]}\n  schedule: own-hours\n"))
	if err != nil {
		t.Fatal(err)
	}
	find := func(name string) (*Scenario, bool) { return base, name == "x" }
	s, err := over.Resolve(find)
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "y" || s.Days != 3 || s.Campaigns[0].Dials.Schedule != OwnHours || s.Campaigns[0].Name != "c" ||
		s.Campaigns[0].Dials.Frames != 3 || s.Campaigns[0].Dials.Exit != (Exit{Accounts: 5, Rotate: true}) || s.Campaigns[0].Dials.Signup.Burst != 0 {
		t.Errorf("resolved to %+v", s)
	}
	if base.Campaigns[0].Dials.Schedule != Lanes {
		t.Error("resolving changed the base")
	}
	over.Base = "nowhere"
	if _, err := over.Resolve(find); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("missing base: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("name: y\nbase: x\ndials: {}\n"))
	f.Add([]byte("populations: [{kind: people, share: 1e999}]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse("f.yaml", text)
		if err == nil && s.Base == "" && (s.Days < 1 || len(s.Populations) == 0) {
			t.Errorf("accepted %q", text)
		}
		if err != nil || s.Base == "" {
			return
		}
		base, _ := Parse("x.yaml", []byte(good))
		if full, err := s.Resolve(func(string) (*Scenario, bool) { return base, true }); err == nil && full.Campaigns[0].Dials.Frames < 1 {
			t.Errorf("resolved %q", text)
		}
	})
}
