package hunt

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/lake"
)

const noteSchema = "stillhunt.part/v1"

// note is what the lake keeps beside a segment: the part that it is, and who
// observed it. What another observer saw (another key, other signals) cannot be
// joined with what this one sees.
type note struct {
	Schema   string `json:"schema"`
	Observer string `json:"observer"`
	Reading  string `json:"reading"` // what else changes an observation: see IngestOptions.Parameters
	*part
}

// part is the unit of commit: a run of the inputs that became one segment.
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

// journal is the list of parts that a hunt stands on. It is kept in the notes of
// the lake's segments.
type journal struct {
	lake      lake.Lake
	observer  string
	reading   string
	parts     []*part
	added     int64    // rows of the parts committed by this run
	outdated  []string // segments of these inputs as they were before
	strangers int      // segments that another observer made
}

// openJournal reads what a lake holds of the inputs as they are now. A part is
// kept whole or not at all.
func openJournal(ctx context.Context, l lake.Lake, observer, reading string, inputs []importer.Input) (*journal, error) {
	j := &journal{lake: l, observer: observer, reading: reading}
	notes, err := j.notes(ctx)
	if err != nil {
		return nil, err
	}
	var parts []*part
	for _, n := range notes {
		if n.Reading == reading {
			parts = append(parts, n.part)
		}
	}
	j.parts = current(parts, inputs)
	paths := map[string]bool{}
	for _, in := range inputs {
		paths[in.Path] = true
	}
	for _, n := range notes {
		others := slices.ContainsFunc(n.Spans, func(s *span) bool { return !paths[s.Path] })
		if !others && !slices.Contains(j.parts, n.part) {
			j.outdated = append(j.outdated, n.Segment)
		}
	}
	return j, nil
}

// wholeJournal reads all that a lake holds that this observer can be asked for.
func wholeJournal(ctx context.Context, l lake.Lake, observer string) (*journal, error) {
	j := &journal{lake: l, observer: observer}
	notes, err := j.notes(ctx)
	for _, n := range notes {
		j.parts = append(j.parts, n.part)
	}
	return j, err
}

// notes reads the notes of this observer's segments, by segment.
func (j *journal) notes(ctx context.Context) ([]note, error) {
	all, err := j.lake.Segments(ctx)
	if err != nil {
		return nil, err
	}
	var out []note
	for _, s := range all {
		n, err := readNote(s)
		switch {
		case err != nil:
			return nil, err
		case n.Observer != j.observer:
			j.strangers++
		default:
			out = append(out, n)
		}
	}
	return out, nil
}

func readNote(s lake.Committed) (note, error) {
	n := note{part: new(part)}
	if err := json.Unmarshal(s.Note, &n); err != nil || n.Schema != noteSchema || !n.sound() || n.Segment != s.Name {
		return n, fmt.Errorf("the note of segment %s in the lake is not one that this version writes: use the version that filled the lake, or fill another", s.Name)
	}
	if s.Key != "" {
		n.Observer = s.Key
	}
	return n, nil
}

// sound reports whether a part that was read can be one that was written.
func (p *part) sound() bool {
	return p != nil && p.Segment != "" && len(p.Spans) > 0 && !slices.Contains(p.Spans, nil)
}

// current are the parts all of whose spans are of the inputs as they are now
// and follow on what was read before.
func current(parts []*part, inputs []importer.Input) []*part {
	now := make(map[string]importer.Input, len(inputs))
	for _, in := range inputs {
		now[in.Path] = in
	}
	end := map[string]importer.Position{}
	fits := func(s *span) bool {
		in, named := now[s.Path]
		return named && s.of(in) && s.Start == end[s.Path]
	}
	var kept []*part
	for grown := true; grown; { // a part may follow on one that stands later in the list
		grown = false
		parts = slices.DeleteFunc(slices.Clone(parts), func(p *part) bool {
			if slices.ContainsFunc(p.Spans, func(s *span) bool { return !fits(s) }) {
				return false
			}
			for _, s := range p.Spans {
				end[s.Path] = s.End
			}
			kept = append(kept, p)
			grown = true
			return true
		})
	}
	return kept
}

// commit makes a segment count, with the part that it is.
func (j *journal) commit(ctx context.Context, s lake.Segment, p *part) error {
	text, err := json.Marshal(note{noteSchema, j.observer, j.reading, p})
	if err != nil {
		return err
	}
	if err := s.Commit(ctx, text); err != nil {
		return err
	}
	j.parts = append(j.parts, p)
	j.added += p.Rows
	return nil
}

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
