package proving

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"os"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/stillhunt/stillhunt/proving/population"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// planned is an exchange of one of the casts.
type planned struct {
	population.Event
	cast int32
}

// day plans one day, sorts it by time and writes it.
func (g *generator) day(ctx context.Context, day int, path string) error {
	var plan []planned
	var events []population.Event
	for i, c := range g.casts {
		events = c.people.Plan(day, events[:0])
		c.count(events)
		for _, e := range events {
			plan = append(plan, planned{e, int32(i)})
		}
	}
	slices.SortFunc(plan, func(a, b planned) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Session, b.Session), cmp.Compare(a.Turn, b.Turn),
			cmp.Compare(a.cast, b.cast), cmp.Compare(a.Account, b.Account))
	})
	return replace(path, func(f *os.File) error {
		if err := g.write(ctx, f, plan); err != nil {
			return err
		}
		info, err := f.Stat()
		if err != nil {
			return err
		}
		g.advance(int64(len(plan)%progressEvery), info.Size(), 1)
		return nil
	})
}

// progressEvery is the number of lines between two reports.
const progressEvery = 10000

func (g *generator) write(ctx context.Context, f *os.File, plan []planned) error {
	// One core a file, and writes of one size: the bytes do not depend on timing.
	z, err := zstd.NewWriter(f, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(z, 1<<20)
	v := population.NewVoice()
	var x wire.Exchange
	var line []byte
	for i, p := range plan {
		if i%progressEvery == 0 && i > 0 {
			if err := ctx.Err(); err != nil {
				return errors.Join(err, z.Close())
			}
			g.advance(progressEvery, 0, 0)
		}
		x.Reset()
		c := g.casts[p.cast]
		c.people.Say(p.Event, v, &x)
		x.Time, x.Account = p.At, c.ids[p.Account]
		population.Finish(p.Event, v, &x)
		if g.options.Labels {
			x.Label = c.class
			if p.Harvest {
				x.Label = "harvest"
			}
		}
		line = x.Append(line[:0])
		if _, err := out.Write(line); err != nil {
			return errors.Join(err, z.Close())
		}
	}
	return errors.Join(out.Flush(), z.Close())
}
