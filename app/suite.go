package app

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/stillhunt/stillhunt/proving"
)

type rangeRunCommand struct {
	Suite   string   `arg:"" help:"A suite: first."`
	Seeds   []uint64 `placeholder:"N,N" help:"Other seeds than the suite's."`
	Only    string   `placeholder:"SCENARIO" help:"Only the worlds of this scenario."`
	Prompts []string `sep:"none" placeholder:"POOL" help:"Pools of real prompts, for the worlds that take them. Repeatable."`
	Out     string   `short:"o" placeholder:"FILE" help:"Put the tables into this page, between its marks."`
}

// Help is the text below the flags.
func (rangeRunCommand) Help() string {
	return `Each world is generated, hunted in and scored once for every seed, in a temporary directory. What is printed at the end is the table of docs/scoreboard.md.

Example:

    stillhunt range run first --only quickstart --seeds 1`
}

// Run runs the suite, tells of each trial, and writes the tables.
func (c *rangeRunCommand) Run(env *environment) error {
	suite, err := proving.FindSuite(c.Suite)
	if err != nil {
		return usage{err}
	}
	if len(c.Seeds) > 0 {
		suite.Seeds = c.Seeds
	}
	if c.Only != "" {
		var worlds []proving.World
		for _, w := range suite.Worlds {
			if w.Scenario == c.Only {
				worlds = append(worlds, w)
			}
		}
		if suite.Worlds = worlds; len(worlds) == 0 {
			return usage{fmt.Errorf("the suite %s has no world of scenario %q", c.Suite, c.Only)}
		}
	}
	dir, err := os.MkdirTemp("", "stillhunt-range-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var trials []proving.Trial
	err = proving.RunSuite(env.ctx, suite, dir, c.Prompts, func(t proving.Trial) {
		trials = append(trials, t)
		fmt.Fprintf(env.Err, "%s, seed %d: %s exchanges of %s accounts; precision %s; recall %s; %d innocents accused\n", t.World.Scenario, t.Seed,
			grouped(t.Exchanges), grouped(int64(t.Accounts)), t.Score.Precision, t.Score.Recall, t.Score.Wrongful.Count)
	})
	if err != nil {
		return err
	}
	var tables bytes.Buffer
	if err := proving.WriteMarkdown(&tables, suite, trials, len(c.Prompts) > 0); err != nil {
		return err
	}
	if c.Out == "" {
		_, err := env.Out.Write(tables.Bytes())
		return err
	}
	return between(c.Out, "range run", tables.String())
}

// between replaces what stands between the marks of a page.
func between(path, mark, text string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	from, to := "<!-- "+mark+": from here -->\n", "<!-- "+mark+": to here -->\n"
	head, rest, ok := strings.Cut(string(page), from)
	_, tail, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no place for the tables: put %q and %q there", path, strings.TrimSpace(from), strings.TrimSpace(to))
	}
	return os.WriteFile(path, []byte(head+from+"\n"+text+"\n"+to+tail), 0o644)
}
