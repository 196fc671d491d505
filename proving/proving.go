// Package proving is the range: it writes labelled traffic that nobody sent,
// and scores what a hunt made of it. It only writes log files.
package proving

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/proving/scenario"
)

//go:embed scenarios/*.yaml
var shipped embed.FS

// List gives the shipped scenarios, sorted by name, each complete.
func List() []scenario.Scenario {
	raw := map[string]*scenario.Scenario{}
	entries, err := fs.Glob(shipped, "scenarios/*.yaml")
	if err != nil {
		panic(err) // a constant pattern
	}
	for _, path := range entries {
		text, err := shipped.ReadFile(path)
		if err != nil {
			panic(err) // embedded
		}
		s, err := scenario.Parse(path, text)
		if err != nil {
			panic(err) // a test parses every shipped file
		}
		raw[s.Name] = s
	}
	var out []scenario.Scenario
	for _, s := range raw {
		full, err := s.Resolve(func(name string) (*scenario.Scenario, bool) { b, ok := raw[name]; return b, ok })
		if err != nil {
			panic(err) // a test resolves every shipped file
		}
		out = append(out, *full)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// find gives a scenario by the name of a shipped one or by the path of a YAML file.
func find(name string) (*scenario.Scenario, error) {
	all := List()
	get := func(name string) (*scenario.Scenario, bool) {
		for i := range all {
			if all[i].Name == name {
				return &all[i], true
			}
		}
		return nil, false
	}
	if s, ok := get(name); ok {
		return s, nil
	}
	if strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading the scenario: %w", err)
		}
		s, err := scenario.Parse(name, text)
		if err != nil {
			return nil, err
		}
		return s.Resolve(get)
	}
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name
	}
	return nil, fmt.Errorf("there is no scenario %q; there are %s, or name a .yaml file", name, strings.Join(names, ", "))
}

// Options say what to generate.
type Options struct {
	Scenario string   // name of a shipped scenario, or a path that ends in .yaml
	Out      string   // range directory; made if it is not there
	Scale    float64  // multiplies the campaigns' accounts; 0 means 1
	Benign   int      // people and API customers; 0 means the scenario's number
	Days     int      // 0 means the scenario's
	Seed     uint64   // 0 means 1
	Prompts  []string // pools of real prompts: JSON Lines, plain, gzip or zstd
	HeldOut  bool     // of people's prompts only those that the text weights were not fitted on
	Labels   bool     // writes stillhunt.label into the traffic
	Progress func(Progress)
}

// Progress says how far the generation is. It is called by one goroutine at a time.
type Progress struct {
	Exchanges       int64
	Days, TotalDays int // written and to write
}

// Report says what was generated.
type Report struct {
	Scenario         string
	Dir              string
	Seed             uint64
	Scale            float64
	From, To         time.Time // first day, and the day after the last
	Exchanges        int64
	Harvest          int64 // of them, sent to harvest
	Accounts         int   // that sent something
	Benign           int   // of them, people and API customers
	Lookalikes       int
	CampaignAccounts int
	Campaigns        int
	Releases         int // models that come out
	Files            int
	Bytes            int64 // of traffic, compressed
	PoolPrompts      int   // usable prompts in the pools
	PoolSkipped      int
	// Reuse is how often a drawn prompt of the pools was drawn on average.
	PeopleReuse, HarvestReuse float64
}
