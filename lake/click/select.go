package click

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/stillhunt/stillhunt/lake"
)

// selection is what the questions are about.
type selection struct {
	none bool // nothing was selected since the lake was changed

	parts    marked   // the attempts at the segments
	sources  []string // by node: what stands for observations in a query
	names    string   // the table of the segments' dictionaries
	named    []int64  // rows of names by node
	held     *held    // who showed which value of one trait
	followed *marked  // conversations that went on
}

// marked is a scratch table and how many rows each node has of it.
type marked struct {
	table string
	rows  []int64
}

func (m *marked) on(n *node) string { return guarded(m.table, m.rows[n.number]) }

// Select limits every question to the named segments and to times in [from, to)
// microseconds (0 is open), settles duplicates among them, and sums them up. It
// finds out whether a node lost rows of a segment that was committed.
func (l *Lake) Select(ctx context.Context, segments []string, from, to int64) (lake.Totals, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dropAll(context.WithoutCancel(ctx))
	l.selection = &selection{none: true}
	t, s, err := l.choose(ctx, segments, limits(from, to))
	if err != nil {
		return lake.Totals{}, fmt.Errorf("selecting from the lake %s: %w", &l.options, err)
	}
	l.selection = s
	return t, nil
}

func (l *Lake) choose(ctx context.Context, names []string, limits string) (t lake.Totals, s *selection, err error) {
	s = &selection{}
	if len(names) == 0 {
		return t, s, nil
	}
	chosen, err := l.committed(ctx, names)
	if err != nil {
		return t, nil, err
	}
	for i, c := range chosen {
		c.rank = uint32(i)
		t.Removed += total(c.removed)
	}
	if err := l.list(ctx, s, chosen); err != nil {
		return t, nil, err
	}
	among := "part IN (SELECT part FROM " + s.parts.table + ") AND " + complete(s.parts.table, int64(len(chosen)))
	if err := l.checkWhole(ctx, chosen, among); err != nil {
		return t, nil, err
	}
	if t.Bytes, err = l.bytes(ctx, among); err != nil {
		return t, nil, err
	}
	if err := l.readNames(ctx, s, among); err != nil {
		return t, nil, err
	}
	if err := l.settle(ctx, s, among+limits, &t); err != nil {
		return t, nil, err
	}
	return t, s, l.sum(ctx, s, &t)
}

// limits is the condition on time.
func limits(from, to int64) string {
	and := ""
	if from != 0 {
		and += fmt.Sprintf(" AND time >= %d", from)
	}
	if to != 0 {
		and += fmt.Sprintf(" AND time < %d", to)
	}
	return and
}

// list makes the table of the selection's parts on every node.
func (l *Lake) list(ctx context.Context, s *selection, chosen []*committed) (err error) {
	columns := []column[committed]{
		whole[proto.ColUInt64]("part", "UInt64", zipped, func(c *committed) *uint64 { return &c.part }),
		whole[proto.ColUInt64]("revision", "UInt64", zipped, func(c *committed) *uint64 { return &c.revision }),
		whole[proto.ColUInt32]("rank", "UInt32", zipped, func(c *committed) *uint32 { return &c.rank }),
	}
	if s.parts.table, err = l.table(ctx, "parts", declare(columns), "part"); err != nil {
		return err
	}
	s.parts.rows = make([]int64, len(l.nodes))
	return l.each(ctx, func(ctx context.Context, n *node) error {
		b := newBatch(n, s.parts.table, columns)
		for _, c := range chosen {
			b.append(c)
		}
		s.parts.rows[n.number] = int64(len(chosen))
		return b.send(ctx)
	})
}

// stands finds out, when an answer was read, whether the selected segments are
// still what they were: what removes rows changes the segment's record first.
func (l *Lake) stands(ctx context.Context, s *selection) error {
	text, err := question("current")
	if err != nil {
		return err
	}
	has, err := l.first().one(ctx, "SELECT count() FROM ("+text+") WHERE (part, revision) IN (SELECT part, revision FROM "+s.parts.on(l.first())+")")
	if want := s.parts.rows[0]; err == nil && has != want {
		err = fmt.Errorf("%d of the %d selected segments were dropped, replaced or made smaller meanwhile: select again", want-has, want)
	}
	return err
}

// checkWhole compares what each node has of each segment with what was
// committed there.
func (l *Lake) checkWhole(ctx context.Context, chosen []*committed, among string) error {
	return l.each(ctx, func(ctx context.Context, n *node) error {
		has := map[uint64]int64{}
		err := n.rows(ctx, "SELECT part, count() AS rows FROM observations WHERE "+among+" GROUP BY part", func(c *cells) {
			has[c.hash()] = c.number()
		})
		if err != nil {
			return err
		}
		for _, c := range chosen {
			if c.chore != "" {
				return fmt.Errorf("what was to remove exchanges from segment %s (%s) did not come to its end: run it again", c.name, c.chore)
			}
			if want := c.on(n.number); has[c.part] != want {
				return fmt.Errorf("ClickHouse node %s has %d of the %d exchanges of segment %s: it lost the others; restore them, or drop the segment and read its source again",
					n.address, has[c.part], want, c.name)
			}
		}
		return nil
	})
}

// bytes is the selected segments' share of the tables' size, by rows.
func (l *Lake) bytes(ctx context.Context, among string) (int64, error) {
	var sum atomic.Int64
	err := l.each(ctx, func(ctx context.Context, n *node) error {
		for _, table := range []string{"observations", "names"} {
			selected, err := n.one(ctx, "SELECT count() FROM "+table+" WHERE "+among)
			if err != nil {
				return err
			}
			err = n.rows(ctx, "SELECT sum(bytes_on_disk) AS size, sum(rows) AS all FROM system.parts WHERE active AND database = currentDatabase() AND table = "+quoteText(table), func(c *cells) {
				size, all := c.hash(), c.hash()
				if all > 0 {
					high, low := bits.Mul64(size, uint64(selected))
					share, _ := bits.Div64(high%all, low, all)
					sum.Add(int64(share))
				}
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return sum.Load(), err
}

// readNames joins the segments' dictionaries, on each node its own.
func (l *Lake) readNames(ctx context.Context, s *selection, among string) (err error) {
	if s.names, err = l.table(ctx, "names", "kind LowCardinality(String), hash UInt64, id String, other String", "kind, hash"); err != nil {
		return err
	}
	var clashes atomic.Int64
	err = l.each(ctx, func(ctx context.Context, n *node) error {
		if _, err := n.exec(ctx, "INSERT INTO "+s.names+" SELECT kind, hash, min(id), max(id) FROM names WHERE "+among+" GROUP BY kind, hash"); err != nil {
			return err
		}
		// Names that every node has are counted on one.
		clash, err := n.one(ctx, fmt.Sprintf("SELECT count() FROM %s WHERE id <> other AND hash %% %d = %d", s.names, len(l.nodes), n.number))
		clashes.Add(clash)
		return err
	})
	if err != nil {
		return err
	}
	if n := clashes.Load(); n > 0 {
		return fmt.Errorf("%d pairs of accounts or organisations share a 64-bit hash and cannot be told apart: hunt again with another --key-file, into a new directory", n)
	}
	s.named, err = l.count(ctx, s.names)
	return err
}

// sum adds up what is selected.
func (l *Lake) sum(ctx context.Context, s *selection, t *lake.Totals) error {
	text, err := question("totals")
	if err != nil {
		return err
	}
	sums := make([]lake.Totals, len(l.nodes))
	err = l.each(ctx, func(ctx context.Context, n *node) error {
		return n.rows(ctx, filled(text, "{observations}", s.sources[n.number]), func(c *cells) {
			sums[n.number] = lake.Totals{Exchanges: c.number(), Accounts: c.number(), First: c.number(), Last: c.number()}
		})
	})
	if err != nil {
		return err
	}
	for _, one := range sums {
		if one.Exchanges == 0 {
			continue
		}
		if t.Exchanges == 0 || one.First < t.First {
			t.First = one.First
		}
		t.Last = max(t.Last, one.Last)
		t.Exchanges += one.Exchanges
		t.Accounts += one.Accounts
	}
	return nil
}

// errChanged is the error of a question after the lake was changed.
var errChanged = errors.New("nothing is selected since the last selection failed or the lake was changed: select again")

// committed gives the attempts that count of named segments, in the names' order.
func (l *Lake) committed(ctx context.Context, names []string) ([]*committed, error) {
	all, err := l.current(ctx)
	if err != nil {
		return nil, err
	}
	chosen := make([]*committed, 0, len(names))
	for _, name := range names {
		i, found := slices.BinarySearchFunc(all, name, func(c *committed, name string) int { return strings.Compare(c.name, name) })
		if !found {
			return nil, fmt.Errorf("segment %s was not committed: read its source again", name)
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}
