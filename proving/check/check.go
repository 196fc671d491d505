// Package check asks whether a range is hard enough to be believed: are people
// people in text, does the generator give a class away by something that means
// nothing, does one counter solve the scenario, and does a detector that looks
// at one account after the other.
package check

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/stillhunt/stillhunt/proving"
	"github.com/stillhunt/stillhunt/proving/scenario"
)

// Bounds of the check.
const (
	LeastTheta   = .05  // of people in each language, within a standard error
	GreatestLeak = .55  // AUC of a classifier on what means nothing
	Wrongful     = .001 // share of innocents that a detector may accuse
	TooEasy      = .3   // recall of the account-by-account detector, evasive and mimic forms, within a standard error
)

// Options say what to check.
type Options struct {
	// Range is a scenario of the list, a YAML file, or a range directory.
	Range string
	// Seeds is the number of worlds; all but the first are trained on. 0: 3.
	Seeds int
	// Seed is that of the first world. 0: 1.
	Seed uint64
	// Scale, Benign and Days are those of range generate; 0: small enough for
	// some minutes.
	Scale  float64
	Benign int
	Days   int
	// Progress is told what is being done.
	Progress func(what string)
}

// Report is what was found.
type Report struct {
	Scenario string    `json:"scenario"`
	Seeds    []uint64  `json:"seeds"`
	Accounts int       `json:"accounts"` // of the first world
	Topics   []Topic   `json:"topics"`
	Leaks    []Leak    `json:"leaks"`
	Features []Feature `json:"features"`
	Reach    []Reach   `json:"account_by_account"`
	Failures []string  `json:"failures"` // empty: the range holds
}

// Run checks a range. Worlds that have to be made are made in a temporary
// directory and removed.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Seeds == 0 {
		o.Seeds = 3
	}
	if o.Seeds < 2 {
		return nil, fmt.Errorf("%d seeds are too few: the account-by-account detector is trained on other seeds than it is tried on", o.Seeds)
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	tmp, err := os.MkdirTemp("", "stillhunt-check-")
	if err != nil {
		return nil, fmt.Errorf("making a directory for the worlds to check: %w", err)
	}
	defer os.RemoveAll(tmp)
	worlds, err := plan(&o, tmp)
	if err != nil {
		return nil, err
	}
	r := &Report{}
	var first, others []*account
	for i, w := range worlds {
		if w.dir == "" {
			o.Progress(fmt.Sprintf("writing world %d of %d", i+1, len(worlds)))
			w.dir = filepath.Join(tmp, fmt.Sprintf("world-%d", i))
			w.options.Out = w.dir
			if _, err := proving.Generate(ctx, w.options); err != nil {
				return nil, err
			}
		}
		o.Progress(fmt.Sprintf("reading world %d of %d", i+1, len(worlds)))
		all, err := read(ctx, w.dir, i == 0)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = all
		} else {
			others = append(others, all...)
			if err := os.RemoveAll(w.dir); err != nil {
				return nil, err
			}
		}
		r.Seeds = append(r.Seeds, w.options.Seed)
	}
	r.Scenario, r.Accounts = worlds[0].name, len(first)
	o.Progress("measuring")
	r.Topics, r.Leaks = topics(first), leaks(first)
	r.Features, r.Reach = features(first), reach(first, others)
	r.judge()
	return r, nil
}

// world is one range to look at; without dir it is still to be made.
type world struct {
	name, dir string
	options   proving.Options
}

// plan says which worlds are needed. Other seeds of a directory are made from
// its own scenario.yaml.
func plan(o *Options, tmp string) ([]world, error) {
	base := world{options: proving.Options{Scenario: o.Range, Seed: max(o.Seed, 1), Scale: o.Scale, Benign: o.Benign, Days: o.Days}}
	if info, err := os.Stat(o.Range); err == nil && info.IsDir() {
		made, err := madeFrom(o.Range, tmp)
		if err != nil {
			return nil, err
		}
		base.options = made.options
		base.dir = o.Range
	}
	s, err := proving.Find(base.options.Scenario)
	if err != nil {
		return nil, err
	}
	base.name = s.Name
	if base.dir == "" {
		small(s, &base.options)
	}
	worlds := []world{base}
	for i := 1; i < o.Seeds; i++ {
		next := base
		next.dir = ""
		next.options.Seed += uint64(i)
		worlds = append(worlds, next)
	}
	return worlds, nil
}

// small fills in a size that is enough to judge by.
func small(s *scenario.Scenario, o *proving.Options) {
	const campaign, benign, days = 300, 6000, 14
	if n := s.CampaignAccounts(1); o.Scale == 0 {
		o.Scale = min(1, campaign/max(float64(n), 1))
	}
	if o.Benign == 0 && (s.Benign == 0 || s.Benign > benign) {
		o.Benign = benign
	}
	if o.Days == 0 {
		least := days
		for _, c := range s.Campaigns {
			least = max(least, c.From+days/2)
		}
		o.Days = min(s.Days, least)
	}
}

// judge lists what does not hold.
func (r *Report) judge() {
	fail := func(format string, args ...any) { r.Failures = append(r.Failures, fmt.Sprintf(format, args...)) }
	for _, t := range r.Topics {
		if t.Judged && t.Theta+t.Error < LeastTheta {
			fail("people who write %s have an excess collision of %.3f, less than %.2f: they share too many topics to be people", t.Language, t.Theta, LeastTheta)
		}
	}
	for _, l := range r.Leaks {
		if l.AUC-2*l.Error > GreatestLeak {
			fail("%s among %s are told from innocents by what means nothing (AUC %.3f): look at %s", l.Class, l.Kind, l.AUC, strings.Join(l.By, ", "))
		}
	}
	if !strings.HasSuffix(r.Scenario, "-evasive") && !strings.HasSuffix(r.Scenario, "-mimic") {
		return
	}
	for _, a := range r.Reach {
		if a.Recall-a.Error > TooEasy && !a.Network {
			fail("a detector that looks at one account after the other finds %.2f of campaign %s at %.1f %% wrongful: too easy; it goes by %s", a.Recall, a.Campaign, 100*Wrongful, strings.Join(a.By, ", "))
		}
	}
}
