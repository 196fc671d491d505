// Package app is the stillhunt command: its arguments, its terminal and the
// order in which the packages below are called. It holds no method of its own.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// The exit codes of the command.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// Streams are what a command reads and writes.
type Streams struct {
	Out, Err io.Writer
	Getenv   func(string) string
}

// Main runs one command and gives its exit code: 0 done, 1 failed, 2 wrong
// usage. Cancelling ctx stops it cleanly.
func Main(ctx context.Context, args []string, s Streams) int {
	env := &environment{Streams: s, ctx: ctx}
	code, ended := exitDone, false
	var c commands
	parser, err := kong.New(&c,
		kong.Name("stillhunt"),
		kong.Description("Finds, proves and stops model-distillation campaigns against an LLM API."),
		kong.Writers(s.Out, s.Err),
		kong.Exit(func(status int) { // kong calls it after --help and --version, and goes on
			if !ended {
				code, ended = status, true
			}
		}),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100, NoExpandSubcommands: true}),
		kong.Help(help),
		kong.TypeMapper(momentType, moments{}),
		kong.Bind(env),
		kong.Vars(defaults()),
	)
	if err != nil {
		return env.fail(err) // the grammar itself is wrong
	}
	env.model = parser.Model
	silent(parser.Model.Node)
	switch {
	case len(args) == 0:
		args = []string{"--help"}
	case args[0] == "help": // help COMMAND is COMMAND --help
		args = append(slices.Clone(args[1:]), "--help")
	}
	parsed, err := parser.Parse(args)
	if ended {
		return code
	}
	if err != nil {
		return env.misused(err)
	}
	if err := parsed.Run(env); err != nil {
		return env.fail(err)
	}
	return exitDone
}

// environment is what every command can use.
type environment struct {
	Streams
	ctx   context.Context
	model *kong.Application
}

// misused reports arguments that cannot be understood.
func (e *environment) misused(err error) int {
	command := "stillhunt"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		if n := parse.Context.Selected(); n != nil {
			command += " " + n.Path()
		}
	}
	said := strings.Replace(err.Error(), `applies to the default command "", not`, "is not for", 1) // kong's word for what has no name here
	fmt.Fprintf(e.Err, "stillhunt: %s\n  %s --help shows how it is used\n", said, command)
	return exitUsage
}

// hinter is an error that knows what to do next.
type hinter interface{ Hint() string }

// fail reports why a command failed, in one line, and what to do.
func (e *environment) fail(err error) int {
	if e.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		fmt.Fprintln(e.Err, "stillhunt: stopped")
	} else {
		fmt.Fprintf(e.Err, "stillhunt: %v\n", err)
	}
	var h hinter
	if errors.As(err, &h) {
		fmt.Fprintf(e.Err, "  %s\n", h.Hint())
	}
	var u usage
	if errors.As(err, &u) {
		return exitUsage
	}
	return exitFailed
}

// usage is an error in what was asked for rather than in doing it.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

// hinted gives an error a hint.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }
func (h hinted) Hint() string  { return h.hint }
