package duck

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
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
	l.held = ""
	var t lake.Totals
	files, err := l.files(segments, &t)
	if err != nil {
		return t, err
	}
	if len(segments) == 0 {
		return t, l.selectNothing(ctx)
	}
	if err := l.readNames(ctx, segments); err != nil {
		return t, err
	}
	if err := l.settle(ctx, files, limits, &t); err != nil {
		return t, err
	}
	c, err := l.ask(ctx, "totals")
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

// files finds the observations of segments by day, in order of name, and adds
// up sizes.
func (l *Lake) files(segments []string, t *lake.Totals) (map[string][]string, error) {
	wanted := make(map[string]bool, len(segments))
	for _, s := range segments {
		wanted[s+extension] = true
		info, err := os.Stat(l.dictionaryFile(s))
		if err != nil {
			return nil, fmt.Errorf("segment %s is not whole: %w", s, err)
		}
		t.Bytes += info.Size()
	}
	days, err := filepath.Glob(filepath.Join(l.dir, observations, "day=*"))
	if err != nil {
		return nil, err
	}
	files := map[string][]string{}
	for _, dir := range days {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if !wanted[e.Name()] {
				continue
			}
			info, err := e.Info()
			if err != nil {
				return nil, err
			}
			t.Bytes += info.Size()
			files[dir] = append(files[dir], filepath.Join(dir, e.Name()))
		}
	}
	return files, nil
}

// readNames joins the segments' dictionaries.
func (l *Lake) readNames(ctx context.Context, segments []string) error {
	var paths []string
	for _, s := range segments {
		paths = append(paths, l.dictionaryFile(s))
	}
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
func (l *Lake) settle(ctx context.Context, files map[string][]string, limits string, t *lake.Totals) error {
	if err := l.admin.exec(ctx, prepare); err != nil {
		return err
	}
	var clean, mixed []string
	for _, d := range slices.Sorted(maps.Keys(files)) {
		n, err := l.repeated(ctx, files[d], limits)
		if err != nil {
			return err
		}
		if n == 0 {
			clean = append(clean, files[d]...)
		} else {
			mixed = append(mixed, files[d]...)
		}
	}
	var parts []string
	if len(clean) > 0 {
		parts = append(parts, "SELECT * FROM "+parquet(clean, "")+" WHERE true"+limits)
	}
	if len(mixed) > 0 {
		rows := parquet(mixed, ", file_row_number = true")
		if err := l.admin.exec(ctx, strings.NewReplacer("{rows}", rows, "{limits}", limits).Replace(drop)); err != nil {
			return err
		}
		parts = append(parts, "SELECT * EXCLUDE (file_row_number) FROM "+rows+
			" AS o ANTI JOIN dropped ON dropped.file = o.file_index AND dropped.place = o.file_row_number WHERE true"+limits)
	}
	if len(parts) == 0 {
		return l.selectNothing(ctx)
	}
	if err := l.admin.exec(ctx, "CREATE VIEW observations AS "+strings.Join(parts, " UNION ALL ")); err != nil {
		return err
	}
	var err error
	if t.Duplicates, err = l.count(ctx, "SELECT COUNT(*) FROM dropped"); err != nil {
		return err
	}
	t.Conflicting, err = l.count(ctx, "SELECT COUNT(*) FROM dropped WHERE differs")
	return err
}

// prepare makes room for one selection.
const prepare = `DROP VIEW IF EXISTS observations;
CREATE OR REPLACE TABLE repeated (id UBIGINT);
CREATE OR REPLACE TABLE dropped (file UBIGINT, place BIGINT, differs BOOLEAN)`

// repeated adds the ids that one day has more than once to the table of that
// name, and counts them.
func (l *Lake) repeated(ctx context.Context, files []string, limits string) (int64, error) {
	before, err := l.count(ctx, "SELECT COUNT(*) FROM repeated")
	if err != nil {
		return 0, err
	}
	if err := l.admin.exec(ctx, "INSERT INTO repeated SELECT id FROM "+parquet(files, "")+
		" WHERE has_id = 1"+limits+" GROUP BY id HAVING COUNT(*) > 1"); err != nil {
		return 0, err
	}
	after, err := l.count(ctx, "SELECT COUNT(*) FROM repeated")
	return after - before, err
}

// drop finds what is to be left out, by file and place in it.
const drop = `INSERT INTO dropped SELECT file_index, file_row_number, differs FROM (
  SELECT file_index, file_row_number,
    canonical <> MIN(canonical) OVER (PARTITION BY id, time // 86400000000) AS differs,
    ROW_NUMBER() OVER (PARTITION BY id, time // 86400000000
      ORDER BY canonical, account, time, file_index, file_row_number) AS standing
  FROM {rows} WHERE has_id = 1{limits} AND id IN (SELECT id FROM repeated)
) WHERE standing > 1`

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
