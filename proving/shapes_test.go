package proving

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
)

// everything is a scenario that turns every dial and has every field.
const everything = `name: everything
about: all fields and dials
start: 2026-03-02
days: 4
benign: 300
releases: [{model: aurora-5-large, day: 1, hour: 9}]
populations: [{kind: people, share: .9, per_day: 2, spread: 1.2}, {kind: api, share: .1, per_day: 4, spread: 1}]
campaigns:
  - {name: agents, operator: a, accounts: 12, per_day: 20, tasks: [agentic], content: agentic, injected: true, media: .3, replay: .6, pathways: 3, suspended: 2,
     dials: {exit: {accounts: 3, rotate: true}, card: {accounts: [2, 4], bins: 2}, signup: {burst: 2, before: 3}, schedule: lanes, jitter: 1, frames: 1, clients: sdk}}
  - {name: later, operator: a, accounts: 12, per_day: 20, tasks: [code], from: 2, follows: agents, pivot: aurora-5-large,
     dials: {exit: {accounts: 3}, card: {accounts: [2, 4]}, signup: {burst: 1, before: 2}, schedule: lanes, frames: 1, cells: 4, tasks_split: true, clients: varied}}
  - {name: replayers, operator: b, accounts: 12, per_day: 20, content: sessions,
     dials: {exit: {accounts: 1, rotate: true, signup_apart: true}, card: {accounts: [1, 1]}, signup: {aged: [60, 90]}, schedule: own-hours, rates: people, tastes: true, camouflage: .3, frames: 1, clients: browsers}}
  - {name: network, operator: c, accounts: 20, per_day: 30, tasks: [math, rubric], content: loops, customers: [.9, .95],
     dials: {exit: {accounts: 4}, card: {accounts: [2, 4]}, signup: {aged: [60, 90]}, schedule: lanes, pace: 4, poison: 3, false_flag: a, paraphrase: true, frames: 2, clients: sdk}}
`

func TestEveryDialIsDeterministicAndLabelled(t *testing.T) {
	file := filepath.Join(t.TempDir(), "everything.yaml")
	if err := os.WriteFile(file, []byte(everything), 0o600); err != nil {
		t.Fatal(err)
	}
	o := Options{Scenario: file, Labels: true, Seed: 3}
	old := runtime.GOMAXPROCS(1)
	_, one := generate(t, o)
	runtime.GOMAXPROCS(2)
	_, two := generate(t, o)
	runtime.GOMAXPROCS(old)
	a, b := hashes(t, one), hashes(t, two)
	for name := range a {
		if a[name] != b[name] {
			t.Errorf("%s differs between one core and two", name)
		}
	}
	rows, err := readTruth(filepath.Join(one, truthFile))
	if err != nil {
		t.Fatal(err)
	}
	truth, roles := map[string]*Truth{}, map[string]int{}
	for i := range rows {
		truth[rows[i].Account] = &rows[i]
		roles[rows[i].Group+" "+rows[i].Role]++
	}
	if roles["network mixed"] < 20 || roles["network customer"] < 2 || roles["agents operator"] != 12 || roles["later operator"] != 12 {
		t.Errorf("roles %v", roles)
	}
	suspended := suspensions(t, one)
	decoder := exchange.NewDecoder()
	var decoded exchange.Exchange
	harvest, present, moved, media := map[string]int64{}, 0, 0, 0
	lines(t, one, func(_ string, line []byte) {
		if err := decoder.Decode(line, &decoded); err != nil {
			t.Fatalf("the record rejects a line: %v", err)
		}
		var x record
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		if x.Label == "harvest" {
			harvest[x.Account]++
		}
		if at, ok := suspended[x.Account]; ok && decoded.Time > at.UnixMicro() {
			t.Fatalf("an account of %q sends after its suspension", truth[x.Account].Group)
		}
		if truth[x.Account].Group == "agents" && len(decoded.Presented) > 0 {
			present++
		}
		if decoded.Model == "aurora-5-large" {
			moved++
		}
		for _, m := range decoded.Input {
			if m.Media {
				media++
			}
		}
	})
	for id, who := range truth {
		if harvest[id] != who.Harvest {
			t.Errorf("%s of %q: %d harvest lines, truth says %d", id, who.Group, harvest[id], who.Harvest)
		}
	}
	if u := decoder.Unknown(); len(u) > 0 || present < 50 || moved < 20 || media < 50 {
		t.Errorf("unknown keys %v, %d blocks presented, %d on the new model, %d images", u, present, moved, media)
	}
}

// suspensions reads who is suspended when; campaign agents is, whole.
func suspensions(t *testing.T, dir string) map[string]time.Time {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, accountsFile))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]time.Time{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var f struct {
			Account   string    `json:"user.id"`
			Suspended time.Time `json:"suspended_at"`
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		if !f.Suspended.IsZero() {
			out[f.Account] = f.Suspended
		}
	}
	if len(out) < 12 {
		t.Errorf("%d accounts are suspended", len(out))
	}
	return out
}
