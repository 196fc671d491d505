package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/report"
)

type huntCommand struct {
	Input []string `arg:"" optional:"" name:"input" help:"Traffic logs: files, globs, folders (plain, gzip or zstd), or - for standard input. Without any, all that --lake holds."`

	Accounts  string `placeholder:"FILE" help:"What you know of the accounts: JSON Lines or CSV, one account each."`
	Releases  string `placeholder:"FILE" help:"When models came out: JSON Lines or CSV of model and time."`
	Known     string `placeholder:"FILE" help:"Your own fleets, evaluation partners and confirmed cases: shown as such, never dropped."`
	KnownSets string `placeholder:"FILE" help:"Instruction sets and benchmarks to know again, as stillhunt known-set writes them."`
	ASNDB     string `name:"asn-db" placeholder:"FILE" help:"Address ranges to networks: MMDB, or the TSV of iptoasn."`
	From      moment `placeholder:"TIME" help:"Leave out what is earlier: 2026-01-31 or RFC 3339."`
	To        moment `placeholder:"TIME" help:"Leave out this moment and what is later."`

	Out           string  `short:"o" placeholder:"DIR" default:"${out}" help:"The hunt directory (${default})."`
	Lake          string  `placeholder:"PLACE" help:"Keep the observations there: a directory, or clickhouse://host:9000,…/database (in the hunt directory)."`
	Format        string  `enum:"${formats}" placeholder:"NAME" default:"auto" help:"Format of the log: ${enum} (${default})."`
	Map           string  `placeholder:"FILE" help:"What the fields of another log are: YAML of our keys and CEL expressions."`
	FDR           float64 `name:"fdr" placeholder:"RATE" default:"${fdr}" help:"How many of the campaigns named may be wrong (${default})."`
	MaxRejected   float64 `placeholder:"SHARE" default:"${max_rejected}" help:"Fail if more than this share of the lines cannot be understood (${default})."`
	IDs           string  `name:"ids" enum:"keep,keyed" placeholder:"HOW" default:"keep" help:"Write account ids as they are (keep) or replace them (keyed)."`
	KeyFile       string  `placeholder:"FILE" help:"The key that addresses, cards and devices are hashed under (one in your configuration directory, made on first use)."`
	KeepSkeletons bool    `help:"Keep prompts without their particulars that 20 or more accounts sent: the only text that is ever written."`

	JSON  bool `name:"json" help:"Print campaigns.json instead of the summary."`
	Quiet bool `short:"q" help:"Print nothing but errors."`
}

// Help is the text below the flags.
func (huntCommand) Help() string {
	return `Reads a log once, keeps numbers and keyed hashes of it (no text), and names the sets of accounts that one operator runs to harvest the model, with a stated error rate. Groups that act together for another reason are shown under that reason.

Examples:

    stillhunt hunt traffic.jsonl.zst
    stillhunt hunt logs/ --accounts accounts.csv --out march
    zcat big.gz | stillhunt hunt - --json | jq '.campaigns[].name'

A hunt that is stopped goes on when the same command is run again; over files that have not changed nothing is read twice.`
}

// Validate implements kong's check after parsing.
func (c *huntCommand) Validate() error {
	o := c.options(nil)
	return o.Check()
}

// Run hunts, writes the report, and says what was found.
func (c *huntCommand) Run(env *environment) error {
	screen := env.screen()
	var bar *progress
	if screen.errTTY && !c.Quiet {
		bar = newProgress(env.Err, screen.errWidth)
	}
	out, err := hunt.Run(env.ctx, c.options(bar))
	bar.close()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return hinted{err, "the same command goes on where it stopped"}
		}
		return err
	}
	h, err := report.Of(out)
	if err != nil {
		return err
	}
	data, err := h.Data(env.ctx)
	if err != nil {
		return err
	}
	data.Path = filepath.Join(out.Dir, report.File)
	for _, r := range out.Ingest.Worst {
		data.Rejected = append(data.Rejected, r.Error())
	}
	if err := report.WriteFile(data.Path, data); err != nil {
		return err
	}
	if !c.Quiet {
		for _, w := range out.Warnings {
			fmt.Fprintf(env.Err, "stillhunt: note: %s\n", w)
		}
	}
	switch {
	case c.JSON:
		return copyFile(env.Out, filepath.Join(out.Dir, hunt.CampaignsFile))
	case c.Quiet:
		return nil
	}
	return report.Summary(env.Out, data, screen.width, screen.colour)
}

func (c *huntCommand) options(bar *progress) hunt.Options {
	o := hunt.Options{
		Inputs: c.Input, Accounts: c.Accounts, Releases: c.Releases, Known: c.Known, KnownSets: c.KnownSets, Out: c.Out, Lake: c.Lake, ASNDB: c.ASNDB,
		KeyFile: c.KeyFile, Format: c.Format, Map: c.Map, IDs: c.IDs, From: c.From.Time, To: c.To.Time,
		FDR: c.FDR, MaxReject: c.MaxRejected, Skeletons: c.KeepSkeletons,
	}
	if bar != nil {
		o.Progress = bar.show
	}
	return o
}

func copyFile(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
