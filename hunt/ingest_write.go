package hunt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/lake"
)

// pipeline is one run of an ingest: a reader, workers, a writer that fills the
// segment of the current part, and a committer that makes the part before it
// durable in the meantime. What is in flight is bounded by its channels.
type pipeline struct {
	o        *IngestOptions
	journal  *journal
	observer string

	jobs, ordered chan *job
	filled        chan *filledPart
	pool          sync.Pool

	sources      []importer.Source // to be told what is durable; the reader's, then abort's
	part         *part             // being cut; the reader's
	lines, bytes int64             // of it

	before    int64 // stored bytes of the inputs finished
	stored    atomic.Int64
	total     int64
	exchanges int64 // written; the writer's

	open []lake.Segment // not yet committed: the writer's, then abort's
	mu   sync.Mutex     // guards open
}

// filledPart is a part whose segment waits to be committed.
type filledPart struct {
	*part
	segment    lake.Segment
	rejections map[*span][]exchange.Rejection
}

func newPipeline(o *IngestOptions, j *journal) *pipeline {
	p := &pipeline{
		o: o, journal: j, observer: j.observer + j.reading,
		jobs: make(chan *job, o.Workers), ordered: make(chan *job, 2*o.Workers+1), filled: make(chan *filledPart),
	}
	for _, in := range o.Inputs {
		if in.Size < 0 {
			p.total = 0
			break
		}
		p.total += in.Size
	}
	done := j.progress()
	for _, in := range o.Inputs {
		if s := done[in.Path]; s != nil && s.Finished {
			p.before += in.Size
		}
	}
	for _, part := range j.parts {
		p.exchanges += part.Rows
	}
	p.stored.Store(p.before)
	return p
}

// fresh is a job with the memory of one that is done.
func (p *pipeline) fresh() *job {
	j, _ := p.pool.Get().(*job)
	if j == nil {
		j = new(job)
	}
	*j = job{buf: j.block.Data, rows: j.rows, names: j.names[:0], done: make(chan struct{})}
	return j
}

// write fills segments, in the order in which the inputs were read.
func (p *pipeline) write(ctx context.Context) error {
	defer close(p.filled)
	var current *filledPart
	for {
		var j *job
		var ok bool
		select {
		case j, ok = <-p.ordered:
		case <-ctx.Done():
			return ctx.Err()
		}
		if !ok {
			return nil
		}
		select {
		case <-j.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if current == nil {
			s, err := p.begin(ctx, j.part.Segment)
			if err != nil {
				return err
			}
			current = &filledPart{part: j.part, segment: s, rejections: map[*span][]exchange.Rejection{}}
		}
		if j.last {
			select {
			case p.filled <- current:
			case <-ctx.Done():
				return ctx.Err()
			}
			current = nil
		} else if err := p.take(current, j); err != nil {
			return err
		}
		p.pool.Put(j)
	}
}

// take writes a block's observations and counts it.
func (p *pipeline) take(to *filledPart, j *job) error {
	for i := range j.rows[:j.n] {
		if err := to.segment.Append(&j.rows[i]); err != nil {
			return err
		}
	}
	for _, n := range j.names {
		to.segment.Name(n.kind, n.hash, n.id)
	}
	if len(j.rejections) > 0 {
		to.rejections[j.span] = append(to.rejections[j.span], j.rejections...)
	}
	to.add(int64(j.n), int64(len(j.rejections)), j.others, j.first, j.end, j.unknown)
	for i, n := range j.fields {
		if n > 0 {
			to.Fields[exchange.Fields(1 << i).Names()[0]] += n
		}
	}
	p.exchanges += int64(j.n)
	p.o.Progress(Progress{Stage: "reading", Exchanges: p.exchanges, Bytes: p.stored.Load(), TotalBytes: p.total})
	return nil
}

func (p *pipeline) begin(ctx context.Context, name string) (lake.Segment, error) {
	s, err := p.o.Lake.Begin(ctx, name)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open = append(p.open, s)
	return s, nil
}

// commit makes parts durable one after the other: their rejected lines, then
// their segment, which makes them count.
func (p *pipeline) commit(ctx context.Context) error {
	for {
		select {
		case f, ok := <-p.filled:
			if !ok {
				return nil
			}
			if err := p.commitPart(ctx, f); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (p *pipeline) commitPart(ctx context.Context, f *filledPart) error {
	for i, s := range f.Spans {
		s.Rejected = int64(len(f.rejections[s]))
		if err := writeRejected(p.o.Dir, f.Segment, i, f.rejections[s]); err != nil {
			return err
		}
	}
	err := p.journal.commit(ctx, f.segment, f.part)
	p.mu.Lock()
	p.open = p.open[1:] // segments are committed in the order they were begun
	p.mu.Unlock()
	if err != nil {
		return err
	}
	for _, s := range f.Spans {
		if s.commit != nil {
			if err := s.commit(ctx, s.End); err != nil {
				return err
			}
		}
	}
	return nil
}

// abort forgets the segments that were not committed, and closes the sources.
func (p *pipeline) abort() error {
	var errs []error
	for _, s := range p.sources {
		errs = append(errs, s.Close())
	}
	for _, s := range p.open {
		if err := s.Abort(); err != nil {
			errs = append(errs, fmt.Errorf("giving up a segment: %w", err))
		}
	}
	return errors.Join(errs...)
}
