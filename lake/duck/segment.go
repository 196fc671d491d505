package duck

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
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
	days  map[int64]int64 // rows by day, counted since 1970
	last  int64           // the day of the latest row, and how many
	run   int64           // came since another day: most rows have the same
	names map[name]struct{}

	key     string // what Rekey leads to
	removed int64  // rows that housekeeping has taken from the segment
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
	s := &segment{lake: l, name: segmentAs, conn: c, days: map[int64]int64{}, last: -1, names: map[name]struct{}{}}
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
		s.endRun(d)
	}
	s.run++
	return s.rows.append(o)
}

func (s *segment) endRun(next int64) {
	if s.run > 0 {
		s.days[s.last] += s.run
	}
	s.last, s.run = next, 0
}

// Name gives the account or organisation with this hash its id. Naming it twice
// is free.
func (s *segment) Name(kind string, hash uint64, id string) {
	s.names[name{kind, hash, id}] = struct{}{}
}

// Commit writes one file a day and one for the names, each under a name of its
// own, and then the record that makes them count.
func (s *segment) Commit(ctx context.Context, note []byte) error {
	err := s.rows.finish()
	s.rows = nil
	if err == nil {
		err = s.commit(ctx, note)
	}
	if err != nil {
		err = fmt.Errorf("writing segment %s of the lake %s: %w", s.name, s.lake.dir, err)
	}
	return s.drop(err)
}

func (s *segment) commit(ctx context.Context, note []byte) error {
	old, err := s.lake.readRecord(s.name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	s.endRun(-1)
	next := record{Schema: recordSchema, Key: s.key, Removed: s.removed, Note: note, Days: []dayFile{}}
	if len(note) == 0 {
		next.Note = []byte("{}")
	}
	if err := s.write(ctx, &next); err != nil {
		for _, path := range s.lake.files(next) {
			_ = os.Remove(path + unfinished) // the first error is the one to tell
		}
		return err
	}
	if err := publish(s.lake.files(next)); err != nil {
		return err
	}
	return s.lake.replace(s.name, old, next)
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

// write writes the files of a record, under temporary names.
func (s *segment) write(ctx context.Context, r *record) error {
	file := fileName(s.name)
	for _, d := range slices.Sorted(maps.Keys(s.days)) {
		path := s.lake.dayPath(d, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		r.Days = append(r.Days, dayFile{Day: d, File: file, Rows: s.days[d]})
		r.Rows += s.days[d]
		rows := fmt.Sprintf("SELECT * FROM %s WHERE time >= %d AND time < %d ORDER BY %s", quoteName(s.table()), d*day, (d+1)*day, fileOrder)
		if err := s.conn.copyOut(ctx, rows, path+unfinished); err != nil {
			return err
		}
	}
	r.Dictionary = file
	return s.writeNames(ctx, filepath.Join(s.lake.dir, dictionary, file)+unfinished)
}

// fileName is a name that no other file of a segment has: what replaces a file
// must not be taken for it.
func fileName(segment string) string {
	return fmt.Sprintf("%s.%016x%s", segment, rand.Uint64(), extension)
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

func (l *Lake) dayPath(d int64, file string) string {
	date := time.UnixMicro(d * day).UTC().Format(time.DateOnly)
	return filepath.Join(l.dir, observations, "day="+date, file)
}
