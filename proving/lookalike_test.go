package proving

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/proving/scenario"
)

// allLookalikes is a scenario of small groups of every kind.
func allLookalikes(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("name: crowd\nabout: every look-alike, small\nstart: 2026-04-22\ndays: 7\nbenign: 200\n" +
		"releases:\n  - {model: aurora-5-large, day: 2, hour: 16}\npopulations:\n" +
		"  - {kind: people, share: .9, per_day: 2, spread: 1, quota: .1}\n  - {kind: api, share: .1, per_day: 10, quota: .5}\n")
	for _, kind := range scenario.Kinds()[2:] {
		b.WriteString("  - {kind: " + kind + ", accounts: 12, every: 100, per_day: 8, spread: .5")
		if kind != scenario.ReleaseRush && kind != scenario.ViralPrompt {
			b.WriteString(", confess: .5, quota: .5")
		}
		b.WriteString("}\n")
	}
	path := filepath.Join(t.TempDir(), "crowd.yaml")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEveryLookalikeIsGenerated(t *testing.T) {
	o := Options{Scenario: allLookalikes(t), Seed: 4}
	old := runtime.GOMAXPROCS(1)
	_, one := generate(t, o)
	runtime.GOMAXPROCS(2)
	_, two := generate(t, o)
	runtime.GOMAXPROCS(old)
	a, b := hashes(t, one), hashes(t, two)
	if len(a) != 7+4 {
		t.Errorf("%d files, want seven days, truth, accounts, scenario and releases", len(a))
	}
	for name := range a {
		if a[name] != b[name] {
			t.Errorf("%s differs between one core and two", name)
		}
	}
	releases, err := exchange.ReadReleases(context.Background(), filepath.Join(one, ReleasesFile))
	if err != nil || len(releases) != 1 || releases[0].Model != "aurora-5-large" {
		t.Errorf("releases %v (%v)", releases, err)
	}
	rows, err := readTruth(filepath.Join(one, truthFile))
	if err != nil {
		t.Fatal(err)
	}
	accounts := map[string]int{}
	for _, r := range rows {
		accounts[r.Group]++
		if r.Harvest > 0 || r.Class == "campaign" {
			t.Fatalf("an innocent harvests: %+v", r)
		}
	}
	for _, kind := range scenario.Kinds()[2:] {
		for _, n := range []string{"-1", "-2"} {
			if accounts[kind+n] < 4 {
				t.Errorf("group %s%s has %d active accounts of twelve", kind, n, accounts[kind+n])
			}
		}
	}
	decoder := exchange.NewDecoder()
	var x exchange.Exchange
	var issued, presented, fresh int
	ids := map[string]bool{}
	lines(t, one, func(file string, line []byte) {
		if err := decoder.Decode(line, &x); err != nil {
			t.Fatalf("%s: the record rejects a line: %v", file, err)
		}
		issued += len(x.Issued)
		presented += len(x.Presented)
		if x.Model == "aurora-5-large" {
			fresh++
		}
		if ids[x.ID] {
			t.Fatalf("exchange %s is there twice", x.ID)
		}
		ids[strings.Clone(x.ID)] = true
	})
	if issued < 1000 || presented < 300 || fresh < 100 {
		t.Errorf("%d blocks issued, %d presented, %d exchanges with the new model", issued, presented, fresh)
	}
}

// Each look-alike has a scenario of its own in which two groups or more live
// beside the people, and quiet holds them all.
func TestLookalikesHaveScenarios(t *testing.T) {
	all := map[string]scenario.Scenario{}
	for _, s := range List() {
		all[s.Name] = s
	}
	for _, kind := range scenario.Kinds()[2:] {
		for _, name := range []string{kind, "quiet"} {
			s, found := all[name], false
			for _, p := range s.Populations {
				if p.Kind == kind {
					found = true
					if groups := (s.Benign + p.Every/2) / p.Every; groups < 2 {
						t.Errorf("%s has %d groups of %s", name, groups, kind)
					}
				}
			}
			if !found || len(s.Campaigns) > 0 {
				t.Errorf("%s holds no %s, or a campaign", name, kind)
			}
		}
	}
}
