package click

import (
	"context"
	"errors"
	"fmt"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// Rekey replaces every keyed value of the lake by what change makes of it.
//
// Each segment is written anew, because an account's hash says which node it is
// on, and counts in one step, with the key's name: a Rekey that was stopped
// goes on with the segments that do not have it. What the old attempts held is
// removed at the end, all of it at once, because removing costs the same for
// one segment as for all: until then the lake needs twice its room.
func (l *Lake) Rekey(ctx context.Context, key string, change func(old uint64) uint64) error {
	err := l.change(ctx, func() error {
		// What died before it counted takes no room beside this attempt.
		if err := l.tidy(ctx); err != nil {
			return err
		}
		current, err := l.current(ctx)
		if err != nil {
			return err
		}
		for _, c := range current {
			if c.key == key {
				continue
			}
			if c.chore != "" {
				return fmt.Errorf("what was to remove exchanges from segment %s (%s) did not come to its end: run it again", c.name, c.chore)
			}
			anew, err := l.rewrite(ctx, c, change)
			if err == nil {
				anew.key = key
				err = l.revise(ctx, []*committed{anew})
			}
			if err != nil {
				return fmt.Errorf("segment %s: %w", c.name, err)
			}
		}
		return l.tidy(ctx)
	})
	if err != nil {
		return fmt.Errorf("giving the lake %s new keys: %w", &l.options, err)
	}
	return nil
}

// rewrite makes another attempt at a segment, with other keys.
func (l *Lake) rewrite(ctx context.Context, c *committed, change func(uint64) uint64) (*committed, error) {
	s := l.begin(ctx, c.name)
	columns, names := observationColumns(), nameColumns()
	for i, n := range l.nodes {
		rows := int64(0)
		err := read(ctx, n, fmt.Sprintf("SELECT %s FROM observations WHERE part = %d ORDER BY place", listed(columns), c.part), columns, func(r *stored) error {
			rows++
			rekey(&r.Observation, change)
			return s.Append(&r.Observation)
		})
		if err != nil {
			return nil, err
		}
		if rows != c.on(i) {
			return nil, fmt.Errorf("ClickHouse node %s has %d of its %d exchanges: it lost the others; restore them, or drop the segment and read its source again", n.address, rows, c.on(i))
		}
		err = read(ctx, n, fmt.Sprintf("SELECT %s FROM names WHERE part = %d", listed(names), c.part), names, func(r *name) error {
			hash := change(r.hash)
			if hash == 0 {
				return errors.New("the new key makes nothing of a name's hash: use another key")
			}
			s.Name(r.kind, hash, lake.RekeyID(r.id, hash, change))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	written, err := s.finish(ctx)
	if err != nil {
		return nil, err
	}
	written.revision, written.note = c.revision, c.note
	written.rows[0] += total(c.removed)
	written.removed[0] = total(c.removed)
	return written, nil
}

// rekey changes the keyed values of an observation.
func rekey(o *observe.Observation, change func(uint64) uint64) {
	for _, field := range []*uint64{
		&o.ID, &o.Canonical, &o.Account, &o.Org, &o.Conversation, &o.Prefix, &o.Skeleton, &o.Head, &o.Tail, &o.System,
		&o.Network, &o.Client, &o.JA4, &o.Contradiction,
	} {
		*field = change(*field)
	}
	for i, old := range o.Band {
		o.Band[i] = lake.RekeyBand(old, change)
	}
	for _, list := range [][]uint64{o.Issued, o.Presented} {
		for i := range list {
			list[i] = change(list[i])
		}
	}
}
