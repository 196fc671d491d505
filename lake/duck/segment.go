package duck

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// day is a UTC day in microseconds.
const day = int64(24 * time.Hour / time.Microsecond)

// segment gathers observations in a table in memory; Commit writes it out.
type segment struct {
	lake  *Lake
	name  string
	conn  *conn
	rows  *filler[observe.Observation]
	days  map[int64]bool // the days it touches, counted since 1970
	last  int64          // the day of the latest row: most rows have the same
	names map[name]struct{}
}

var segmentName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,99}$`)

// Begin opens a segment. Its name is made of small letters, digits and hyphens;
// a segment of that name that is there already is replaced at Commit.
func (l *Lake) Begin(ctx context.Context, segmentAs string) (lake.Segment, error) {
	if !segmentName.MatchString(segmentAs) {
		return nil, fmt.Errorf("%q is no name for a segment: use small letters, digits and hyphens", segmentAs)
	}
	if err := l.use(ctx, max(1, l.threads/8)); err != nil {
		return nil, err
	}
	c, err := l.engine.connect()
	if err != nil {
		return nil, err
	}
	s := &segment{lake: l, name: segmentAs, conn: c, days: map[int64]bool{}, last: -1, names: map[name]struct{}{}}
	columns := observationColumns()
	if err := define(ctx, c, s.table(), columns); err != nil {
		c.close()
		return nil, fmt.Errorf("beginning segment %s: %w", segmentAs, err)
	}
	if s.rows, err = fill(c, s.table(), columns); err != nil {
		return nil, s.drop(fmt.Errorf("beginning segment %s: %w", segmentAs, err))
	}
	return s, nil
}

func (s *segment) table() string { return "segment " + s.name }

// Append copies an observation into the segment.
func (s *segment) Append(o *observe.Observation) error {
	if d := o.Time / day; d != s.last {
		s.last, s.days[d] = d, true
	}
	return s.rows.append(o)
}

// Name gives the account or organisation with this hash its id. Naming it twice
// is free.
func (s *segment) Name(kind string, hash uint64, id string) {
	s.names[name{kind, hash, id}] = struct{}{}
}

// Commit writes one file a day and one for the names, first all of them under
// temporary names.
func (s *segment) Commit(ctx context.Context) error {
	err := s.rows.finish()
	s.rows = nil
	var written []string
	if err == nil {
		written, err = s.write(ctx)
	}
	if err == nil {
		err = s.clear(written)
	}
	if err == nil {
		err = publish(written)
	}
	if err != nil {
		for _, path := range written {
			_ = os.Remove(path + unfinished) // the first error is the one to tell
		}
		return s.drop(fmt.Errorf("writing segment %s of the lake %s: %w", s.name, s.lake.dir, err))
	}
	return s.drop(nil)
}

// clear removes what an earlier segment of this name has on other days.
func (s *segment) clear(written []string) error {
	old, err := filepath.Glob(filepath.Join(s.lake.dir, observations, "day=*", s.name+extension))
	if err != nil {
		return err
	}
	for _, path := range old {
		if slices.Contains(written, path) {
			continue
		}
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return nil
}

// Abort forgets the segment.
func (s *segment) Abort() error { return s.drop(nil) }

func (s *segment) drop(err error) error {
	if s.rows != nil {
		s.rows.free()
		s.rows = nil
	}
	if dropped := s.conn.exec(context.Background(), "DROP TABLE IF EXISTS "+quoteName(s.table())); err == nil {
		err = dropped
	}
	s.conn.close()
	return err
}

func (s *segment) write(ctx context.Context) (written []string, err error) {
	for _, d := range slices.Sorted(maps.Keys(s.days)) {
		path := s.lake.dayFile(d, s.name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return written, err
		}
		written = append(written, path)
		rows := fmt.Sprintf("SELECT * FROM %s WHERE time >= %d AND time < %d ORDER BY %s", quoteName(s.table()), d*day, (d+1)*day, fileOrder)
		if err := s.conn.copyOut(ctx, rows, path+unfinished); err != nil {
			return written, err
		}
	}
	path := s.lake.dictionaryFile(s.name)
	written = append(written, path)
	return written, s.writeNames(ctx, path+unfinished)
}

func (s *segment) writeNames(ctx context.Context, path string) error {
	table := "names " + s.name
	columns := nameColumns()
	if err := define(ctx, s.conn, table, columns); err != nil {
		return err
	}
	rows, err := fill(s.conn, table, columns)
	if err != nil {
		return err
	}
	names := slices.SortedFunc(maps.Keys(s.names), func(a, b name) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.hash, b.hash), cmp.Compare(a.id, b.id))
	})
	for i := range names {
		if err := rows.append(&names[i]); err != nil {
			rows.free()
			return err
		}
	}
	if err := rows.finish(); err != nil {
		return err
	}
	if err := s.conn.copyOut(ctx, "SELECT * FROM "+quoteName(table), path); err != nil {
		return err
	}
	return s.conn.exec(ctx, "DROP TABLE "+quoteName(table))
}

// fileOrder puts the rows of one account together: what an account repeats
// (network, client, model, conversation) then costs almost nothing on disk.
const fileOrder = "account, time, canonical"

// copyOut writes a query's rows to a Parquet file, in the query's order.
func (c *conn) copyOut(ctx context.Context, query, path string) error {
	return c.exec(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880)", query, quoteText(path)))
}

func (l *Lake) dayFile(d int64, segment string) string {
	date := time.UnixMicro(d * day).UTC().Format(time.DateOnly)
	return filepath.Join(l.dir, observations, "day="+date, segment+extension)
}

func (l *Lake) dictionaryFile(segment string) string {
	return filepath.Join(l.dir, dictionary, segment+extension)
}
