package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/stillhunt/stillhunt/hunt"
)

type ingestCommand struct {
	Input []string `arg:"" name:"input" help:"Traffic logs: files, globs, folders, kafka:// topics, nats:// streams. Every worker is given the same."`

	Lake        string      `required:"" placeholder:"PLACE" help:"The lake: a directory, or clickhouse://host:9000,…/database."`
	Worker      hunt.Worker `placeholder:"2/3" default:"1/1" help:"Which worker of how many this is (${default})."`
	Out         string      `short:"o" placeholder:"DIR" help:"What this worker keeps beside the lake: rejected lines and its log (stillhunt-ingest, with the worker's number)."`
	ASNDB       string      `name:"asn-db" placeholder:"FILE" help:"Address ranges to networks: MMDB, or the TSV of iptoasn."`
	Format      string      `enum:"${formats}" placeholder:"NAME" default:"auto" help:"Format of the log: ${enum} (${default})."`
	Map         string      `placeholder:"FILE" help:"What the fields of another log are: YAML of our keys and CEL expressions."`
	MaxRejected float64     `placeholder:"SHARE" default:"${max_rejected}" help:"Fail if more than this share of the lines cannot be understood (${default})."`
	IDs         string      `name:"ids" enum:"keep,keyed" placeholder:"HOW" default:"keep" help:"Write account ids as they are (keep) or replace them (keyed)."`
	KeyFile     string      `placeholder:"FILE" help:"The key that addresses, cards and devices are hashed under: all workers and hunts of a lake share one."`

	Quiet bool `short:"q" help:"Print nothing but errors."`
}

// Help is the text below the flags.
func (ingestCommand) Help() string {
	return `Reads a log and keeps numbers and keyed hashes of it in a lake that several workers fill. Of files each is read by one worker, of a Kafka topic each partition, of a NATS stream every so-many-th message. A worker that is killed goes on after its last complete part when it is run again, and doubles nothing. A hunt without an input, on the same lake and with the same key, finds the campaigns in all of it.

Examples:

    stillhunt ingest logs/ --lake /srv/lake
    stillhunt ingest kafka://broker/traffic --lake clickhouse://a:9000,b:9000,c:9000/stillhunt --worker 1/4
    stillhunt hunt --lake /srv/lake --out march`
}

// Validate implements kong's check after parsing.
func (c *ingestCommand) Validate() error {
	o := c.options(nil)
	return o.Check()
}

// Run reads this worker's share.
func (c *ingestCommand) Run(env *environment) error {
	screen := env.screen()
	var bar *progress
	if screen.errTTY && !c.Quiet {
		bar = newProgress(env.Err, screen.errWidth)
	}
	o := c.options(bar)
	r, warnings, err := hunt.Fill(env.ctx, o, c.Worker)
	bar.close()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return hinted{err, "the same command goes on where it stopped"}
		}
		return err
	}
	if c.Quiet {
		return nil
	}
	for _, w := range warnings {
		fmt.Fprintf(env.Err, "stillhunt: note: %s\n", w)
	}
	fmt.Fprintf(env.Out, "exchanges: %d, read now: %d, rejected: %d\n", r.Exchanges, r.Read, r.Rejected)
	if r.Rejected > 0 {
		fmt.Fprintf(env.Out, "rejected lines are listed in %s\n", filepath.Join(o.Out, hunt.RejectedFile))
	}
	return nil
}

func (c *ingestCommand) options(bar *progress) hunt.Options {
	o := hunt.Options{
		Inputs: c.Input, Out: c.Out, Lake: c.Lake, ASNDB: c.ASNDB, KeyFile: c.KeyFile, Format: c.Format, Map: c.Map, IDs: c.IDs,
		FDR: hunt.DefaultFDR, MaxReject: c.MaxRejected,
	}
	if o.Out == "" {
		o.Out = "stillhunt-ingest" + c.Worker.Suffix()
	}
	if bar != nil {
		o.Progress = bar.show
	}
	return o
}
