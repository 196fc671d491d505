package scenario

import (
	"strings"
	"testing"
	"time"
)

const rushing = `name: x
start: 2026-01-01
days: 3
benign: 100
releases:
  - model: m
    day: 1
    hour: 16
populations:
  - {kind: people, share: .9, per_day: 1, quota: .1}
  - {kind: api, share: .1, per_day: 1}
  - kind: release-rush
    accounts: 20
    every: 100
    per_day: 1
  - kind: eval-house
    accounts: 20
    every: 100
    per_day: 1
    confess: .5
    quota: .7
`

func TestLookalikeErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{"    confess: .5", "    confess: 1.5", "x.yaml:20: confess is a share"},
		{"    quota: .7", "    quota: -1", "x.yaml:21: quota is a share"},
		{"quota: .1", "confess: .1", "x.yaml:10: people have nobody who could confess for them"},
		{"day: 1\n    hour", "day: 3\n    hour", "x.yaml:7: day is a day of the scenario"},
		{"hour: 16", "hour: 24", "x.yaml:8: hour lies between 0 and 23"},
		{"- model: m\n    day", "- model: ''\n    day", "x.yaml:6: a release names its model"},
		{"    hour: 16\n", "    hour: 16\n  - {model: m, day: 2}\n", `x.yaml:9: "m" is released twice`},
		{"releases:\n  - model: m\n    day: 1\n    hour: 16\n", "", "x.yaml:8: a release-rush needs a release"},
		{"kind: eval-house", "kind: eval-home", `x.yaml:16: there is no population kind "eval-home"; known are people, api, campus-nat`},
	} {
		s, err := Parse("x.yaml", []byte(strings.Replace(rushing, c.old, c.new, 1)))
		switch {
		case c.want == "" && err != nil:
			t.Error(err)
		case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)):
			t.Errorf("%q for %q: error %v, want %q", c.new, c.old, err, c.want)
		case c.want == "" && !s.Releases[0].Time(s.First()).Equal(time.Date(2026, 1, 2, 16, 0, 0, 0, time.UTC)):
			t.Errorf("released at %v", s.Releases[0].Time(s.First()))
		}
	}
}
