package app

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/proving"
	"github.com/stillhunt/stillhunt/report"
)

// rangeCommands are the commands of the range.
type rangeCommands struct {
	List     rangeListCommand     `cmd:"" help:"List the scenarios."`
	Generate rangeGenerateCommand `cmd:"" help:"Write the traffic of a scenario, with who is who beside it."`
	Score    rangeScoreCommand    `cmd:"" help:"Compare what a hunt found with the truth."`
	Run      rangeRunCommand      `cmd:"" help:"Generate, hunt and score a suite of worlds, over its seeds."`
	Check    rangeCheckCommand    `cmd:"" help:"Ask whether a range is hard enough to be believed."`
	Evade    rangeEvadeCommand    `cmd:"" help:"Search for the cheapest way past the detectors."`
}

// Help is the text below the commands.
func (rangeCommands) Help() string {
	return `The range writes log files of invented traffic, in which it is known who belongs to a campaign. Nothing is sent anywhere.

Examples:

    stillhunt range list
    stillhunt range generate quickstart -o quickstart
    stillhunt hunt quickstart --accounts quickstart/accounts.jsonl -o found
    stillhunt range score --truth quickstart found`
}

type rangeListCommand struct{}

// Run lists the scenarios.
func (rangeListCommand) Run(env *environment) error {
	all, width := proving.List(), 0
	for _, s := range all {
		width = max(width, len(s.Name))
	}
	for _, s := range all {
		if _, err := fmt.Fprintf(env.Out, "%-*s  %s\n", width, s.Name, s.About); err != nil {
			return err
		}
	}
	return nil
}

type rangeGenerateCommand struct {
	Scenario string   `arg:"" help:"A scenario of the list, or a YAML file."`
	Out      string   `short:"o" required:"" placeholder:"DIR" help:"The range directory; it must be empty or of the same scenario."`
	Scale    float64  `placeholder:"X" default:"1" help:"Multiplies the accounts of the campaigns (${default})."`
	Benign   int      `placeholder:"N" help:"People and API customers (as the scenario says)."`
	Days     int      `placeholder:"D" help:"How many days (as the scenario says)."`
	Seed     uint64   `placeholder:"N" default:"1" help:"The same seed gives the same traffic (${default})."`
	Prompts  []string `sep:"none" placeholder:"POOL" help:"Take prompts from a pool of real ones, JSON Lines, plain or gzip. Repeatable."`
	HeldOut  bool     `help:"Of people's prompts in the pools use only those that the text weights were not fitted on."`
	Labels   bool     `help:"Write the truth into the traffic too, as stillhunt.label; no detector reads it."`
	Quiet    bool     `short:"q" help:"Print nothing but errors."`
}

// Help is the text below the flags.
func (rangeGenerateCommand) Help() string {
	return `Examples:

    stillhunt range generate quickstart -o quickstart
    stillhunt range generate letter -o letter --scale 0.02 --benign 10000 --days 14 --seed 3`
}

// Run generates and says what was made.
func (c *rangeGenerateCommand) Run(env *environment) error {
	if c.Scale <= 0 {
		return usage{errors.New("--scale must be more than 0")}
	}
	var bar *progress
	if s := env.screen(); s.errTTY && !c.Quiet {
		bar = newProgress(env.Err, s.errWidth)
	}
	o := proving.Options{Scenario: c.Scenario, Out: c.Out, Scale: c.Scale, Benign: c.Benign, Days: c.Days, Seed: c.Seed, Prompts: c.Prompts, HeldOut: c.HeldOut, Labels: c.Labels}
	if bar != nil {
		o.Progress = func(p proving.Progress) {
			bar.show(hunt.Progress{Stage: "writing", Exchanges: p.Exchanges, Bytes: int64(p.Days), TotalBytes: int64(p.TotalDays)})
		}
	}
	r, err := proving.Generate(env.ctx, o)
	bar.close()
	if err != nil || c.Quiet {
		return err
	}
	_, err = fmt.Fprint(env.Out, generated(r))
	return err
}

// generated says what was made, and how to hunt in it.
func generated(r proving.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, seed %d: %s exchanges of %s accounts, %s to %s (%s in %d files)\n", r.Scenario, r.Seed, report.Thousands(r.Exchanges), report.Thousands(r.Accounts),
		r.From.Format("2 Jan"), r.To.AddDate(0, 0, -1).Format("2 Jan 2006"), megabytes(r.Bytes), r.Files)
	fmt.Fprintf(&b, "  %d benign, %d look-alikes, %d in %s that sent %s exchanges to harvest\n", r.Benign, r.Lookalikes, r.CampaignAccounts, plural(r.Campaigns, "campaign"), report.Thousands(r.Harvest))
	if r.PoolPrompts > 0 {
		fmt.Fprintf(&b, "  %s prompts of the pools (%s left out); one that was drawn was drawn %.1f times for people, %.1f times for campaigns\n", report.Thousands(r.PoolPrompts), report.Thousands(r.PoolSkipped), r.PeopleReuse, r.HarvestReuse)
	}
	fmt.Fprintf(&b, "hunt in it:\n  stillhunt hunt %s --accounts %s", r.Dir, filepath.Join(r.Dir, "accounts.jsonl"))
	if r.Releases > 0 {
		fmt.Fprintf(&b, " --releases %s", filepath.Join(r.Dir, proving.ReleasesFile))
	}
	b.WriteByte('\n')
	return b.String()
}

func plural[N ~int | ~int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return report.Thousands(n) + " " + noun + "s"
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
