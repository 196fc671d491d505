package hunt

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/durable"
)

// RejectedFile lists the lines that were not taken, by file and line.
const RejectedFile = "rejected.jsonl"

// rejectedDir holds the same part by part, a file a span that has any.
const rejectedDir = "rejected"

// worst is how many rejected lines the report shows.
const worst = 5

// TooManyRejected is the error of a log of which too many lines were rejected.
type TooManyRejected struct {
	Rejected, Lines int64
	Limit           float64 // the share that is allowed
	Reason          string  // the commonest
	ReasonLines     int64
	List            string // where they all are
}

func (e *TooManyRejected) Error() string {
	return fmt.Sprintf("%d of %d lines were rejected, more than --max-rejected %g allows; %d of them: %s; all are listed in %s",
		e.Rejected, e.Lines, e.Limit, e.ReasonLines, e.Reason, e.List)
}

func (o *IngestOptions) tooMany(r IngestReport, reasons map[string]int64) error {
	lines := r.Exchanges + r.Rejected
	if float64(r.Rejected) <= o.MaxRejected*float64(lines) {
		return nil
	}
	e := &TooManyRejected{Rejected: r.Rejected, Lines: lines, Limit: o.MaxRejected, List: filepath.Join(o.Dir, RejectedFile)}
	for reason, n := range reasons {
		if n > e.ReasonLines || n == e.ReasonLines && reason < e.Reason {
			e.Reason, e.ReasonLines = reason, n
		}
	}
	return e
}

func rejectedPath(dir, segment string, span int) string {
	return filepath.Join(dir, rejectedDir, segment+"-"+strconv.Itoa(span)+".jsonl")
}

// writeRejected writes a span's rejected lines, or removes what an earlier
// attempt left if there are none.
func writeRejected(dir, segment string, span int, list []exchange.Rejection) error {
	path := rejectedPath(dir, segment, span)
	if len(list) == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("writing the rejected lines: %w", err)
		}
		return nil
	}
	slices.SortStableFunc(list, func(a, b exchange.Rejection) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for i := range list {
		if err := e.Encode(&list[i]); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("writing the rejected lines: %w", err)
	}
	return errors.Join(WriteFile(path, b.Bytes()), durable.Dir(filepath.Dir(path)))
}

// keepRejected removes the lists of parts that the journal does not have.
func keepRejected(dir string, j *journal) error {
	entries, err := os.ReadDir(filepath.Join(dir, rejectedDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("tidying the rejected lines: %w", err)
	}
	known := map[string]bool{}
	for _, s := range j.segments() {
		known[s] = true
	}
	for _, e := range entries {
		if segment, _, _ := strings.Cut(e.Name(), "-"); !known[segment] {
			if err := os.Remove(filepath.Join(dir, rejectedDir, e.Name())); err != nil {
				return fmt.Errorf("tidying the rejected lines: %w", err)
			}
		}
	}
	return nil
}

// assembleRejected joins the parts' lists to one, shows the first of them in
// the report and counts reasons.
func assembleRejected(dir string, parts []*part, r *IngestReport) (map[string]int64, error) {
	type list struct {
		*span
		path string
	}
	var lists []list
	for _, p := range parts {
		for i, s := range p.Spans {
			if s.Rejected > 0 {
				lists = append(lists, list{s, rejectedPath(dir, p.Segment, i)})
			}
		}
	}
	slices.SortFunc(lists, func(a, b list) int { return bySpan(a.span, b.span) })
	reasons := map[string]int64{}
	path := filepath.Join(dir, RejectedFile)
	err := writeTo(path, func(w io.Writer) error {
		for _, l := range lists {
			if err := appendRejected(w, l.path, reasons, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", path, err)
	}
	return reasons, nil
}

func appendRejected(w io.Writer, path string, reasons map[string]int64, r *IngestReport) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for d := json.NewDecoder(io.TeeReader(f, w)); ; {
		var one exchange.Rejection
		err := d.Decode(&one)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		reasons[one.Reason]++
		if len(r.Worst) < worst {
			r.Worst = append(r.Worst, one)
		}
	}
}

// writeTo writes a file in one step without holding it in memory.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.Create(path + ".tmp")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	err = errors.Join(write(w), w.Flush(), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(path+".tmp", path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(path+".tmp"))
	}
	return nil
}
