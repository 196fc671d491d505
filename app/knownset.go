package app

import (
	"errors"
	"fmt"
	"os"

	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/observe"
)

type knownSetCommand struct {
	Prompts string `arg:"" name:"file" help:"Prompts: JSON Lines, each a string or an object."`
	Name    string `required:"" placeholder:"NAME" help:"What the set is called in reports."`
	Field   string `placeholder:"KEY" default:"prompt" help:"Where an object has its prompt (${default})."`
	KeyFile string `placeholder:"FILE" help:"The key of the hunts that are to know the set (the one in your configuration directory)."`
}

// Help is the text below the flags.
func (knownSetCommand) Help() string {
	return `Writes an index of an instruction set or a benchmark for stillhunt hunt --known-sets: sketches under your key, no text. Indices are put together by writing one after the other.

Examples:

    stillhunt known-set gsm8k.jsonl --name gsm8k --field question > known.jsonl
    stillhunt known-set seeds.jsonl --name "our canary tasks" >> known.jsonl
    stillhunt hunt logs/ --known-sets known.jsonl`
}

// Run reads the prompts and prints their index.
func (c *knownSetCommand) Run(env *environment) error {
	if c.Name == "" {
		return usage{errors.New("--name is empty: say what the set is called")}
	}
	k, err := key.Deployment(c.KeyFile)
	if err != nil {
		return err
	}
	ob, err := observe.New(observe.Options{Key: k})
	if err != nil {
		return err
	}
	f, err := os.Open(c.Prompts)
	if err != nil {
		return err
	}
	defer f.Close()
	set, err := ob.MakeKnownSet(c.Name, c.Field, f)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Prompts, err)
	}
	return set.Write(env.Out, k.ID())
}
