// Package lessons hunts in the training worlds of the range, that no figure is
// reported on, and says what each group that was found is.
package lessons

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/proving"
	"github.com/stillhunt/stillhunt/proving/pool"
)

// training are the suites whose worlds are learnt from, and the seeds: never
// those that a suite reports. Some worlds have the grammars' text for everybody,
// so that no hypothesis is known by who wrote its text.
var training = []struct {
	suite   string
	seeds   []uint64
	grammar bool
	only    []string // scenarios; all if empty
}{
	{suite: "published", seeds: []uint64{201}}, {suite: "evasive", seeds: []uint64{201, 202}}, {suite: "mimic", seeds: []uint64{201, 202}},
	{suite: "published", seeds: []uint64{204}, grammar: true}, {suite: "evasive", seeds: []uint64{204}, grammar: true},
	{suite: "published", seeds: []uint64{202, 203}, only: broad}, // there is one such scenario of each kind
}

// broad are the scenarios of campaigns that send what people send.
var broad = []string{"tiny-slow"}

// file is where the lessons are kept, beside the worlds.
const file = "lessons.json"

// Learn makes the training worlds in dir, those that are not there, hunts in each,
// and keeps the lessons beside them. It says on log how far it is.
func Learn(ctx context.Context, dir string, prompts []string, log io.Writer) ([]campaign.Lesson, error) {
	if dir == "" {
		return nil, fmt.Errorf("-dir is missing: name a folder for the worlds")
	}
	set, err := pool.Read(ctx, prompts, true)
	if err != nil {
		return nil, err
	}
	var lessons []campaign.Lesson
	for _, t := range training {
		suite, err := proving.FindSuite(t.suite)
		if err != nil {
			return nil, err
		}
		pools, sources := prompts, set.Harvest
		if t.grammar {
			pools, sources = nil, nil
		}
		for _, seed := range t.seeds {
			for _, w := range suite.Worlds {
				if len(t.only) > 0 && !slices.Contains(t.only, w.Scenario) {
					continue
				}
				got, err := teach(ctx, filepath.Join(dir, fmt.Sprintf("%s-%d", w.Scenario, seed)), w, seed, pools, sources)
				if err != nil {
					return nil, fmt.Errorf("%s, seed %d: %w", w.Scenario, seed, err)
				}
				fmt.Fprintf(log, "%s, seed %d: %d groups\n", w.Scenario, seed, len(got))
				lessons = append(lessons, got...)
			}
		}
	}
	text, err := json.Marshal(lessons)
	if err != nil {
		return nil, err
	}
	return lessons, os.WriteFile(filepath.Join(dir, file), text, 0o644)
}

// Read gives the lessons that Learn kept in dir.
func Read(dir string) (lessons []campaign.Lesson, err error) {
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return nil, fmt.Errorf("reading the lessons: %w (go run ./proving/fit/rivals -dir %s makes them)", err, dir)
	}
	return lessons, json.Unmarshal(text, &lessons)
}

// teach hunts in a world, which it makes if it is not there, and says what each
// group found is.
func teach(ctx context.Context, dir string, w proving.World, seed uint64, prompts []string, sources []pool.Source) ([]campaign.Lesson, error) {
	world := filepath.Join(dir, "range")
	if _, err := os.Stat(filepath.Join(dir, "ok")); err != nil {
		o := proving.Options{Scenario: w.Scenario, Out: world, Scale: w.Scale, Benign: w.Benign, Days: w.Days, Seed: seed, Prompts: prompts, HeldOut: len(prompts) > 0}
		if _, err := proving.Generate(ctx, o); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, "ok"), nil, 0o644); err != nil {
			return nil, err
		}
	}
	truth, err := proving.ReadTruth(world)
	if err != nil {
		return nil, err
	}
	o, err := proving.Hunting(world, filepath.Join(dir, "hunt"), filepath.Dir(dir))
	if err != nil {
		return nil, err
	}
	found, err := hunt.Run(ctx, o)
	if err != nil {
		return nil, err
	}
	dealt, err := proving.Sources(w, seed, sources)
	if err != nil {
		return nil, err
	}
	is := map[string]proving.Truth{}
	for _, t := range truth {
		is[t.Account] = t
	}
	var out []campaign.Lesson
	for _, g := range append(found.Assessment.Campaigns, found.Assessment.Groups...) {
		if kind, what, ok := judge(g, is); ok {
			l := campaign.Lesson{World: filepath.Base(dir), Kind: kind, Is: what, Figures: g.Figures, Form: form(w.Scenario)}
			if what == "campaign" {
				l.Sources = dealt[whose(g, is)]
			}
			out = append(out, l)
		}
	}
	return out, nil
}

// form is of what form a scenario's campaign is.
func form(scenario string) string {
	switch {
	case strings.HasSuffix(scenario, "-evasive"), strings.HasSuffix(scenario, "-mimic"):
		return campaign.Hidden
	case slices.Contains(broad, scenario):
		return campaign.Broad
	}
	return campaign.Loud
}

// pure is the share of a group's accounts from which it is what they are.
const pure = .8

// judge says which hypothesis is true of a group: of four in five of its accounts
// or more; false if there is none or it is not known. Its kind is that of most of
// them. People and API customers are one kind in the truth: of those who form a
// group without an operator all but a few are customers of like templates.
func judge(g campaign.Assessed, truth map[string]proving.Truth) (kind, is string, ok bool) {
	kinds, hypotheses := map[string]int{}, map[string]int{}
	all := 0
	for _, m := range g.Members {
		if m.Accused() {
			k := kindOf(truth[m.Account])
			all++
			kinds[k]++
			hypotheses[hypothesisOf[k]]++
		}
	}
	kind, is = most(kinds), most(hypotheses)
	if is == "" || float64(hypotheses[is]) < pure*float64(all) {
		return "", "", false
	}
	return kind, is, true
}

// whose is the campaign that most of a group's accounts are of.
func whose(g campaign.Assessed, truth map[string]proving.Truth) string {
	names := map[string]int{}
	for _, m := range g.Members {
		if t := truth[m.Account]; m.Accused() && t.Class == "campaign" {
			names[t.Group]++
		}
	}
	return most(names)
}

// most is the commonest; of two equal ones, the first by name.
func most(count map[string]int) string {
	best := ""
	for _, k := range slices.Sorted(maps.Keys(count)) {
		if best == "" || count[k] > count[best] {
			best = k
		}
	}
	return best
}

// kindOf is what an account is: a campaign's, a look-alike's without its
// number, or people's.
func kindOf(t proving.Truth) string {
	if t.Class == "campaign" {
		return "campaign"
	}
	for k := range hypothesisOf {
		if t.Group != "" && strings.HasPrefix(t.Group, k+"-") {
			return k
		}
	}
	return t.Class
}

var hypothesisOf = map[string]string{
	"campaign": "campaign", "benign": "customers",
	"office-nine-o-clock": "organisation", "reseller": "reseller", "pooling-gateway": "reseller",
	"campus-nat": "campus", "hackathon": "campus", "agent-fleet": "agent-fleet", "multi-agent": "agent-fleet",
	"eval-house": "evaluation", "labelling-firm": "data-vendor",
	"show-your-work": "users", "viral-prompt": "users", "release-rush": "release-rush",
}
