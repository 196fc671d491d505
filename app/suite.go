package app

import (
	"bytes"
	"fmt"
	"os"

	"github.com/stillhunt/stillhunt/internal/marks"
	"github.com/stillhunt/stillhunt/proving"
	"github.com/stillhunt/stillhunt/report"
)

type rangeRunCommand struct {
	Suite     string   `arg:"" help:"A suite: ${suites}."`
	Seeds     []uint64 `placeholder:"N,N" help:"Other seeds than the suite's."`
	Only      string   `placeholder:"SCENARIO" help:"Only the worlds of this scenario."`
	Prompts   []string `sep:"none" placeholder:"POOL" help:"Pools of real prompts, for the worlds that take them. Repeatable."`
	Baselines bool     `help:"Run the rules of others on the same worlds, each tuned on worlds of its own."`
	Cache     string   `placeholder:"DIR" help:"Keep what each world gave there, and use it again while nothing that decides it has changed: a run that was stopped goes on."`
	Out       string   `short:"o" placeholder:"FILE" help:"Put the tables into this page, between the suite's marks."`
}

// Help is the text below the flags.
func (rangeRunCommand) Help() string {
	return `Each world is generated, hunted in and scored once for every seed, in a temporary directory. What is printed at the end is the suite's section of docs/scoreboard.md.

Examples:

    stillhunt range run smoke
    stillhunt range run first --only quickstart --seeds 1 --baselines
    stillhunt range run evasive --cache .range --baselines -o docs/scoreboard.md`
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
	for _, seed := range suite.Seeds {
		for _, training := range suite.Training {
			if c.Baselines && seed == training {
				return usage{fmt.Errorf("the baselines are tuned on seed %d: name another with --seeds", seed)}
			}
		}
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
	o := proving.RunOptions{Dir: dir, Cache: c.Cache, Prompts: c.Prompts, Baselines: c.Baselines}
	err = proving.RunSuite(env.ctx, suite, o, func(t proving.Trial) {
		trials = append(trials, t)
		before := ""
		if t.Cached {
			before = " (done before)"
		}
		fmt.Fprintf(env.Err, "%s, seed %d%s: %s exchanges of %s accounts; precision %s; recall %s; %d innocents accused\n", t.World.Scenario, t.Seed, before,
			report.Thousands(t.Exchanges), report.Thousands(t.Accounts), t.Score.Precision, t.Score.Recall, t.Score.Wrongful.Count)
	})
	if err != nil {
		if c.Cache != "" {
			return hinted{err, "the same command goes on where it stopped"}
		}
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
	return marks.File(c.Out, "range run "+suite.Name, tables.String())
}
