package check

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/proving"
)

func TestQuickstartHolds(t *testing.T) {
	r, err := Run(context.Background(), Options{Range: "quickstart", Seeds: 2})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Failures) > 0 {
		t.Errorf("quickstart fails: %s", strings.Join(r.Failures, "; "))
	}
	if len(r.Topics) < 5 || len(r.Features) != len(aggregateNames) || len(r.Reach) != 2 || len(r.Leaks) < 2 {
		t.Errorf("incomplete: %+v", r)
	}
	// The loud form is solved account by account, and the check says so.
	for _, a := range r.Reach {
		if a.Recall < .5 || len(a.By) == 0 {
			t.Errorf("the trees do not find a loud campaign: %+v", a)
		}
	}
	var table bytes.Buffer
	if err := r.WriteTable(&table); err != nil || !strings.Contains(table.String(), "holds") {
		t.Errorf("%v\n%s", err, table.String())
	}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
}

// A directory is looked at as it is, and other seeds are made from its own file.
func TestDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "range")
	o := proving.Options{Scenario: "quickstart", Out: dir, Benign: 400, Days: 4, Scale: .3, Seed: 7}
	if _, err := proving.Generate(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	r, err := Run(context.Background(), Options{Range: dir, Seeds: 2})
	if err != nil {
		t.Fatal(err)
	}
	if r.Scenario != "quickstart" || r.Seeds[0] != 7 || r.Seeds[1] != 8 || len(r.Reach) != 2 {
		t.Errorf("%s, seeds %v, %d campaigns", r.Scenario, r.Seeds, len(r.Reach))
	}
	if err := os.Remove(filepath.Join(dir, "truth.jsonl")); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(context.Background(), Options{Range: dir, Seeds: 2}); err == nil || !strings.Contains(err.Error(), "truth.jsonl") {
		t.Errorf("without a truth: %v", err)
	}
}

func TestWrongUse(t *testing.T) {
	for _, o := range []Options{{Range: "nothing"}, {Range: "quickstart", Seeds: 1}, {Range: t.TempDir()}} {
		if _, err := Run(context.Background(), o); err == nil {
			t.Errorf("%+v is no error", o)
		}
	}
}

func TestJudge(t *testing.T) {
	topic := func(theta float64, judged bool) Report {
		return Report{Scenario: "x", Topics: []Topic{{Language: "en", Theta: theta, Judged: judged}}}
	}
	leak := func(auc, err float64) Report {
		return Report{Scenario: "x", Leaks: []Leak{{Class: "campaign", Kind: program, AUC: auc, Error: err}}}
	}
	easy := func(name string, recall float64) Report {
		return Report{Scenario: name, Reach: []Reach{{Campaign: "c", Recall: recall}}}
	}
	for i, c := range []struct {
		r    Report
		want int
	}{
		{topic(.049, true), 1}, {topic(.05, true), 0}, {topic(.01, false), 0},
		{leak(.57, .005), 1}, {leak(.57, .02), 0}, {leak(.54, 0), 0},
		{easy("letter", 1), 0}, {easy("letter-evasive", .31), 1}, {easy("letter-mimic", .31), 1}, {easy("letter-mimic", .3), 0},
	} {
		if c.r.judge(); len(c.r.Failures) != c.want {
			t.Errorf("case %d: %v", i, c.r.Failures)
		}
	}
}
