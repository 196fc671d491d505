package app

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/proving"
)

// commands is the command line. A command is one file.
type commands struct {
	Hunt    huntCommands   `cmd:"" help:"Find campaigns in a traffic log."`
	Explain explainCommand `cmd:"" help:"Say why: a campaign, an account, or what connects two accounts."`

	Ingest ingestCommand `cmd:"" help:"Fill a shared lake: one of several workers."`
	Import importCommand `cmd:"" help:"Read what another tool logs: look at it, or write it in the native form."`

	Lake lakeCommands `cmd:"" help:"Keep house in a lake: what it holds, old days, one account, a new key."`

	Case caseCommands `cmd:"" help:"Seal a campaign for others, and check what was sealed."`

	KnownSet knownSetCommand `cmd:"" help:"Make an index of prompts that hunts are to know."`

	Share shareCommands `cmd:"" help:"Hand a campaign to other houses, and find what they look for, under a key in common."`

	Range      rangeCommands     `cmd:"" help:"The range: labelled traffic to try a hunt on."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
	Completion completionCommand `cmd:"" help:"Print a script that completes commands in your shell."`

	ShowVersion versionFlag `name:"version" help:"Print the version."`
}

// defaults are the values that help texts and flags share.
func defaults() kong.Vars {
	return kong.Vars{
		"out":          hunt.DefaultOut,
		"formats":      strings.Join(append([]string{"auto"}, importer.Names()...), ","),
		"suites":       strings.Join(proving.SuiteNames(), ", "),
		"fdr":          strconv.FormatFloat(hunt.DefaultFDR, 'g', -1, 64),
		"max_rejected": strconv.FormatFloat(hunt.DefaultMaxReject, 'g', -1, 64),
	}
}

// silent takes the names of default commands away, so that they are neither
// typed nor shown: stillhunt hunt LOG, and not stillhunt hunt hunt LOG.
func silent(n *kong.Node) {
	if n.DefaultCmd != nil {
		n.DefaultCmd.Name = ""
	}
	for _, child := range n.Children {
		silent(child)
	}
}

// help shows a command that stands for its default command as that, and what
// stands beside it below.
func help(o kong.HelpOptions, ctx *kong.Context) error {
	n := ctx.Selected()
	if n == nil || n.DefaultCmd == nil {
		return kong.DefaultHelpPrinter(o, ctx)
	}
	ctx.Path = append(ctx.Path, &kong.Path{Parent: n, Command: n.DefaultCmd, Flags: n.DefaultCmd.Flags})
	if err := kong.DefaultHelpPrinter(o, ctx); err != nil {
		return err
	}
	fmt.Fprint(ctx.Stdout, "\nCommands:\n")
	for _, child := range n.Children {
		if !child.Hidden {
			fmt.Fprintf(ctx.Stdout, "  %-14s %s\n", child.Path(), child.Help)
		}
	}
	return nil
}

// moment is a time of the command line: RFC 3339, or a day, which begins at
// midnight UTC. The zero moment is no time.
type moment struct{ time.Time }

var momentType = reflect.TypeFor[moment]()

// moments reads a moment from the command line.
type moments struct{}

// Decode implements kong.Mapper.
func (moments) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	var s string
	if err := ctx.Scan.PopValueInto("time", &s); err != nil {
		return err
	}
	m, err := parseMoment(s)
	if err != nil {
		return err
	}
	target.Set(reflect.ValueOf(m))
	return nil
}

func parseMoment(s string) (moment, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return moment{t.UTC()}, nil
		}
	}
	return moment{}, fmt.Errorf("%q is no time: write 2026-01-31 or 2026-01-31T12:00:00Z", s)
}
