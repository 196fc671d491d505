package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/report"
)

type importCommand struct {
	Input []string `arg:"" name:"input" help:"Logs: files, globs, folders, or - for standard input."`

	Out         string  `short:"o" placeholder:"FILE" default:"-" help:"Where the native form goes; packed if the name ends in .zst or .gz (standard output)."`
	Check       bool    `help:"Write nothing: say what was recognised, which keys are there, and which detectors will run."`
	Format      string  `enum:"${formats}" placeholder:"NAME" default:"auto" help:"Format of the log: ${enum} (${default})."`
	Map         string  `placeholder:"FILE" help:"What the fields of another log are: YAML of our keys and CEL expressions."`
	MaxRejected float64 `placeholder:"SHARE" default:"${max_rejected}" help:"Fail if more than this share of the records cannot be understood (${default})."`
}

// Help is the text below the flags.
func (importCommand) Help() string {
	return `Reads what other tools log and writes it as JSON Lines with the record's keys. A hunt reads the same logs by itself: this is for looking at what it sees, and for keeping one form. What it writes holds the prompts.

Examples:

    stillhunt import --check logs/
    stillhunt import litellm.jsonl -o litellm.native.jsonl.zst
    stillhunt import --map ours.yaml export.csv | stillhunt hunt -`
}

// Run reads the inputs, and writes or describes them.
func (c *importCommand) Run(env *environment) error {
	inputs, err := importer.Expand(c.Input)
	if err != nil {
		return err
	}
	if inputs, err = importer.Resolve(env.ctx, inputs, importer.As{Format: c.Format, Map: c.Map}); err != nil {
		return err
	}
	if c.Check {
		return c.check(env, inputs)
	}
	out, err := create(env, c.Out)
	if err != nil {
		return err
	}
	line := []byte(nil)
	surveys, err := survey(env.ctx, inputs, func(x *exchange.Exchange) error {
		line = exchange.AppendLine(line[:0], x)
		_, err := out.Write(line)
		return err
	})
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	var exchanges, others, rejected int64
	for _, s := range surveys {
		exchanges, others, rejected = exchanges+s.Exchanges, others+s.Others, rejected+s.Rejected
		for _, r := range s.Worst {
			fmt.Fprintf(env.Err, "stillhunt: rejected: %v\n", &r)
		}
	}
	fmt.Fprintf(env.Err, "stillhunt: exchanges: %d, other records: %d, rejected: %d\n", exchanges, others, rejected)
	return c.tooMany(exchanges, rejected)
}

func (c *importCommand) check(env *environment, inputs []importer.Input) error {
	surveys, err := survey(env.ctx, inputs, nil)
	if err != nil {
		return err
	}
	fields := map[string]int64{}
	for _, s := range surveys {
		for name, n := range s.Fields {
			fields[name] += n
		}
	}
	can, cannot, err := hunt.Computable(env.ctx, fields)
	if err != nil {
		return err
	}
	screen := env.screen()
	return report.Survey(env.Out, surveys, can, cannot, screen.width, screen.colour)
}

func (c *importCommand) tooMany(exchanges, rejected int64) error {
	if float64(rejected) > c.MaxRejected*float64(exchanges+rejected) {
		return fmt.Errorf("%d of %d records were rejected, more than --max-rejected %g allows", rejected, exchanges+rejected, c.MaxRejected)
	}
	return nil
}

func survey(ctx context.Context, inputs []importer.Input, do func(*exchange.Exchange) error) ([]importer.Survey, error) {
	var all []importer.Survey
	s := importer.NewSurveyor()
	for _, in := range inputs {
		one, err := s.Read(ctx, in, do)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// create opens a file for writing, packed as its name asks; "-" is standard
// output.
func create(env *environment, path string) (io.WriteCloser, error) {
	if path == "-" {
		return buffered{bufio.NewWriterSize(env.Out, 1<<20), nil}, nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) // it holds prompts
	if err != nil {
		return nil, err
	}
	var packer io.WriteCloser
	switch {
	case strings.HasSuffix(path, ".zst"):
		if packer, err = zstd.NewWriter(f); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	case strings.HasSuffix(path, ".gz"):
		packer = gzip.NewWriter(f)
	default:
		return buffered{bufio.NewWriterSize(f, 1<<20), []io.Closer{f}}, nil
	}
	return buffered{bufio.NewWriterSize(packer, 1<<20), []io.Closer{packer, f}}, nil
}

// buffered writes through a buffer, and closes what lies below in order.
type buffered struct {
	*bufio.Writer
	below []io.Closer
}

func (b buffered) Close() error {
	errs := []error{b.Flush()}
	for _, c := range b.below {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}
