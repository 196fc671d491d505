package duck

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/stillhunt/stillhunt/lake"
)

// Select limits every question to the named segments and to times in [from, to)
// microseconds (0 is open), settles duplicates among them, and sums them up.
func (l *Lake) Select(ctx context.Context, segments []string, from, to int64) (lake.Totals, error) {
	t, err := l.choose(ctx, segments, limits(from, to))
	if err != nil {
		return t, fmt.Errorf("selecting from the lake %s: %w", l.dir, err)
	}
	return t, nil
}

func (l *Lake) choose(ctx context.Context, segments []string, limits string) (lake.Totals, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held, l.ground = "", nil
	var t lake.Totals
	sel := &selection{limits: limits}
	if err := l.find(segments, sel, &t); err != nil {
		return t, err
	}
	if len(segments) == 0 {
		return t, l.selectNothing(ctx)
	}
	folding := l.folding && limits == "" && len(sel.days) > 0
	if folding {
		var err error
		if folding, err = l.lockFolds(); err != nil {
			return t, err
		}
	}
	if folding {
		sel.texts = textHash()
		var err error
		if sel.fold, sel.foldDir, err = l.findFold(sel.days, sel.texts); err != nil {
			return t, err
		}
	}
	if err := l.readNames(ctx, sel.names); err != nil {
		return t, err
	}
	if err := l.settle(ctx, sel, &t); err != nil {
		return t, err
	}
	if folding {
		if err := l.stand(ctx, sel); err != nil {
			return t, err
		}
	}
	text, err := question("totals", "{rows}", "observations")
	if err != nil {
		return t, err
	}
	c, err := l.askText(ctx, text)
	if err != nil {
		return t, err
	}
	defer c.close()
	if _, err := c.next(); err != nil {
		return t, err
	}
	row := cells{from: c}
	t.Exchanges, t.Accounts, t.First, t.Last = row.number(), row.number(), row.number(), row.number()
	return t, nil
}

// selectNothing makes the views of an empty lake.
func (l *Lake) selectNothing(ctx context.Context) error {
	if err := l.admin.exec(ctx, "DROP VIEW IF EXISTS observations; DROP TABLE IF EXISTS nothing; DROP TABLE IF EXISTS names"); err != nil {
		return err
	}
	if err := define(ctx, l.admin, "nothing", observationColumns()); err != nil {
		return err
	}
	if err := define(ctx, l.admin, "names", nameColumns()); err != nil {
		return err
	}
	return l.admin.exec(ctx, "CREATE VIEW observations AS SELECT * FROM nothing")
}

// limits is the condition on time.
func limits(from, to int64) string {
	and := ""
	if from != 0 {
		and += fmt.Sprintf(" AND time >= %d", from)
	}
	if to != 0 {
		and += fmt.Sprintf(" AND time < %d", to)
	}
	return and
}

// find reads the records of segments: their observations by day, in order of
// name, and their dictionaries; it adds up sizes.
func (l *Lake) find(segments []string, sel *selection, t *lake.Totals) error {
	sel.days = map[int64][]string{}
	for _, s := range segments {
		r, err := l.readRecord(s)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("segment %s was not committed: %w", s, err)
		}
		if err != nil {
			return err
		}
		t.Removed += r.Removed
		for _, path := range l.files(r) {
			info, err := os.Stat(path)
			if err != nil {
				return fmt.Errorf("segment %s is not whole, remove the directory and hunt again: %w", s, err)
			}
			t.Bytes += info.Size()
		}
		sel.names = append(sel.names, l.files(r)[0])
		for _, d := range r.Days {
			sel.days[d.Day] = append(sel.days[d.Day], l.dayPath(d.Day, d.File))
		}
	}
	for _, files := range sel.days {
		slices.Sort(files)
	}
	return nil
}

// readNames joins dictionaries.
func (l *Lake) readNames(ctx context.Context, paths []string) error {
	err := l.admin.exec(ctx, "CREATE OR REPLACE TABLE names AS SELECT kind, hash, MIN(id) AS id, MAX(id) AS other FROM "+
		parquet(paths, "")+" GROUP BY kind, hash")
	if err != nil {
		return err
	}
	clashes, err := l.count(ctx, "SELECT COUNT(*) FROM names WHERE id <> other")
	if err != nil {
		return err
	}
	if clashes > 0 {
		return fmt.Errorf("%d pairs of accounts or organisations share a 64-bit hash and cannot be told apart: hunt again with another --key-file, into a new directory", clashes)
	}
	return nil
}

// settle makes the view observations: the rows of files within limits, of
// several with one id on one day the lowest canonical only (then account, then
// time; of equal rows one). Days without a duplicate cost nothing later.
func (l *Lake) settle(ctx context.Context, sel *selection, t *lake.Totals) error {
	if err := l.admin.exec(ctx, prepare); err != nil {
		return err
	}
	for _, d := range slices.Sorted(maps.Keys(sel.days)) {
		if sel.fold != nil && len(sel.fold.Days[d]) > 0 {
			continue
		}
		n, err := l.repeated(ctx, sel.days[d], sel.limits)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		sel.mixed = append(sel.mixed, d)
		query := strings.NewReplacer("{day}", strconv.FormatInt(d, 10), "{rows}", parquet(sel.days[d], placed), "{limits}", sel.limits).Replace(drop)
		if err := l.admin.exec(ctx, query); err != nil {
			return err
		}
	}
	if sel.fold != nil {
		sel.mixed = append(sel.mixed, sel.fold.Mixed...)
		slices.Sort(sel.mixed)
		if err := l.admin.exec(ctx, "INSERT INTO dropped SELECT * FROM "+parquet([]string{filepath.Join(sel.foldDir, "dropped"+extension)}, "")); err != nil {
			return err
		}
	}
	if len(sel.days) == 0 {
		return l.selectNothing(ctx)
	}
	if err := l.admin.exec(ctx, "CREATE VIEW observations AS SELECT * FROM "+sel.rowsOf(func(int64) bool { return true })); err != nil {
		return err
	}
	var err error
	if t.Duplicates, err = l.count(ctx, "SELECT COUNT(*) FROM dropped"); err != nil {
		return err
	}
	t.Conflicting, err = l.count(ctx, "SELECT COUNT(*) FROM dropped WHERE differs")
	return err
}

// rowsOf is the table of the rows of some of the days, without those that were
// dropped.
func (s *selection) rowsOf(which func(day int64) bool) string {
	var clean, mixed []string
	for _, d := range slices.Sorted(maps.Keys(s.days)) {
		switch {
		case !which(d):
		case slices.Contains(s.mixed, d):
			mixed = append(mixed, s.days[d]...)
		default:
			clean = append(clean, s.days[d]...)
		}
	}
	var parts []string
	if len(clean) > 0 {
		parts = append(parts, "SELECT * FROM "+parquet(clean, "")+" WHERE true"+s.limits)
	}
	if len(mixed) > 0 {
		parts = append(parts, "SELECT * EXCLUDE (filename, file_row_number) FROM "+parquet(mixed, placed)+
			" AS o ANTI JOIN dropped ON dropped.file = o.filename AND dropped.place = o.file_row_number WHERE true"+s.limits)
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return "(" + strings.Join(parts, " UNION ALL ") + ")"
}

// prepare makes room for one selection.
const prepare = `DROP VIEW IF EXISTS observations;
CREATE OR REPLACE TABLE dropped (day BIGINT, file VARCHAR, place BIGINT, differs BOOLEAN)`

// placed gives rows the file that they are in, and their place there.
const placed = ", filename = true, file_row_number = true"

// repeated puts the ids that one day has more than once into the table of that
// name, and counts them.
func (l *Lake) repeated(ctx context.Context, files []string, limits string) (int64, error) {
	if err := l.admin.exec(ctx, "CREATE OR REPLACE TABLE repeated AS SELECT id FROM "+parquet(files, "")+
		" WHERE has_id = 1"+limits+" GROUP BY id HAVING COUNT(*) > 1"); err != nil {
		return 0, err
	}
	return l.count(ctx, "SELECT COUNT(*) FROM repeated")
}

// drop finds what is to be left out of a day, by file and place in it.
const drop = `INSERT INTO dropped SELECT {day}, filename, file_row_number, differs FROM (
  SELECT filename, file_row_number,
    canonical <> MIN(canonical) OVER (PARTITION BY id) AS differs,
    ROW_NUMBER() OVER (PARTITION BY id
      ORDER BY canonical, account, time, filename, file_row_number) AS standing
  FROM {rows} WHERE has_id = 1{limits} AND id IN (SELECT id FROM repeated)
) WHERE standing > 1`

func numbers(list []int64) string {
	var b strings.Builder
	for i, n := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.FormatInt(n, 10))
	}
	return b.String()
}

// parquet is a table of the rows of files.
func parquet(files []string, options string) string {
	quoted := make([]string, len(files))
	for i, f := range files {
		quoted[i] = quoteText(f)
	}
	return "read_parquet([" + strings.Join(quoted, ", ") + "], hive_partitioning = false" + options + ")"
}

// count runs a query that gives one number.
func (l *Lake) count(ctx context.Context, query string) (int64, error) {
	c, err := l.engine.connect()
	if err != nil {
		return 0, err
	}
	r, err := c.ask(ctx, query)
	if err != nil {
		return 0, err
	}
	defer r.close()
	if more, err := r.next(); err != nil || !more {
		return 0, err
	}
	return r.columns[0].integer(0), nil
}
