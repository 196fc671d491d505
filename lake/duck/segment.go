package duck

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
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

// Commit writes one file a day and one for the names, first all of them under
// temporary names.
func (s *segment) Commit(ctx context.Context) error {
	written, err := s.write(ctx)
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
	s.rows.free()
	freeKeys(s.keys)
	s.keys = nil
	return err
}

func (s *segment) write(ctx context.Context) (written []string, err error) {
	for d, order := range byDay(s.keys) {
		if err := ctx.Err(); err != nil {
			return written, err
		}
		path := s.lake.dayFile(d, s.name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return written, err
		}
		written = append(written, path)
		if err := writeFile(path+unfinished, s.rows, order); err != nil {
			return written, err
		}
	}
	path := s.lake.dictionaryFile(s.name)
	written = append(written, path)
	return written, s.writeNames(path + unfinished)
}

func (s *segment) writeNames(path string) error {
	names := slices.SortedFunc(maps.Keys(s.names), func(a, b name) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.hash, b.hash), cmp.Compare(a.id, b.id))
	})
	rows := newStore(nameColumns())
	defer rows.free()
	order := make([]uint32, len(names))
	for i := range names {
		rows.append(&names[i])
		order[i] = uint32(i)
	}
	return writeFile(path, rows, order)
}

// writeFile writes rows in their order.
func writeFile[T any](path string, rows *store[T], order []uint32) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	err = rows.writeTo(f, order)
	if err = errors.Join(err, f.Close()); errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w (%w)", ErrFull, err)
	}
	return err
}

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
