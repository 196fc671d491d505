package click

import (
	"cmp"
	"context"
	"iter"
	"strconv"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// Meetings gives, for the values of a trait that 2 to limit accounts showed, in
// how many hours each holder showed it and met another there, by value, account.
func (l *Lake) Meetings(ctx context.Context, trait string, limit int) iter.Seq2[lake.MeetingRow, error] {
	start := func() (*asked, error) { return l.askMeetings(ctx, trait, limit) }
	return answer("meetings over "+trait, start, func(c *cells) lake.MeetingRow {
		return lake.MeetingRow{Value: c.hash(), Account: c.hash(), Hours: c.number(), Met: c.number(), Meetings: c.number(), First: c.number(), Last: c.number()}
	}, order[lake.MeetingRow]{compare: func(a, b *lake.MeetingRow) int {
		return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Account, b.Account))
	}})
}

// askMeetings tells the nodes which values have few holders, and spreads the
// hours of these by value.
func (l *Lake) askMeetings(ctx context.Context, trait string, limit int) (*asked, error) {
	h, err := l.hold(ctx, trait)
	if err != nil || h == nil {
		return &asked{cancel: func() {}}, err
	}
	defer l.letGo(ctx, h)
	l.mu.Lock()
	defer l.mu.Unlock()
	few, err := question("wanted", "{limit}", strconv.Itoa(limit), "{nodes}", strconv.Itoa(len(l.nodes)))
	if err != nil {
		return nil, err
	}
	var wanted, hours marked
	if wanted.table, err = l.table(ctx, "wanted", "key UInt64, day Int64, shard UInt16", "key"); err != nil {
		return nil, err
	}
	defer func() { l.drop(ctx, wanted.table) }()
	if wanted.rows, err = l.spread(ctx, wanted.table, "shard", func(n *node) string { return filled(few, "{held}", h.on(n)) }); err != nil {
		return nil, err
	}
	s := l.selection
	query, err := l.onObservations(s, "hours", "{column}", trait)
	if err != nil {
		return nil, err
	}
	if hours.table, err = l.table(ctx, "hours", "value UInt64, account UInt64, hour Int64", "value, hour"); err != nil {
		return nil, err
	}
	hours.rows, err = l.spread(ctx, hours.table, "value", func(n *node) string { return filled(query(n), "{wanted}", wanted.on(n)) })
	return l.putOver(ctx, s, "meetings", err, map[string]*marked{"{hours}": &hours})
}

// putOver puts a named query over scratch tables to every node and drops these
// when it was answered, or at once if making them failed. The caller holds mu.
func (l *Lake) putOver(ctx context.Context, s *selection, name string, failed error, tables map[string]*marked) (*asked, error) {
	var all []string
	for _, t := range tables {
		all = append(all, t.table)
	}
	text, err := question(name)
	if failed != nil || err != nil {
		l.drop(ctx, all...)
		return nil, cmp.Or(failed, err)
	}
	query := func(n *node) string {
		var values []string
		for placeholder, t := range tables {
			values = append(values, placeholder, t.on(n))
		}
		return filled(text, values...)
	}
	return l.put(ctx, s, query, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.drop(ctx, all...)
	}), nil
}

// known is a row of the table of a known set: a band key and its place.
type known struct {
	place uint8
	band  uint32
}

func knownColumns() []column[known] {
	return []column[known]{
		whole[proto.ColUInt8]("place", "UInt8", zipped, func(k *known) *uint8 { return &k.place }),
		whole[proto.ColUInt32]("band", "UInt32", zipped, func(k *known) *uint32 { return &k.band }),
	}
}

// Overlap gives the accounts that sent prompts with a band key in common
// with a prompt of a set, by account.
func (l *Lake) Overlap(ctx context.Context, set [][observe.Bands]uint32) iter.Seq2[lake.OverlapRow, error] {
	start := func() (*asked, error) { return l.askOverlap(ctx, set) }
	return answer("overlap with a known set", start, func(c *cells) lake.OverlapRow {
		return lake.OverlapRow{Account: c.hash(), Exchanges: c.number()}
	}, order[lake.OverlapRow]{compare: func(a, b *lake.OverlapRow) int { return cmp.Compare(a.Account, b.Account) }})
}

// askOverlap tells every node the set.
func (l *Lake) askOverlap(ctx context.Context, set [][observe.Bands]uint32) (*asked, error) {
	s, err := l.selected()
	if err != nil || s.sources == nil {
		return &asked{cancel: func() {}}, err
	}
	query, err := l.onObservations(s, "overlap")
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	table := marked{rows: make([]int64, len(l.nodes))}
	if table.table, err = l.table(ctx, "known", declare(knownColumns()), "place, band"); err != nil {
		return nil, err
	}
	err = l.each(ctx, func(ctx context.Context, n *node) error {
		b := newBatch(n, table.table, knownColumns())
		for i := range set {
			for place, band := range set[i] {
				b.append(&known{uint8(place), band})
			}
		}
		err := b.send(ctx)
		table.rows[n.number] = b.sent
		return err
	})
	if err != nil {
		l.drop(ctx, table.table)
		return nil, err
	}
	return l.put(ctx, s, func(n *node) string { return filled(query(n), "{known}", table.on(n)) }, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.drop(ctx, table.table)
	}), nil
}
