package app

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/stillhunt/stillhunt/proving/check"
)

type rangeCheckCommand struct {
	Range  string  `arg:"" default:"quickstart" name:"scenario|dir" help:"A scenario of the list, a YAML file, or a range directory (${default})."`
	Seeds  int     `placeholder:"N" default:"3" help:"Worlds to make; all but the first train the account-by-account detector (${default})."`
	Seed   uint64  `placeholder:"N" default:"1" help:"Seed of the first world (${default})."`
	Scale  float64 `placeholder:"X" help:"Multiplies the accounts of the campaigns (about 300 accounts)."`
	Benign int     `placeholder:"N" help:"People and API customers (up to 6,000)."`
	Days   int     `placeholder:"D" help:"How many days (14, or what the campaigns need)."`
	JSON   bool    `name:"json" help:"Print JSON instead of tables."`
	Quiet  bool    `short:"q" help:"Do not say what is being done."`
}

// Help is the text below the flags.
func (rangeCheckCommand) Help() string {
	return `It fails if people share too many topics to be people, if the generator gives a class away by something that means nothing, or if a detector that looks at one account after the other solves an evasive or mimic scenario.

Examples:

    stillhunt range check quickstart
    stillhunt range check letter-evasive --benign 4000 --days 7`
}

// Run checks and fails if something does not hold.
func (c *rangeCheckCommand) Run(env *environment) error {
	if c.Seeds < 2 {
		return usage{errors.New("--seeds must be 2 or more")}
	}
	o := check.Options{Range: c.Range, Seeds: c.Seeds, Seed: c.Seed, Scale: c.Scale, Benign: c.Benign, Days: c.Days}
	if s := env.screen(); s.errTTY && !c.Quiet {
		o.Progress = func(what string) { fmt.Fprintln(env.Err, what) }
	}
	r, err := check.Run(env.ctx, o)
	if err != nil {
		return err
	}
	if c.JSON {
		e := json.NewEncoder(env.Out)
		e.SetIndent("", "  ")
		err = e.Encode(r)
	} else {
		err = r.WriteTable(env.Out)
	}
	if err == nil && len(r.Failures) > 0 {
		err = fmt.Errorf("%s does not hold in %s", r.Scenario, plural(len(r.Failures), "point"))
	}
	return err
}
