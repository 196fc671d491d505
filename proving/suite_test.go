package proving

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
)

// TestSuites: every world of every suite exists with its dimensions, and no
// baseline is tuned on a seed that it is tested on.
func TestSuites(t *testing.T) {
	names := SuiteNames()
	for _, want := range []string{"published", "look-alikes", "evasive", "mimic", "smoke", "first"} {
		if !slices.Contains(names, want) {
			t.Errorf("there is no suite %s", want)
		}
	}
	for _, name := range names {
		s, err := FindSuite(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if s.Name != name || s.About == "" || len(s.Seeds) == 0 || len(s.Training) == 0 {
			t.Errorf("suite %s: %+v", name, s)
		}
		for _, seed := range s.Training {
			if slices.Contains(s.Seeds, seed) {
				t.Errorf("suite %s: seed %d is for training and testing", name, seed)
			}
		}
		r := &runner{}
		seen := map[string]bool{}
		for _, w := range s.Worlds {
			_, identity, err := r.options(w, 1)
			if err != nil {
				t.Errorf("suite %s, %s: %v", name, w.Scenario, err)
			}
			if seen[identity] {
				t.Errorf("suite %s has the world %s twice", name, describeWorld(w))
			}
			seen[identity] = true
		}
	}
	if _, err := FindSuite("nothing"); err == nil || !strings.Contains(err.Error(), "smoke") {
		t.Errorf("error %v", err)
	}
}

// TestRunSuiteGoesOn: a run that is stopped is taken up from its cache, which
// gives the same figures; another seed is not taken for the same.
func TestRunSuiteGoesOn(t *testing.T) {
	s := Suite{Name: "s", About: "a", Seeds: []uint64{1, 2}, Training: []uint64{101}, Worlds: []World{{Scenario: "quickstart", Scale: .2, Benign: 200, Days: 5, Daily: true}}}
	cache := filepath.Join(t.TempDir(), "cache")
	run := func(ctx context.Context, each func(Trial)) error {
		return RunSuite(ctx, s, RunOptions{Dir: t.TempDir(), Cache: cache, Baselines: true}, each)
	}
	ctx, stop := context.WithCancel(context.Background())
	var first []Trial
	if err := run(ctx, func(tr Trial) { first = append(first, tr); stop() }); !errors.Is(err, context.Canceled) || len(first) != 1 {
		t.Fatalf("%d trials, error %v", len(first), err)
	}
	var again []Trial
	if err := run(context.Background(), func(tr Trial) { again = append(again, tr) }); err != nil || len(again) != 2 {
		t.Fatalf("%d trials, error %v", len(again), err)
	}
	if first[0].Cached || !again[0].Cached || again[1].Cached {
		t.Errorf("done before: %t, then %t and %t", first[0].Cached, again[0].Cached, again[1].Cached)
	}
	was, _ := json.Marshal(first[0])
	if is, err := json.Marshal(again[0]); err != nil || !bytes.Equal(is, was) || !reflect.DeepEqual(first[0].Baselines, again[0].Baselines) {
		t.Errorf("from the cache (%v)\n%s\nwas\n%s", err, is, was)
	}
	if again[0].Score.Daily == nil || again[1].Score.Daily != nil || len(again[1].Baselines) == 0 {
		t.Errorf("daily %v and %v, %d baselines", again[0].Score.Daily, again[1].Score.Daily, len(again[1].Baselines))
	}
	var page, same strings.Builder
	if err := errors.Join(WriteMarkdown(&page, s, again, false), WriteMarkdown(&same, s, again, false)); err != nil || page.String() != same.String() {
		t.Fatalf("two pages of one run differ, or %v", err)
	}
	for _, want := range []string{"thresholds `", "| quickstart | **Stillhunt** |", "SynchroTrap, K = 3", "Seeds 1, 2."} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the section has no %q:\n%s", want, page.String())
		}
	}
}

// TestBetter: a rule is better only where it keeps to the rate.
func TestBetter(t *testing.T) {
	ours := RuleScore{Hits: 50, Guilty: 100, Innocents: 10000}
	for _, c := range []struct {
		hits, wrong int
		want        bool
	}{{60, 0, true}, {60, 10, true}, {60, 11, false}, {50, 0, false}, {40, 0, false}} {
		if got := better(RuleScore{Hits: c.hits, Wrong: c.wrong, Guilty: 100, Innocents: 10000}, ours); got != c.want {
			t.Errorf("%d found, %d wrong: %t", c.hits, c.wrong, got)
		}
	}
}

// TestOtherLawsAreNotCached: a trial is kept under the learnt laws only.
func TestOtherLawsAreNotCached(t *testing.T) {
	err := RunSuite(t.Context(), Suite{}, RunOptions{Dir: t.TempDir(), Cache: t.TempDir(), Laws: campaign.Laws{}}, func(Trial) {})
	if err == nil {
		t.Error("a trial under other laws would be taken for one under the learnt ones")
	}
}
