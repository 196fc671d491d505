// Command rivals fits what each detector expects of campaigns and of the
// innocent groups that look like them, on training worlds of the range that no
// figure is reported on:
//
//	go run ./proving/fit/rivals -dir /tmp/worlds -prompts ../shared/data/benign_prompts.jsonl.gz -prompts ../shared/data/harvest_prompts.jsonl.gz
//
// It writes campaign/learnt.go. Worlds and hunts stay in -dir, and are not made
// again.
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/proving"
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

type paths []string

func (p *paths) String() string     { return strings.Join(*p, ", ") }
func (p *paths) Set(s string) error { *p = append(*p, s); return nil }

func main() {
	var prompts paths
	dir := flag.String("dir", "", "folder for worlds and hunts: about 12 GB")
	out := flag.String("out", "campaign/learnt.go", "file to write")
	flag.Var(&prompts, "prompts", "pool of real prompts; repeat it for more")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *dir, *out, prompts); err != nil {
		fmt.Fprintln(os.Stderr, "rivals:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, out string, prompts []string) error {
	if dir == "" {
		return fmt.Errorf("-dir is missing: name a folder for the worlds")
	}
	var lessons []campaign.Lesson
	for _, t := range training {
		suite, err := proving.FindSuite(t.suite)
		if err != nil {
			return err
		}
		pools := prompts
		if t.grammar {
			pools = nil
		}
		for _, seed := range t.seeds {
			for _, w := range suite.Worlds {
				if len(t.only) > 0 && !slices.Contains(t.only, w.Scenario) {
					continue
				}
				got, err := teach(ctx, filepath.Join(dir, fmt.Sprintf("%s-%d", w.Scenario, seed)), w, seed, pools)
				if err != nil {
					return fmt.Errorf("%s, seed %d: %w", w.Scenario, seed, err)
				}
				fmt.Fprintf(os.Stderr, "%s, seed %d: %d groups\n", w.Scenario, seed, len(got))
				lessons = append(lessons, got...)
			}
		}
	}
	text, err := campaign.Learn(lessons)
	if err != nil {
		return err
	}
	return os.WriteFile(out, text, 0o644)
}

// teach hunts in a world, which it makes if it is not there, and says what each
// group found is.
func teach(ctx context.Context, dir string, w proving.World, seed uint64, prompts []string) ([]campaign.Lesson, error) {
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
	is := map[string]proving.Truth{}
	for _, t := range truth {
		is[t.Account] = t
	}
	var out []campaign.Lesson
	for _, g := range append(found.Assessment.Campaigns, found.Assessment.Groups...) {
		if kind, what, ok := judge(g, is); ok {
			out = append(out, campaign.Lesson{
				World: filepath.Base(dir), Kind: kind, Is: what, Figures: g.Figures,
				Form: form(w.Scenario),
			})
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
