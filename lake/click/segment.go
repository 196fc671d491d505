package click

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// segment is an attempt at a segment. What it sends to the nodes carries its
// part, a number that no other attempt has and that nobody reads until Commit.
type segment struct {
	lake        *Lake
	ctx         context.Context // of Begin: Append has none
	name        string
	row         stored
	rows        []*batch[stored] // by node
	limit       int              // rows that a batch gathers
	names       map[name]struct{}
	first, last int64 // microseconds
	err         error // of an Append: nothing after it counts
}

var segmentName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,99}$`)

// rows that a segment holds in memory over all nodes, some hundred bytes each.
const gathered = 1 << 18

// Begin opens a segment. Its name is made of small letters, digits and hyphens;
// a segment of that name that is there already is replaced at Commit. Rows are
// sent to the nodes as they come, as long as ctx lasts.
func (l *Lake) Begin(ctx context.Context, segmentAs string) (lake.Segment, error) {
	if !segmentName.MatchString(segmentAs) {
		return nil, fmt.Errorf("%q is no name for a segment: use small letters, digits and hyphens", segmentAs)
	}
	return l.begin(ctx, segmentAs), nil
}

func (l *Lake) begin(ctx context.Context, segmentAs string) *segment {
	s := &segment{
		lake: l, ctx: ctx, name: segmentAs, names: map[name]struct{}{}, first: math.MaxInt64, last: math.MinInt64,
		limit: max(8192, gathered/len(l.nodes)),
	}
	s.row.part = random()
	columns := observationColumns()
	for _, n := range l.nodes {
		s.rows = append(s.rows, newBatch(n, "observations", columns))
	}
	return s
}

// Append copies an observation into the segment.
func (s *segment) Append(o *observe.Observation) error {
	if s.err != nil {
		return s.err
	}
	if s.row.place == math.MaxUint32 {
		s.err = fmt.Errorf("segment %s is full: cut it into several", s.name)
		return s.err
	}
	s.row.Observation = *o
	b := s.rows[s.lake.of(o.Account).number]
	b.append(&s.row)
	s.row.place++
	s.first, s.last = min(s.first, o.Time), max(s.last, o.Time)
	if b.rows < s.limit {
		return nil
	}
	if err := b.send(s.ctx); err != nil {
		s.err = s.fail(err)
	}
	return s.err
}

func (s *segment) fail(err error) error {
	return fmt.Errorf("writing segment %s of the lake %s: %w", s.name, &s.lake.options, err)
}

// Name gives the account or organisation with this hash its id. Naming it twice
// is free.
func (s *segment) Name(kind string, hash uint64, id string) {
	s.names[name{kind: kind, hash: hash, id: id, part: s.row.part}] = struct{}{}
}

// Commit sends what is left, sees that every node has all of its rows, and then
// makes the attempt count.
func (s *segment) Commit(ctx context.Context, note []byte) error {
	if s.err != nil {
		return s.err
	}
	c, err := s.finish(ctx)
	if err == nil {
		if c.note = string(note); c.note == "" {
			c.note = "{}"
		}
		err = s.lake.commit(ctx, c)
	}
	if err != nil {
		return s.fail(err)
	}
	s.err = errors.New("the segment was committed")
	return nil
}

// finish makes the attempt whole and durable, but not yet count.
func (s *segment) finish(ctx context.Context) (*committed, error) {
	c := &committed{name: s.name, part: s.row.part, rows: make([]int64, len(s.rows)), removed: make([]int64, len(s.rows))}
	err := s.lake.each(ctx, func(ctx context.Context, n *node) error {
		b := s.rows[n.number]
		if err := b.send(ctx); err != nil {
			return err
		}
		c.rows[n.number] = b.sent
		if err := s.sendNames(ctx, n); err != nil {
			return err
		}
		if b.sent == 0 {
			return nil
		}
		has, err := n.one(ctx, fmt.Sprintf("SELECT count() FROM observations WHERE part = %d AND time >= %d AND time <= %d", s.row.part, s.first, s.last))
		if err == nil && has != b.sent {
			err = fmt.Errorf("ClickHouse node %s has %d of the %d exchanges it took: the lake was tidied while the segment was written, or the node lost them; write the segment again", n.address, has, b.sent)
		}
		return err
	})
	return c, err
}

// sendNames gives a node its accounts' names and those of everything else.
func (s *segment) sendNames(ctx context.Context, n *node) error {
	b := newBatch(n, "names", nameColumns())
	for row := range s.names { // in any order: the table sorts them
		if row.kind == "account" && s.lake.of(row.hash) != n {
			continue
		}
		b.append(&row)
	}
	return b.send(ctx)
}

// Abort forgets the segment. What was sent is not seen and goes with the next
// Keep.
func (s *segment) Abort() error {
	s.rows, s.names = nil, nil
	s.err = errors.New("the segment was given up")
	return nil
}
