package hunt

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strings"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/observe"
)

// worker turns blocks into observations. It belongs to one goroutine.
type worker struct {
	observer *observe.Observer
	eye      *observe.Worker
	sighting func(*observe.Observation, func() string)
	exchange exchange.Exchange
	decoders map[string]*decoder // by format

	part *part // of the accounts and organisations that the eye remembers
}

type decoder struct {
	importer.Decoder
	unknown map[string]int64 // what it had counted after the last block
}

func (p *pipeline) work(ctx context.Context) error {
	w := &worker{observer: p.o.Observer, eye: p.o.Observer.Worker(), sighting: p.o.Sighting, decoders: map[string]*decoder{}}
	for {
		select {
		case j, ok := <-p.jobs:
			if !ok {
				return nil
			}
			if err := w.do(j); err != nil {
				return err
			}
			close(j.done)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (w *worker) do(j *job) error {
	if j.part != w.part {
		w.part = j.part
		w.eye.Forget()
	}
	for _, r := range j.block.Rejected {
		j.rejections = append(j.rejections, *r)
	}
	if j.format == nil { // a block of nothing but lines too long
		return nil
	}
	j.others = j.block.Others
	d := w.decoder(j.format)
	j.first, j.end = math.MaxInt64, math.MinInt64
	for number, line := range j.block.Lines() {
		if err := d.Decode(line, &w.exchange); err != nil {
			if errors.Is(err, exchange.ErrNone) {
				j.others++
				continue
			}
			file, line := j.block.At(number)
			var r *exchange.Rejection
			if !errors.As(err, &r) {
				return fmt.Errorf("%s:%d: %w", file, line, err)
			}
			j.rejections = append(j.rejections, exchange.Rejection{File: file, Line: line, Reason: r.Reason, Hint: r.Hint})
			continue
		}
		w.observe(j)
	}
	j.unknown = d.news()
	return nil
}

func (w *worker) decoder(f *importer.Format) *decoder {
	d := w.decoders[f.Name]
	if d == nil {
		d = &decoder{Decoder: f.Decoder()}
		w.decoders[f.Name] = d
	}
	return d
}

// news is what has been counted since the last block.
func (d *decoder) news() map[string]int64 {
	now := d.Unknown()
	news := make(map[string]int64, len(now))
	for name, n := range now {
		if n > d.unknown[name] {
			news[name] = n - d.unknown[name]
		}
	}
	d.unknown = now
	return news
}

func (w *worker) observe(j *job) {
	x := &w.exchange
	if j.n == len(j.rows) {
		j.rows = append(j.rows, observe.Observation{})
	}
	o := &j.rows[j.n]
	j.n++
	w.eye.Observe(x, o)
	if w.sighting != nil {
		w.sighting(o, w.eye.SkeletonText)
	}
	account, org := w.eye.New() // the part's dictionary has the others already
	if account {
		w.name(j, "account", o.Account, x.Account)
	}
	if org {
		w.name(j, "org", o.Org, x.Org)
	}
	j.first, j.end = min(j.first, o.Time), max(j.end, o.Time)
	for f := uint64(x.Fields); f != 0; f &= f - 1 {
		j.fields[bits.TrailingZeros64(f)]++
	}
}

func (w *worker) name(j *job, kind string, hash uint64, id string) {
	id = strings.Clone(w.observer.Name(kind, id)) // id points into the decoder's buffer
	j.names = append(j.names, naming{kind, hash, id})
}
