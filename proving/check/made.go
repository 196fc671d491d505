package check

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/stillhunt/stillhunt/proving"
)

// madeFrom reads how a range directory was made, and puts its scenario into a
// file of its own from which other seeds can be made. Pools of prompts are not
// used again: their places are not known.
func madeFrom(dir, tmp string) (world, error) {
	text, err := os.ReadFile(filepath.Join(dir, "scenario.yaml"))
	if err != nil {
		return world{}, fmt.Errorf("reading how the range was made (name a scenario or a range directory): %w", err)
	}
	var how struct {
		Seed  uint64  `yaml:"seed"`
		Scale float64 `yaml:"scale"`
	}
	if err := yaml.Unmarshal(text, &how); err != nil {
		return world{}, fmt.Errorf("%s: %w", filepath.Join(dir, "scenario.yaml"), err)
	}
	path := filepath.Join(tmp, "scenario.yaml")
	if err := os.WriteFile(path, []byte(without(string(text), "generator", "seed", "scale", "labels", "held_out", "prompts")), 0o600); err != nil {
		return world{}, fmt.Errorf("writing the scenario for other seeds: %w", err)
	}
	return world{options: proving.Options{Scenario: path, Seed: how.Seed, Scale: how.Scale}}, nil
}

// without leaves out these top-level keys of a YAML text with what is below them.
func without(text string, keys ...string) string {
	var out []string
	skip := false
	for _, line := range strings.Split(text, "\n") {
		if line != "" && line[0] != ' ' && line[0] != '-' {
			skip = false
			for _, k := range keys {
				skip = skip || strings.HasPrefix(line, k+":")
			}
		}
		if !skip {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}
