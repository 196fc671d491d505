package click

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// Retain removes the UTC days that end at or before a moment (microseconds),
// and says how many exchanges that took. A day is dropped as a whole, which
// costs the same however much it held.
func (l *Lake) Retain(ctx context.Context, from int64) (took int64, err error) {
	cut := from / day
	err = l.change(ctx, func() error {
		took, err = l.shrink(ctx, "retain "+strconv.FormatInt(cut, 10))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("removing old days from the lake %s: %w", &l.options, err)
	}
	return took, nil
}

// Erase removes all that is of one account, its name too, and says how many
// exchanges that took. When it returns, the files that had them are written
// anew.
func (l *Lake) Erase(ctx context.Context, account uint64) (took int64, err error) {
	err = l.change(ctx, func() error {
		took, err = l.shrink(ctx, "erase "+strconv.FormatUint(account, 10))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("erasing an account from the lake %s: %w", &l.options, err)
	}
	return took, nil
}

// shrink takes rows away from segments that count. It first says so in these
// segments' rows, in one insert; then removes; then writes how many rows are
// left. Whoever finds a segment between the two knows that it may have fewer
// rows than were committed and why, and does the rest: what a chore removes and
// what it counts are the same however often it is run.
func (l *Lake) shrink(ctx context.Context, chore string) (int64, error) {
	current, err := l.current(ctx)
	if err != nil {
		return 0, err
	}
	for _, c := range current {
		if c.chore == "" || c.chore == chore {
			continue
		}
		if _, err := l.run(ctx, c.chore, current); err != nil {
			return 0, err
		}
		if current, err = l.current(ctx); err != nil {
			return 0, err
		}
	}
	return l.run(ctx, chore, current)
}

func (l *Lake) run(ctx context.Context, chore string, current []*committed) (int64, error) {
	what, argument, _ := strings.Cut(chore, " ")
	condition, remove := "", (func(context.Context, *node) error)(nil)
	switch what {
	case "retain":
		cut, err := strconv.ParseInt(argument, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("a segment is being shrunk by %q, which nobody wrote: %w", chore, err)
		}
		condition = fmt.Sprintf("time < %d", cut*day)
		remove = func(ctx context.Context, n *node) error { return l.dropDays(ctx, n, cut) }
	case "erase":
		condition = "account = " + argument
		remove = func(ctx context.Context, n *node) error { return l.forget(ctx, n, argument) }
	default:
		return 0, fmt.Errorf("a segment is being shrunk by %q, which this program does not know: use the newer program", chore)
	}
	affected, err := l.affected(ctx, chore, condition, current)
	if err != nil {
		return 0, err
	}
	if err := l.each(ctx, remove); err != nil {
		return 0, err
	}
	return l.recount(ctx, affected)
}

// affected marks the segments that a chore will take rows from, and gives them.
func (l *Lake) affected(ctx context.Context, chore, condition string, current []*committed) ([]*committed, error) {
	picked, err := l.partsOn(ctx, condition)
	if err != nil {
		return nil, err
	}
	all, err := l.partsOn(ctx, "true")
	if err != nil {
		return nil, err
	}
	var affected, marked []*committed
	for _, c := range current {
		if c.chore == chore {
			affected = append(affected, c)
			continue
		}
		hit := false
		for i, n := range l.nodes {
			if c.chore == "" && all[i][c.part] != c.on(i) {
				return nil, fmt.Errorf("ClickHouse node %s has %d of the %d exchanges of segment %s: it lost the others; restore them, or drop the segment and read its source again",
					n.address, all[i][c.part], c.on(i), c.name)
			}
			hit = hit || picked[i][c.part] > 0
		}
		if hit {
			c.chore = chore
			affected, marked = append(affected, c), append(marked, c)
		}
	}
	return affected, l.revise(ctx, marked)
}

// recount writes how many rows segments have left, and says how many they lost.
func (l *Lake) recount(ctx context.Context, affected []*committed) (took int64, err error) {
	if len(affected) == 0 {
		return 0, nil
	}
	left, err := l.partsOn(ctx, "true")
	if err != nil {
		return 0, err
	}
	for _, c := range affected {
		before := total(c.removed)
		for i := range l.nodes {
			c.removed[i] = c.rows[i] - left[i][c.part]
		}
		took += total(c.removed) - before
		c.chore = ""
	}
	if err := l.revise(ctx, affected); err != nil {
		return 0, err
	}
	current, err := l.current(ctx)
	if err != nil {
		return 0, err
	}
	return took, l.tidySegments(ctx, current) // the marks name what was erased
}

// dropDays drops a node's days before one.
func (l *Lake) dropDays(ctx context.Context, n *node, cut int64) error {
	var days []int64
	err := n.rows(ctx, fmt.Sprintf("SELECT DISTINCT intDiv(time, %d) AS day FROM observations WHERE time < %d ORDER BY day", day, cut*day), func(c *cells) {
		days = append(days, c.number())
	})
	if err != nil {
		return err
	}
	for _, d := range days {
		if _, err := n.exec(ctx, fmt.Sprintf("ALTER TABLE observations DROP PARTITION %d", d)); err != nil {
			return err
		}
	}
	return nil
}

// forget removes an account from a node.
func (l *Lake) forget(ctx context.Context, n *node, account string) error {
	if err := l.remove(ctx, n, "observations", "account = "+account); err != nil {
		return err
	}
	return l.remove(ctx, n, "names", "kind = 'account' AND hash = "+account)
}
