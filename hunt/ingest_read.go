package hunt

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/observe"
)

// job is one block on its way through the pipeline. Workers take jobs in any
// order; the writer takes them in the order they were read.
type job struct {
	part *part // shared by the jobs of a part; only the reader writes to it before the last of them
	span *span
	last bool // the part is complete; the job has no block

	format *importer.Format
	block  importer.Block
	buf    []byte

	// What the worker makes of the block.
	done       chan struct{}
	rows       []observe.Observation // the first n of them are filled
	n          int
	others     int64 // records that are no exchange
	names      []naming
	rejections []exchange.Rejection
	first, end int64 // earliest and latest time
	fields     [64]int64
	unknown    map[string]int64
}

// naming gives the hash of an account or organisation its id.
type naming struct {
	kind string
	hash uint64
	id   string
}

// read cuts the inputs into parts and blocks.
func (p *pipeline) read(ctx context.Context, todo []stretch) error {
	defer close(p.jobs)
	defer close(p.ordered)
	for _, s := range todo {
		if err := p.readInput(ctx, s); err != nil {
			return err
		}
		if !p.o.OwnsLake { // whoever reads one input anew must not take another's part away
			if err := p.endPart(ctx); err != nil {
				return err
			}
		}
	}
	return p.endPart(ctx)
}

func (p *pipeline) readInput(ctx context.Context, s stretch) error {
	r, err := s.Open(ctx, s.from)
	if err != nil {
		return err
	}
	commit, done := p.keep(r)
	defer done()
	at := s.from
	sp := p.span(s, at)
	sp.commit = commit
	for {
		j := p.fresh()
		block, err := r.Next(j.buf)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		format := r.Format()
		if format != nil {
			sp.Format = format.Name
		}
		at = block.End
		sp.End = at
		j.part, j.span, j.format, j.block = p.part, sp, format, block
		if err := p.send(ctx, j); err != nil {
			return err
		}
		p.lines += block.End.Line - block.Start.Line
		p.bytes += block.End.Offset - block.Start.Offset
		p.stored.Store(p.before + r.Consumed())
		if p.lines >= p.o.partLines || p.bytes >= p.o.partBytes {
			if err := p.endPart(ctx); err != nil {
				return err
			}
			sp = p.span(s, at)
			sp.commit = commit
		}
	}
	if s.IsStream() && at == s.from { // nothing is new
		p.drop(sp)
		return nil
	}
	sp.Finished, sp.Files = true, r.Files()
	p.before += r.Consumed()
	p.stored.Store(p.before)
	return nil
}

// keep holds a source that is to be told what is durable open until all that it
// gave is, and gives the way to tell it. Any other is closed by done.
func (p *pipeline) keep(r importer.Source) (commit func(context.Context, importer.Position) error, done func()) {
	if c, ok := r.(importer.Committer); ok {
		p.sources = append(p.sources, r)
		return c.Commit, func() {}
	}
	return nil, func() { r.Close() }
}

// span adds a stretch that begins at a place of an input to the current part,
// which it begins if there is none.
func (p *pipeline) span(s stretch, at importer.Position) *span {
	sp := &span{Path: s.Path, Size: s.Size, ModTime: s.ModTime, Start: at, End: at}
	if p.part == nil {
		p.part = &part{Segment: p.segmentName(sp), Fields: map[string]int64{}, Unknown: map[string]int64{}}
		p.lines, p.bytes = 0, 0
	}
	p.part.Spans = append(p.part.Spans, sp)
	return sp
}

// drop takes back the span that was added last.
func (p *pipeline) drop(sp *span) {
	p.part.Spans = slices.DeleteFunc(p.part.Spans, func(s *span) bool { return s == sp })
	if len(p.part.Spans) == 0 {
		p.part = nil
	}
}

// segmentName is the same whenever the same stretch is read by the same
// observer: a part done again replaces what its first attempt left behind.
func (p *pipeline) segmentName(s *span) string {
	sum := hash(fmt.Sprintf("%s\n%s\n%d\n%d\n%d", p.observer, s.Path, s.Size, s.ModTime, s.Start.Offset) + s.Start.Stream)
	return hex.EncodeToString(sum[:12])
}

// endPart tells the writer that the current part is complete.
func (p *pipeline) endPart(ctx context.Context) error {
	if p.part == nil {
		return nil
	}
	j := p.fresh()
	j.part, j.last = p.part, true
	p.part = nil
	return p.send(ctx, j)
}

// send hands a job to the workers and, in order, to the writer.
func (p *pipeline) send(ctx context.Context, j *job) error {
	select {
	case p.ordered <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	if j.last {
		close(j.done)
		return nil
	}
	select {
	case p.jobs <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func hash(s string) [sha256.Size]byte { return sha256.Sum256([]byte(s)) }
