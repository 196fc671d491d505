package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/internal/marks"
	"github.com/stillhunt/stillhunt/proving"
)

type rangeEvadeCommand struct {
	Prices string   `placeholder:"FILE" help:"What things cost an operator, YAML (a table of ours)."`
	Goal   float64  `placeholder:"N" default:"1000000" help:"Exchanges to harvest (${default})."`
	Scale  float64  `placeholder:"X" default:"0.004" help:"Size of the campaign that is tried out, as a share of the letter (${default})."`
	Benign int      `placeholder:"N" default:"2500" help:"People and API customers around it (${default})."`
	Days   int      `placeholder:"D" default:"7" help:"Days of each trial (${default})."`
	Seeds  []uint64 `placeholder:"N,N" default:"1,2" help:"Seeds of each trial (${default})."`
	Cache  string   `placeholder:"DIR" help:"Keep what each trial gave there, and use it again."`
	Out    string   `short:"o" placeholder:"FILE" help:"Put the tables into this page, between its marks, and the drawing beside it."`
}

// Help is the text below the flags.
func (rangeEvadeCommand) Help() string {
	return `Answers how one would get past this version, and what it costs: the dials of a campaign (exits, cards, age, hours, wording, camouflage, clients) are turned back one by one from their quietest, the dearest first, as long as the campaign stays unnamed; for Stillhunt, for each rule of others, and for all of them together. Dozens of worlds are hunted in.

Example:

    stillhunt range evade --cache .range -o docs/evasion.md`
}

// Run searches and writes tables and drawing.
func (c *rangeEvadeCommand) Run(env *environment) error {
	prices, err := proving.ReadPrices(c.Prices)
	if err != nil {
		return err
	}
	e := proving.DefaultEvasion()
	e.World.Scale, e.World.Benign, e.World.Days, e.Seeds, e.Goal = c.Scale, c.Benign, c.Days, c.Seeds, c.Goal
	if !(c.Goal > 0) || len(c.Seeds) == 0 {
		return usage{fmt.Errorf("--goal is more than 0, and there is one seed or more")}
	}
	dir, err := os.MkdirTemp("", "stillhunt-evade-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	f, err := proving.Evade(env.ctx, e, prices, proving.RunOptions{Dir: dir, Cache: c.Cache}, func(a proving.Attempt) {
		fmt.Fprintf(env.Err, "%.0f dollars: %.2f named with %s\n", a.Cost, a.Named["Stillhunt"], a.Effort)
	})
	if err != nil {
		return err
	}
	var page, drawing bytes.Buffer
	if err := f.WriteMarkdown(&page); err != nil {
		return err
	}
	if c.Out == "" {
		_, err := env.Out.Write(page.Bytes())
		return err
	}
	if err := f.WriteSVG(&drawing); err != nil {
		return err
	}
	image := strings.TrimSuffix(c.Out, filepath.Ext(c.Out)) + ".svg"
	if err := hunt.WriteFile(image, drawing.Bytes()); err != nil {
		return err
	}
	return marks.File(c.Out, "range evade", page.String())
}
