package duck

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Retain removes the days that end at or before a moment.
func (l *Lake) Retain(ctx context.Context, from int64) (int64, error) {
	return l.rewrite(ctx, "removing old days from", func(_ string, r *record) (int64, error) {
		var gone int64
		r.Days = slices.DeleteFunc(r.Days, func(d dayFile) bool {
			old := (d.Day+1)*day <= from
			if old {
				gone += d.Rows
			}
			return old
		})
		return gone, nil
	})
}

// Erase removes what is of one account.
func (l *Lake) Erase(ctx context.Context, account uint64) (int64, error) {
	return l.rewrite(ctx, "erasing an account from", func(segment string, r *record) (int64, error) {
		var gone int64
		for i := range r.Days {
			d := &r.Days[i]
			path := l.dayPath(d.Day, d.File)
			n, err := l.count(ctx, fmt.Sprintf("SELECT COUNT(*) FROM %s WHERE account = %d", parquet([]string{path}, ""), account))
			if err != nil {
				return 0, err
			}
			if n == 0 {
				continue
			}
			d.File = fileName(segment)
			if err := l.without(ctx, path, l.dayPath(d.Day, d.File), fmt.Sprintf("account <> %d", account), fileOrder); err != nil {
				return 0, err
			}
			d.Rows -= n
			gone += n
		}
		r.Days = slices.DeleteFunc(r.Days, func(d dayFile) bool { return d.Rows == 0 })
		path := filepath.Join(l.dir, dictionary, r.Dictionary)
		named := fmt.Sprintf("kind = 'account' AND hash = %d", account)
		n, err := l.count(ctx, "SELECT COUNT(*) FROM "+parquet([]string{path}, "")+" WHERE "+named)
		if err != nil || n == 0 {
			return gone, err
		}
		r.Dictionary = fileName(segment)
		return gone, l.without(ctx, path, filepath.Join(l.dir, dictionary, r.Dictionary), "NOT ("+named+")", "kind, hash, id")
	})
}

// without copies the rows of a file that meet a condition.
func (l *Lake) without(ctx context.Context, from, to, condition, order string) error {
	query := "SELECT * FROM " + parquet([]string{from}, "") + " WHERE " + condition + " ORDER BY " + order
	if err := l.copyTo(ctx, query, to+unfinished); err != nil {
		_ = os.Remove(to + unfinished) // the first error is the one to tell
		return err
	}
	return publish([]string{to})
}

func (l *Lake) copyTo(ctx context.Context, query, path string) error {
	c, err := l.engine.connect()
	if err != nil {
		return err
	}
	defer c.close()
	return c.copyOut(ctx, query, path)
}

// rewrite changes the records of all segments, each in one step, and says how
// many exchanges were removed. It may be stopped and done again.
func (l *Lake) rewrite(ctx context.Context, doing string, change func(segment string, r *record) (int64, error)) (int64, error) {
	all, err := l.Segments(ctx)
	if err != nil {
		return 0, err
	}
	if err := l.keepFolds(); err != nil { // they say what the rows said that go
		return 0, fmt.Errorf("%s the lake %s: %w", doing, l.dir, err)
	}
	var removed int64
	for _, s := range all {
		n, err := l.rewriteOne(ctx, s.Name, change)
		if err != nil {
			return removed, fmt.Errorf("%s segment %s of the lake %s (it can be done again): %w", doing, s.Name, l.dir, err)
		}
		removed += n
	}
	return removed, l.selectNothing(ctx) // what was selected may name files that are gone
}

func (l *Lake) rewriteOne(ctx context.Context, segment string, change func(string, *record) (int64, error)) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	old, err := l.readRecord(segment)
	if err != nil {
		return 0, err
	}
	next := old
	next.Days = slices.Clone(old.Days)
	n, err := change(segment, &next)
	if err != nil {
		return 0, err
	}
	next.Removed += n
	if n == 0 && slices.Equal(next.Days, old.Days) && next.Dictionary == old.Dictionary {
		return 0, nil
	}
	return n, l.replace(segment, old, next)
}
