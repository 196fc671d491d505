package duck

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"
	"time"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// day is a UTC day in microseconds.
const day = int64(24 * time.Hour / time.Microsecond)

// segment gathers observations in memory; Commit writes them out.
type segment struct {
	lake  *Lake
	name  string
	rows  *store[observe.Observation]
	keys  []rowKey
	names map[name]struct{}
}

var segmentName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,99}$`)

// Begin opens a segment. Its name is made of small letters, digits and hyphens;
// a segment of that name that is there already is replaced at Commit.
func (l *Lake) Begin(ctx context.Context, segmentAs string) (lake.Segment, error) {
	if !segmentName.MatchString(segmentAs) {
		return nil, fmt.Errorf("%q is no name for a segment: use small letters, digits and hyphens", segmentAs)
	}
	return &segment{lake: l, name: segmentAs, rows: newStore(observationColumns()), keys: newKeys(), names: map[name]struct{}{}}, nil
}

// Append copies an observation into the segment.
func (s *segment) Append(o *observe.Observation) error {
	s.keys = append(s.keys, rowKey{o.Account, o.Time, o.Canonical, uint32(s.rows.n)})
	s.rows.append(o)
	return nil
}

// Name gives the account or organisation with this hash its id. Naming it twice
// is free.
func (s *segment) Name(kind string, hash uint64, id string) {
	s.names[name{kind, hash, id}] = struct{}{}
}

// Commit writes one file a day and one for the names, each under a name of its
// own, and then the record that makes them count.
func (s *segment) Commit(ctx context.Context, note []byte) error {
	err := s.commit(ctx, note)
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
	next := record{Schema: recordSchema, Note: note, Days: []dayFile{}}
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
	s.rows.free()
	freeKeys(s.keys)
	s.keys = nil
	return err
}

// write writes the files of a record, under temporary names.
func (s *segment) write(ctx context.Context, r *record) error {
	file := fileName(s.name)
	r.Dictionary = file
	for d, order := range byDay(s.keys) {
		if err := ctx.Err(); err != nil {
			return err
		}
		path := s.lake.dayPath(d, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		r.Days = append(r.Days, dayFile{Day: d, File: file, Rows: int64(len(order))})
		r.Rows += int64(len(order))
		if err := writeFile(path+unfinished, func(to io.Writer) error { return s.rows.writeTo(to, order) }); err != nil {
			return err
		}
	}
	return s.writeNames(ctx, filepath.Join(s.lake.dir, dictionary, file)+unfinished)
}

// fileName is a name that no other file of a segment has: what replaces a file
// must not be taken for it.
func fileName(segment string) string {
	return fmt.Sprintf("%s.%016x%s", segment, rand.Uint64(), extension)
}

func (s *segment) writeNames(ctx context.Context, path string) error {
	names := slices.SortedFunc(maps.Keys(s.names), func(a, b name) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.hash, b.hash), cmp.Compare(a.id, b.id))
	})
	return writeFile(path, func(to io.Writer) error { return pour(ctx, to, nameColumns(), slices.Values(names)) })
}

// writeFile makes a file. Errors: ErrFull.
func writeFile(path string, write func(to io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	err = write(f)
	if err = errors.Join(err, f.Close()); errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w (%w)", ErrFull, err)
	}
	return err
}

// fileOrder is the order of rowKey.
const fileOrder = "account, time, canonical"

// copyOut writes a query's rows to a Parquet file, in the query's order.
func (c *conn) copyOut(ctx context.Context, query, path string) error {
	return c.exec(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880)", query, quoteText(path)))
}

func (l *Lake) dayPath(d int64, file string) string {
	date := time.UnixMicro(d * day).UTC().Format(time.DateOnly)
	return filepath.Join(l.dir, observations, "day="+date, file)
}
