package hunt

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/stillhunt/stillhunt/importer"
)

// JournalFile lists what has been read: a header, then one line a part.
const JournalFile = "journal.jsonl"

const journalSchema = "stillhunt.journal/v2"

// header is the first line. What another observer saw (another key, other
// signals) cannot be joined with what this one sees.
type header struct {
	Schema   string `json:"schema"`
	Observer string `json:"observer"`
}

// part is the unit of commit: a run of the inputs that became one segment. It
// counts once its line is on disk.
type part struct {
	Segment  string           `json:"segment"`
	Spans    []*span          `json:"spans"`
	Rows     int64            `json:"rows"`
	Rejected int64            `json:"rejected"`
	Others   int64            `json:"others,omitempty"` // records that are no exchange
	First    int64            `json:"first"`            // microseconds; 0 without rows
	Last     int64            `json:"last"`
	Fields   map[string]int64 `json:"fields"`  // rows that carry the key
	Unknown  map[string]int64 `json:"unknown"` // keys that the record does not know
}

// span is the stretch of one input that a part holds.
type span struct {
	Path     string            `json:"path"`
	Size     int64             `json:"size"`
	ModTime  int64             `json:"mtime"`
	Format   string            `json:"format"` // empty if the input has no line
	Start    importer.Position `json:"start"`
	End      importer.Position `json:"end"`
	Finished bool              `json:"finished"`        // End is the input's end
	Files    []importer.File   `json:"files,omitempty"` // once finished
	Rejected int64             `json:"rejected"`

	commit func(context.Context, importer.Position) error // tells the input's source; nil if it need not know
}

// of reports whether the span is of this input as it is now. A pipe and a
// database cannot be read a second time, so they are never known.
func (s *span) of(in importer.Input) bool {
	return s.Path == in.Path && s.Size == in.Size && s.ModTime == in.ModTime && (in.Size >= 0 || in.IsStream())
}

func (p *part) add(rows, rejected, others, first, last int64, unknown map[string]int64) {
	if rows > 0 {
		if p.Rows == 0 || first < p.First {
			p.First = first
		}
		p.Last = max(p.Last, last)
	}
	p.Rows += rows
	p.Rejected += rejected
	p.Others += others
	for name, n := range unknown {
		p.Unknown[name] += n
	}
}

// journal is the list of parts, and the file it grows in.
type journal struct {
	path     string
	observer string
	parts    []*part
	added    int64 // rows of the parts committed by this run
	file     *os.File
}

// openJournal reads the journal of dir, keeps the parts that are of the inputs
// as they are now, and opens it for more. A part is kept whole or not at all.
func openJournal(dir, observer string, inputs []importer.Input) (*journal, error) {
	j := &journal{path: filepath.Join(dir, JournalFile), observer: observer}
	parts, err := readJournal(j.path, observer)
	if err != nil {
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	j.parts = current(parts, inputs)
	if err := j.rewrite(); err != nil {
		return nil, fmt.Errorf("writing the journal: %w", err)
	}
	return j, nil
}

// readJournal gives the parts listed in path; none if the file is not there or
// another observer's. A last line cut off by a kill is no part.
func readJournal(path, observer string) ([]*part, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	var parts []*part
	for n := 0; ; n++ {
		line, err := r.ReadBytes('\n')
		if err == io.EOF {
			return parts, nil
		}
		if err != nil {
			return nil, err
		}
		if n == 0 {
			var h header
			if json.Unmarshal(line, &h) != nil || h != (header{journalSchema, observer}) {
				return nil, nil
			}
			continue
		}
		p := new(part)
		if err := json.Unmarshal(line, p); err != nil || p.Segment == "" || slices.Contains(p.Spans, nil) {
			return nil, fmt.Errorf("%s:%d is damaged: remove the file and hunt again, everything is then read again", path, n+1)
		}
		parts = append(parts, p)
	}
}

// current are the parts all of whose spans are of the inputs as they are now
// and follow on what was read before.
func current(parts []*part, inputs []importer.Input) []*part {
	now := make(map[string]importer.Input, len(inputs))
	for _, in := range inputs {
		now[in.Path] = in
	}
	end := map[string]importer.Position{}
	var kept []*part
	for _, p := range parts {
		fits := func(s *span) bool {
			in, named := now[s.Path]
			return named && s.of(in) && s.Start == end[s.Path]
		}
		if !slices.ContainsFunc(p.Spans, func(s *span) bool { return !fits(s) }) {
			kept = append(kept, p)
			for _, s := range p.Spans {
				end[s.Path] = s.End
			}
		}
	}
	return kept
}

// rewrite replaces the file by one of the parts kept, in one step.
func (j *journal) rewrite() error {
	var b bytes.Buffer
	for _, v := range append([]any{header{journalSchema, j.observer}}, anys(j.parts)...) {
		line, err := json.Marshal(v)
		if err != nil {
			return err
		}
		b.Write(append(line, '\n'))
	}
	if err := WriteFile(j.path, b.Bytes()); err != nil {
		return err
	}
	f, err := os.OpenFile(j.path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	j.file = f
	return syncDir(filepath.Dir(j.path))
}

func anys[T any](list []T) []any {
	all := make([]any, len(list))
	for i, v := range list {
		all[i] = v
	}
	return all
}

// commit adds a part for good: what its line names must be durable already.
func (j *journal) commit(p *part) error {
	line, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	j.parts = append(j.parts, p)
	j.added += p.Rows
	return nil
}

func (j *journal) close() error { return j.file.Close() }

// segments are the names of the parts' segments, sorted.
func (j *journal) segments() []string {
	names := make([]string, len(j.parts))
	for i, p := range j.parts {
		names[i] = p.Segment
	}
	slices.Sort(names)
	return names
}

// progress is how far each input has been read, and whether to its end.
func (j *journal) progress() map[string]*span {
	last := map[string]*span{}
	for _, p := range j.parts {
		for _, s := range p.Spans {
			last[s.Path] = s
		}
	}
	return last
}

// spans are all spans, by input and place in it.
func (j *journal) spans() []*span {
	var all []*span
	for _, p := range j.parts {
		all = append(all, p.Spans...)
	}
	slices.SortFunc(all, bySpan)
	return all
}

func bySpan(a, b *span) int {
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Start.Offset, b.Start.Offset))
}

// formats are the names of the formats read, sorted.
func (j *journal) formats() []string {
	set := map[string]bool{}
	for _, s := range j.spans() {
		if s.Format != "" {
			set[s.Format] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
