package proving

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/proving/baseline"
)

//go:embed suites/*.yaml
var suites embed.FS

// Suite is a set of worlds, each generated, hunted in and scored for every seed.
type Suite struct {
	Name  string   `yaml:"name"`
	About string   `yaml:"about"`
	Seeds []uint64 `yaml:"seeds"`
	// Training are the seeds of the worlds that the baselines are tuned on; never
	// one of Seeds.
	Training []uint64 `yaml:"training"`
	Worlds   []World  `yaml:"worlds"`
}

// World is a scenario with its dimensions.
type World struct {
	Scenario string  `yaml:"scenario" json:"scenario"`
	Scale    float64 `yaml:"scale" json:"scale"`
	Benign   int     `yaml:"benign" json:"benign"`
	Days     int     `yaml:"days" json:"days"`
	Pools    bool    `yaml:"pools" json:"pools"` // real prompts, if the run names some
	Daily    bool    `yaml:"daily" json:"daily"` // hunts after each day of its first seed too
}

// SuiteNames lists the shipped suites, sorted.
func SuiteNames() []string {
	entries, err := suites.ReadDir("suites")
	if err != nil {
		panic(err) // embedded
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// FindSuite gives a shipped suite by its name.
func FindSuite(name string) (Suite, error) {
	var s Suite
	text, err := suites.ReadFile("suites/" + name + ".yaml")
	if err != nil {
		return s, fmt.Errorf("there is no suite %q; there are %s", name, strings.Join(SuiteNames(), ", "))
	}
	if err := yaml.UnmarshalWithOptions(text, &s, yaml.Strict()); err != nil {
		return s, fmt.Errorf("suites/%s.yaml: %w", name, err)
	}
	return s, nil
}

// RunOptions say how a suite is run.
type RunOptions struct {
	Dir       string        // a working directory; worlds come and go in it
	Cache     string        // finished trials are kept there and used again; empty: nothing is kept
	Prompts   []string      // pools of real prompts
	Baselines bool          // run the rules of others on the same worlds
	Laws      campaign.Laws // that the hunts go by; nil for the learnt ones. Not with Cache
}

// RunSuite runs a suite, world by world and seed by seed. Each hunt uses the
// same deployment key, so that the figures can be had again. done is told of
// every trial.
func RunSuite(ctx context.Context, s Suite, o RunOptions, done func(Trial)) error {
	if o.Laws != nil && o.Cache != "" {
		return errors.New("what other laws found is not kept: a cache does not tell laws apart")
	}
	r, err := newRunner(ctx, o)
	if err != nil {
		return err
	}
	for _, w := range s.Worlds {
		var settings []baseline.Setting
		if o.Baselines {
			if settings, err = r.train(ctx, s, w); err != nil {
				return fmt.Errorf("%s, training: %w", w.Scenario, err)
			}
		}
		for i, seed := range s.Seeds {
			if err := ctx.Err(); err != nil {
				return err
			}
			t, err := r.trial(ctx, w, seed, w.Daily && i == 0)
			if err == nil && o.Baselines {
				t.Baselines, err = r.contest(ctx, w, seed, settings)
			}
			r.clear()
			if err != nil {
				return fmt.Errorf("%s, seed %d: %w", w.Scenario, seed, err)
			}
			done(t)
		}
	}
	return nil
}
