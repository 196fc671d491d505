package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/proving"
)

// traffic is what is measured on.
type traffic struct {
	path, accounts string
	exchanges      int64
	bytes          int64
	people         int
}

// The measure of the generator: at least so many exchanges come of a world of one
// hundredth of the letter's campaign among so many innocents in so many days;
// look-alikes add to it.
const (
	worldExchanges = 387_000
	worldScale     = .01
	worldBenign    = 5_000
	worldDays      = 14
)

// world is the letter's, as large as gives about so many exchanges.
func world(dir string, exchanges int64) proving.Options {
	times := float64(exchanges) / worldExchanges
	return proving.Options{
		Scenario: "letter", Out: filepath.Join(dir, fmt.Sprintf("world-%d", exchanges)),
		Scale: worldScale * times, Benign: int(worldBenign * times), Days: worldDays, Seed: 1,
	}
}

// The measure of a block: the letter as its scenario has it, one set of
// look-alikes among so many innocents, with this share of the campaign, has about
// so many exchanges. A smaller block has as many look-alikes among fewer others.
const (
	blockExchanges = 2_400_000
	blockScale     = .17
	blockBenign    = 11_900
)

// block is a world to be replayed, of about so many exchanges; fewer than half a
// million there cannot be.
func block(dir string, exchanges int64) proving.Options {
	times := float64(exchanges) / blockExchanges
	return proving.Options{
		Scenario: "letter", Out: filepath.Join(dir, fmt.Sprintf("block-%d", exchanges)),
		Scale: blockScale * times, Benign: max(1, int(blockBenign*times)), Days: worldDays, Seed: 1,
	}
}

// place says where the traffic of a world is.
func place(dir string) traffic {
	return traffic{path: filepath.Join(dir, "plain"), accounts: filepath.Join(dir, "accounts.jsonl")}
}

// makeTraffic writes a world as plain JSON Lines; what is there already is used.
func makeTraffic(ctx context.Context, o proving.Options) (traffic, error) {
	t := place(o.Out)
	if _, err := os.Stat(t.path); err != nil {
		if _, err := proving.Generate(ctx, o); err != nil {
			return t, err
		}
		if err := unpack(ctx, filepath.Join(o.Out, "traffic"), t.path); err != nil {
			return t, err
		}
	}
	return t, t.measure(ctx)
}

// unpack writes the files of one directory, plain, into another, which has its
// name only once it is whole.
func unpack(ctx context.Context, from, to string) error {
	inputs, err := importer.Expand([]string{from})
	if err != nil {
		return err
	}
	tmp := to + ".tmp"
	if err := errors.Join(os.RemoveAll(tmp), os.Mkdir(tmp, 0o755)); err != nil {
		return err
	}
	for _, in := range inputs {
		f, err := os.Create(filepath.Join(tmp, strings.TrimSuffix(filepath.Base(in.Path), ".zst")))
		if err != nil {
			return err
		}
		err = blocks(ctx, in, func(b importer.Block) error {
			_, err := f.Write(b.Data)
			return err
		})
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return os.Rename(tmp, to)
}

// blocks hands the blocks of an input to do, which must not keep them.
func blocks(ctx context.Context, in importer.Input, do func(importer.Block) error) error {
	r, err := in.Open(ctx, importer.Position{})
	if err != nil {
		return err
	}
	defer r.Close()
	var buf []byte
	for {
		b, err := r.Next(buf)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := do(b); err != nil {
			return err
		}
		buf = b.Data
	}
}

// measure counts lines, bytes and accounts.
func (t *traffic) measure(ctx context.Context) error {
	inputs, err := importer.Expand([]string{t.path})
	if err != nil {
		return err
	}
	counts := make([]importer.Position, len(inputs))
	g, counting := errgroup.WithContext(ctx)
	for i, in := range inputs {
		g.Go(func() error {
			return blocks(counting, in, func(b importer.Block) error {
				counts[i] = b.End
				return nil
			})
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, c := range counts {
		t.exchanges += c.Line
		t.bytes += c.Offset
	}
	facts, err := importer.Expand([]string{t.accounts})
	if err != nil {
		return err
	}
	return blocks(ctx, facts[0], func(b importer.Block) error {
		t.people = int(b.End.Line)
		return nil
	})
}
