package proving

import (
	"context"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/stillhunt/stillhunt/hunt"
)

//go:embed suites/*.yaml
var suites embed.FS

// Suite is a set of worlds, each generated, hunted in and scored for every seed.
type Suite struct {
	Name   string   `yaml:"name"`
	About  string   `yaml:"about"`
	Seeds  []uint64 `yaml:"seeds"`
	Worlds []World  `yaml:"worlds"`
}

// World is a scenario with its dimensions.
type World struct {
	Scenario string  `yaml:"scenario"`
	Scale    float64 `yaml:"scale"`
	Benign   int     `yaml:"benign"`
	Days     int     `yaml:"days"`
	Pools    bool    `yaml:"pools"` // real prompts, if the run names some
}

// FindSuite gives a shipped suite by its name.
func FindSuite(name string) (Suite, error) {
	var s Suite
	text, err := suites.ReadFile("suites/" + name + ".yaml")
	if err != nil {
		entries, _ := suites.ReadDir("suites")
		var names []string
		for _, e := range entries {
			names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
		}
		return s, fmt.Errorf("there is no suite %q; there are %s", name, strings.Join(names, ", "))
	}
	if err := yaml.UnmarshalWithOptions(text, &s, yaml.Strict()); err != nil {
		return s, fmt.Errorf("suites/%s.yaml: %w", name, err)
	}
	return s, nil
}

// Trial is one world with one seed, hunted in and scored.
type Trial struct {
	World     World
	Seed      uint64
	Exchanges int64
	Accounts  int
	Campaigns int // named by the hunt
	Score     Scoreboard
}

// RunSuite runs a suite in dir, which it empties as it goes. Each hunt uses the
// same deployment key, so that the figures can be had again. done is told of
// every trial.
func RunSuite(ctx context.Context, s Suite, dir string, prompts []string, done func(Trial)) error {
	key := filepath.Join(dir, "key")
	if err := os.WriteFile(key, []byte(strings.Repeat("5a", 32)+"\n"), 0o600); err != nil {
		return fmt.Errorf("making the suite's key: %w", err)
	}
	for _, w := range s.Worlds {
		for _, seed := range s.Seeds {
			t, err := try(ctx, w, seed, dir, key, prompts)
			if err != nil {
				return fmt.Errorf("%s, seed %d: %w", w.Scenario, seed, err)
			}
			done(t)
		}
	}
	return nil
}

func try(ctx context.Context, w World, seed uint64, dir, key string, prompts []string) (Trial, error) {
	world, found := filepath.Join(dir, "world"), filepath.Join(dir, "hunt")
	defer os.RemoveAll(world)
	defer os.RemoveAll(found)
	o := Options{Scenario: w.Scenario, Out: world, Scale: w.Scale, Benign: w.Benign, Days: w.Days, Seed: seed}
	if w.Pools {
		o.Prompts, o.HeldOut = prompts, true
	}
	if _, err := Generate(ctx, o); err != nil {
		return Trial{}, err
	}
	out, err := hunt.Run(ctx, hunt.Options{
		Inputs: []string{world}, Accounts: filepath.Join(world, "accounts.jsonl"), Out: found, KeyFile: key,
		FDR: hunt.DefaultFDR, MaxReject: hunt.DefaultMaxReject,
	})
	if err != nil {
		return Trial{}, err
	}
	score, err := Score(world, found)
	return Trial{
		World: w, Seed: seed, Exchanges: out.Result.Input.Exchanges, Accounts: int(out.Result.Input.Accounts),
		Campaigns: len(out.Result.Campaigns), Score: score,
	}, err
}
