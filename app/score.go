package app

import (
	"encoding/json"
	"errors"
	"os"

	"github.com/stillhunt/stillhunt/proving"
)

type rangeScoreCommand struct {
	Dir      string `arg:"" name:"huntdir" help:"A hunt directory."`
	Truth    string `required:"" placeholder:"DIR" help:"The range directory that was hunted in."`
	Daily    bool   `help:"Hunt once more after each day of the range, and say what was lost before the campaigns were named. Takes as many hunts as days."`
	JSON     bool   `name:"json" help:"Print JSON instead of tables."`
	Markdown bool   `help:"Print the tables in Markdown."`
}

// Help is the text below the flags.
func (rangeScoreCommand) Help() string {
	return `Examples:

    stillhunt range score --truth quickstart found
    stillhunt range score --truth quickstart found --daily --json`
}

// Validate implements kong's check after parsing.
func (c *rangeScoreCommand) Validate() error {
	if c.JSON && c.Markdown {
		return errors.New("--json and --markdown are two forms: name one")
	}
	return nil
}

// Run scores a hunt.
func (c *rangeScoreCommand) Run(env *environment) error {
	board, err := proving.Score(c.Truth, c.Dir)
	if err != nil {
		return err
	}
	if c.Daily {
		dir, err := os.MkdirTemp("", "stillhunt-daily-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if board.Daily, err = proving.ScoreDaily(env.ctx, c.Truth, dir); err != nil {
			return err
		}
	}
	switch {
	case c.Markdown:
		return board.WriteMarkdown(env.Out)
	case !c.JSON:
		return board.WriteTable(env.Out)
	}
	e := json.NewEncoder(env.Out)
	e.SetIndent("", "  ")
	return e.Encode(board)
}
