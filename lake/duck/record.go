package duck

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/lake"
)

const recordSchema = "stillhunt.segment/v1"

// record is what makes files a segment: segments/NAME.json, written last and
// replaced in one step. A file that no record names does not count.
type record struct {
	Schema     string          `json:"schema"`
	Key        string          `json:"key,omitempty"` // that Rekey led to; empty before the first
	Rows       int64           `json:"rows"`          // as committed
	Removed    int64           `json:"removed,omitempty"`
	Days       []dayFile       `json:"days"`       // ascending
	Dictionary string          `json:"dictionary"` // below dictionary/
	Note       json.RawMessage `json:"note"`
}

// dayFile is what a segment has of one UTC day.
type dayFile struct {
	Day  int64  `json:"day"`  // since 1970
	File string `json:"file"` // below observations/day=…/
	Rows int64  `json:"rows"`
}

func (l *Lake) recordPath(segment string) string {
	return filepath.Join(l.dir, segments, segment+recordExtension)
}

// readRecord reads a segment's record; fs.ErrNotExist if it was not committed.
func (l *Lake) readRecord(segment string) (record, error) {
	var r record
	b, err := os.ReadFile(l.recordPath(segment))
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return r, fmt.Errorf("%s is damaged (%w): remove it, and read again what it was made of", l.recordPath(segment), err)
	}
	if r.Schema != recordSchema {
		return r, fmt.Errorf("%s has the form %q, and this version knows %s: use the version that wrote it", l.recordPath(segment), r.Schema, recordSchema)
	}
	for _, d := range r.Days {
		if filepath.Base(d.File) != d.File {
			return r, fmt.Errorf("%s names a file outside of the lake: %q", l.recordPath(segment), d.File)
		}
	}
	if filepath.Base(r.Dictionary) != r.Dictionary {
		return r, fmt.Errorf("%s names a file outside of the lake: %q", l.recordPath(segment), r.Dictionary)
	}
	return r, nil
}

// writeRecord makes a record count, complete or as it was.
func (l *Lake) writeRecord(segment string, r record) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	path := l.recordPath(segment)
	if err := os.WriteFile(path+unfinished, append(b, '\n'), 0o644); err != nil {
		return err
	}
	return publish([]string{path})
}

// Segments lists what was committed, by name.
func (l *Lake) Segments(ctx context.Context) ([]lake.Committed, error) {
	entries, err := os.ReadDir(filepath.Join(l.dir, segments))
	if err != nil {
		return nil, fmt.Errorf("listing the segments of the lake %s: %w", l.dir, err)
	}
	var all []lake.Committed
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), recordExtension)
		if !ok {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r, err := l.readRecord(name)
		if errors.Is(err, fs.ErrNotExist) { // taken away in the meantime
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("listing the segments of the lake %s: %w", l.dir, err)
		}
		all = append(all, lake.Committed{Name: name, Note: r.Note, Key: r.Key, Removed: r.Removed})
	}
	slices.SortFunc(all, func(a, b lake.Committed) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// files are the paths of all that a record names, its dictionary first.
func (l *Lake) files(r record) []string {
	if r.Dictionary == "" {
		return nil
	}
	paths := []string{filepath.Join(l.dir, dictionary, r.Dictionary)}
	for _, d := range r.Days {
		paths = append(paths, l.dayPath(d.Day, d.File))
	}
	return paths
}

// replace makes a new record count and takes away what the old one named alone.
func (l *Lake) replace(segment string, old, next record) error {
	if err := l.writeRecord(segment, next); err != nil {
		return err
	}
	kept := l.files(next)
	for _, path := range l.files(old) {
		if slices.Contains(kept, path) {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Adopt makes a segment of files that a version before 0.3 wrote, which had no
// records: SEGMENT.parquet of each day, and of the dictionary.
func (l *Lake) Adopt(ctx context.Context, segment string, note []byte) error {
	if _, err := l.readRecord(segment); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file := segment + extension
	r := record{Schema: recordSchema, Days: []dayFile{}, Dictionary: file, Note: note}
	paths, err := filepath.Glob(filepath.Join(l.dir, observations, "day=*", file))
	if err != nil {
		return err
	}
	for _, path := range paths {
		date := strings.TrimPrefix(filepath.Base(filepath.Dir(path)), "day=")
		t, err := time.Parse(time.DateOnly, date)
		if err != nil {
			return fmt.Errorf("%s is in no day's folder: %w", path, err)
		}
		n, err := l.count(ctx, "SELECT COUNT(*) FROM "+parquet([]string{path}, ""))
		if err != nil {
			return err
		}
		r.Days = append(r.Days, dayFile{Day: t.UnixMicro() / day, File: file, Rows: n})
		r.Rows += n
	}
	for _, path := range l.files(r) {
		if _, err := os.Stat(path); err != nil {
			return err
		}
	}
	return l.writeRecord(segment, r)
}
