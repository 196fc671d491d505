package click

import (
	"context"
	"fmt"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/stillhunt/stillhunt/lake"
)

// committed is a row of the table segments: an attempt at a segment that was
// written whole. Of several of one name the latest counts (current.sql).
type committed struct {
	name          string
	part          uint64
	revision      uint64
	rows, removed []int64 // by node: what was written, and what was taken away since
	note          string
	key           string // what Rekey led to; empty before the first
	chore         string // what is taking rows away just now

	rank uint32 // in a selection: of rows that are equal the first segment's stays
}

// on is how many rows a node must have of it.
func (c *committed) on(node int) int64 {
	if node >= len(c.rows) {
		return 0
	}
	return c.rows[node] - c.removed[node]
}

func (l *Lake) first() *node { return l.nodes[0] }

// current gives the attempts that count, by name.
func (l *Lake) current(ctx context.Context) ([]*committed, error) {
	text, err := question("current")
	if err != nil {
		return nil, err
	}
	var all []*committed
	err = l.first().rows(ctx, text, func(c *cells) {
		all = append(all, &committed{
			name: c.string(), part: c.hash(), revision: c.hash(), rows: signed(c.list()), removed: signed(c.list()),
			note: c.string(), key: c.string(), chore: c.string(),
		})
	})
	return all, err
}

// Segments lists what was committed, by name.
func (l *Lake) Segments(ctx context.Context) ([]lake.Committed, error) {
	current, err := l.current(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing the segments of the lake %s: %w", &l.options, err)
	}
	all := make([]lake.Committed, len(current))
	for i, c := range current {
		all[i] = lake.Committed{Name: c.name, Note: []byte(c.note), Key: c.key, Removed: total(c.removed)}
	}
	return all, nil
}

// commit makes an attempt count, in one row: it is there or not. Its revision is
// the next of its name; of two commits at one moment the one of the higher part
// counts, for every reader.
func (l *Lake) commit(ctx context.Context, c *committed) error {
	_, err := l.first().exec(ctx, fmt.Sprintf("INSERT INTO segments (name, part, revision, rows, removed, note) SELECT %s, %d, max(revision) + 1, %s, %s, %s FROM segments WHERE name = %s",
		quoteText(c.name), c.part, array(c.rows), array(c.removed), quoteText(c.note), quoteText(c.name)))
	return err
}

// revise writes new revisions of attempts in one block: all count or none.
func (l *Lake) revise(ctx context.Context, list []*committed) error {
	b := newBatch(l.first(), "segments", committedColumns())
	for _, c := range list {
		c.revision++
		b.append(c)
	}
	return b.send(ctx)
}

func committedColumns() []column[committed] {
	lists := func(name string, field func(*committed) *[]int64) column[committed] {
		return column[committed]{name: name, open: func() buffer[committed] {
			c := proto.NewArray[uint64](new(proto.ColUInt64))
			return buffer[committed]{data: c, put: func(from *committed) { c.Append(unsigned(*field(from))) }}
		}}
	}
	return []column[committed]{
		text("name", func(c *committed) *string { return &c.name }),
		whole[proto.ColUInt64]("part", "", "", func(c *committed) *uint64 { return &c.part }),
		whole[proto.ColUInt64]("revision", "", "", func(c *committed) *uint64 { return &c.revision }),
		lists("rows", func(c *committed) *[]int64 { return &c.rows }),
		lists("removed", func(c *committed) *[]int64 { return &c.removed }),
		text("note", func(c *committed) *string { return &c.note }),
		text("key", func(c *committed) *string { return &c.key }),
		text("chore", func(c *committed) *string { return &c.chore }),
	}
}

// array writes a list as SQL does.
func array(list []int64) string {
	text := "["
	for i, v := range list {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprint(v)
	}
	return "CAST(" + text + "] AS Array(UInt64))"
}

func signed(list []uint64) []int64 {
	all := make([]int64, len(list))
	for i, v := range list {
		all[i] = int64(v)
	}
	return all
}

func unsigned(list []int64) []uint64 {
	all := make([]uint64, len(list))
	for i, v := range list {
		all[i] = uint64(v)
	}
	return all
}
