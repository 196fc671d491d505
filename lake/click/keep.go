package click

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Drop removes segments: first what says that they count, then their rows. It
// may be done beside writers of other segments.
func (l *Lake) Drop(ctx context.Context, segments []string) error {
	err := l.change(ctx, func() error {
		if len(segments) == 0 {
			return nil
		}
		named := "name IN (" + quoted(segments) + ")"
		var parts []string
		err := l.first().rows(ctx, "SELECT DISTINCT part FROM segments WHERE "+named+" ORDER BY part", func(c *cells) {
			parts = append(parts, strconv.FormatUint(c.hash(), 10))
		})
		if err != nil || len(parts) == 0 {
			return err
		}
		if err := l.remove(ctx, l.first(), "segments", named); err != nil {
			return err
		}
		return l.each(ctx, func(ctx context.Context, n *node) error {
			for _, table := range []string{"observations", "names"} {
				if err := l.remove(ctx, n, table, "part IN ("+strings.Join(parts, ", ")+")"); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("dropping segments of the lake %s: %w", &l.options, err)
	}
	return nil
}

// quoted is a list of texts as SQL has it.
func quoted(texts []string) string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = quoteText(t)
	}
	return strings.Join(all, ", ")
}

// Keep removes what does not belong to the named segments: segments that were
// dropped, and attempts that were given up, replaced, or whose writer died. Only
// the one owner of a lake may call it; whoever is writing meanwhile gets an
// error at Commit.
func (l *Lake) Keep(ctx context.Context, segments []string) error {
	err := l.change(ctx, func() error {
		others := "true"
		if len(segments) > 0 {
			others = "name NOT IN (" + quoted(segments) + ")"
		}
		if err := l.remove(ctx, l.first(), "segments", others); err != nil {
			return err
		}
		return l.tidy(ctx)
	})
	if err != nil {
		return fmt.Errorf("tidying the lake %s: %w", &l.options, err)
	}
	return nil
}

// Tidy removes attempts that do not count, as Keep does, and keeps all segments.
func (l *Lake) Tidy(ctx context.Context) error {
	if err := l.change(ctx, func() error { return l.tidy(ctx) }); err != nil {
		return fmt.Errorf("tidying the lake %s: %w", &l.options, err)
	}
	return nil
}

// change runs housekeeping, after which the selection no longer holds.
func (l *Lake) change(ctx context.Context, do func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dropAll(ctx)
	l.selection = &selection{none: true}
	return do()
}

func (l *Lake) tidy(ctx context.Context) error {
	current, err := l.current(ctx)
	if err != nil {
		return err
	}
	if err := l.tidySegments(ctx, current); err != nil {
		return err
	}
	counts := make(map[uint64]bool, len(current))
	for _, c := range current {
		counts[c.part] = true
	}
	return l.each(ctx, func(ctx context.Context, n *node) error {
		for _, table := range []string{"observations", "names"} {
			var gone []string
			err := n.rows(ctx, "SELECT DISTINCT part FROM "+table, func(c *cells) {
				if part := c.hash(); !counts[part] {
					gone = append(gone, strconv.FormatUint(part, 10))
				}
			})
			if err != nil {
				return err
			}
			if len(gone) == 0 {
				continue
			}
			slices.Sort(gone)
			if err := l.remove(ctx, n, table, "part IN ("+strings.Join(gone, ", ")+")"); err != nil {
				return err
			}
		}
		return nil
	})
}

// tidySegments removes revisions that no longer count.
func (l *Lake) tidySegments(ctx context.Context, current []*committed) error {
	rows, err := l.first().one(ctx, "SELECT count() FROM segments")
	if err != nil || rows == int64(len(current)) {
		return err
	}
	latest := make([]string, len(current))
	for i, c := range current {
		latest[i] = fmt.Sprintf("(%s, %d, %d)", quoteText(c.name), c.revision, c.part)
	}
	old := "true"
	if len(latest) > 0 {
		old = "(name, revision, part) NOT IN (" + strings.Join(latest, ", ") + ")"
	}
	return l.remove(ctx, l.first(), "segments", old)
}

// remove deletes rows for good: it returns when the files that had them are
// written anew (the old ones are unlinked soon after).
func (l *Lake) remove(ctx context.Context, n *node, table, condition string) error {
	_, err := n.exec(ctx, "ALTER TABLE "+table+" DELETE WHERE "+condition+" SETTINGS mutations_sync = 2")
	return err
}

// partsOn counts the rows that a condition picks on every node, by part.
func (l *Lake) partsOn(ctx context.Context, condition string) ([]map[uint64]int64, error) {
	var mu sync.Mutex
	all := make([]map[uint64]int64, len(l.nodes))
	err := l.each(ctx, func(ctx context.Context, n *node) error {
		rows := map[uint64]int64{}
		err := n.rows(ctx, "SELECT part, count() AS rows FROM observations WHERE "+condition+" GROUP BY part", func(c *cells) {
			rows[c.hash()] = c.number()
		})
		mu.Lock()
		defer mu.Unlock()
		all[n.number] = rows
		return err
	})
	return all, err
}
