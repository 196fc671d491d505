package app

import (
	"encoding/json"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/report"
)

// huntCommands are hunt, which needs no word of its own, and what stands beside
// it.
type huntCommands struct {
	Hunt huntCommand     `cmd:"" default:"withargs" hidden:"" help:"Find campaigns in a traffic log."`
	Diff huntDiffCommand `cmd:"" help:"Say what is different in a later hunt."`
}

type huntDiffCommand struct {
	Before string `arg:"" help:"The hunt directory to compare with."`
	After  string `arg:"" help:"The later one."`
	JSON   bool   `name:"json" help:"Print JSON, with every account."`
}

// Help is the text below the flags.
func (huntDiffCommand) Help() string {
	return `Campaigns and groups are matched by their accused accounts: which is the same, grew, shrank, merged, split, is new or ended; which accounts are newly accused, and which no longer; and what the two hunts were told that differs.

Examples:

    stillhunt hunt diff february march
    stillhunt hunt diff february march --json | jq '.newly_accused[].account'

A log that is called diff is hunted as ./diff.`
}

// Run compares.
func (c *huntDiffCommand) Run(env *environment) error {
	before, err := finished(c.Before)
	if err != nil {
		return err
	}
	after, err := finished(c.After)
	if err != nil {
		return err
	}
	d := hunt.Compare(before, after)
	if c.JSON {
		e := json.NewEncoder(env.Out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(d)
	}
	s := env.screen()
	return report.WriteDiff(env.Out, d, s.width, s.colour)
}

func finished(dir string) (hunt.Finished, error) {
	h, err := report.Open(dir)
	if err != nil {
		return hunt.Finished{}, err
	}
	m, err := hunt.ReadManifest(dir)
	return hunt.Finished{Dir: dir, Result: h.Result, Manifest: m}, err
}
