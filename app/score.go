package app

import (
	"encoding/json"

	"github.com/stillhunt/stillhunt/proving"
)

type rangeScoreCommand struct {
	Dir   string `arg:"" name:"huntdir" help:"A hunt directory."`
	Truth string `required:"" placeholder:"DIR" help:"The range directory that was hunted in."`
	JSON  bool   `name:"json" help:"Print JSON instead of tables."`
}

// Help is the text below the flags.
func (rangeScoreCommand) Help() string {
	return `Examples:

    stillhunt range score --truth quickstart found`
}

// Run scores a hunt.
func (c *rangeScoreCommand) Run(env *environment) error {
	board, err := proving.Score(c.Truth, c.Dir)
	if err != nil {
		return err
	}
	if !c.JSON {
		return board.WriteTable(env.Out)
	}
	e := json.NewEncoder(env.Out)
	e.SetIndent("", "  ")
	return e.Encode(board)
}
