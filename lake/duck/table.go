package duck

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	pq "github.com/stillhunt/stillhunt/internal/parquet"
)

// WriteTable writes rows to a Parquet file, in their order, complete or absent.
// The fields of T that have a tag col:"name" are its columns; they are of kind
// string, int64 or float64.
func WriteTable[T any](ctx context.Context, path string, rows iter.Seq[T]) error {
	columns, err := columnsOf[T]()
	if err == nil {
		err = plainPath(path)
	}
	if err == nil {
		err = writeFile(path+unfinished, func(to io.Writer) error { return pour(ctx, to, columns, rows) })
	}
	if err == nil {
		err = publish([]string{path})
	}
	if err != nil {
		return fmt.Errorf("writing the table %s: %w", path, errors.Join(err, os.RemoveAll(path+unfinished)))
	}
	return nil
}

// pour writes rows, as many at a time as a group has.
func pour[T any](ctx context.Context, to io.Writer, columns []column[T], rows iter.Seq[T]) error {
	some := newStore(columns)
	w, err := pq.NewWriter(to, some.kinds)
	if err != nil {
		return err
	}
	values, order := make([]pq.Values, len(columns)), make([]uint32, groupRows)
	for i := range order {
		order[i] = uint32(i)
	}
	write := func() error {
		if some.n == 0 {
			return nil
		}
		defer some.free()
		some.gather(values, order[:some.n])
		return errors.Join(w.WriteGroup(some.n, values), ctx.Err())
	}
	for row := range rows {
		if some.append(&row); some.n == groupRows {
			if err := write(); err != nil {
				return err
			}
		}
	}
	return errors.Join(write(), ctx.Err(), w.Close())
}

// Where keeps the rows of a table whose column equals a string or int64, or one
// of several strings.
type Where struct {
	Column string
	Is     any
}

func (w Where) condition() (string, error) {
	switch v := w.Is.(type) {
	case string:
		return quoteName(w.Column) + " = " + quoteText(v), nil
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = quoteText(s)
		}
		return quoteName(w.Column) + " IN (" + strings.Join(quoted, ", ") + ")", nil
	case int64:
		return quoteName(w.Column) + " = " + strconv.FormatInt(v, 10), nil
	}
	return "", fmt.Errorf("column %s cannot be compared with a %T", w.Column, w.Is)
}

// ReadTable reads the rows of a file that WriteTable wrote, in their order,
// those that meet all conditions. A column that the file lacks is an error.
func ReadTable[T any](ctx context.Context, path string, where ...Where) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		stopped := false
		err := onScratch(path, func(c *conn) error {
			fields, err := fieldsOf[T]()
			if err != nil {
				return err
			}
			readers := make([]func(*T, vector, int), len(fields))
			for i, f := range fields {
				readers[i] = reader[T](f)
			}
			query, err := tableQuery(path, fields, where)
			if err != nil {
				return err
			}
			return c.each(ctx, query, func(r *cursor, row int) bool {
				var out T
				for i, read := range readers {
					read(&out, r.columns[i], row)
				}
				stopped = !yield(out, nil)
				return !stopped
			})
		})
		if err != nil && !stopped {
			if strings.Contains(err.Error(), "not found in FROM clause") {
				err = &OldTable{err}
			}
			yield(*new(T), fmt.Errorf("reading the table %s: %w", path, err))
		}
	}
}

// OldTable is the error for a table without a column that is read.
type OldTable struct{ Err error }

func (e *OldTable) Error() string { return e.Err.Error() }

func (e *OldTable) Unwrap() error { return e.Err }

// Hint says what to do.
func (e *OldTable) Hint() string {
	return "an older version wrote it: hunt again into that directory"
}

func tableQuery(path string, fields []field, where []Where) (string, error) {
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	var names, conditions []string
	for _, f := range fields {
		names = append(names, quoteName(f.name))
	}
	for _, w := range where {
		condition, err := w.condition()
		if err != nil {
			return "", err
		}
		conditions = append(conditions, condition)
	}
	query := "SELECT " + strings.Join(names, ", ") + " FROM " + parquet([]string{path}, "")
	if len(conditions) > 0 {
		query += " WHERE " + strings.Join(conditions, " AND ")
	}
	return query, nil
}

// each runs a query and hands on its rows until do returns false. The
// connection stays open.
func (c *conn) each(ctx context.Context, query string, do func(r *cursor, row int) bool) error {
	r := &cursor{ctx: ctx, conn: c, release: c.interruptible(ctx)}
	defer r.free()
	if err := r.start(query); err != nil {
		return err
	}
	for {
		more, err := r.next()
		if err != nil || !more {
			return err
		}
		for row := range r.rows {
			if !do(r, row) {
				return nil
			}
		}
	}
}

// onScratch runs do on an engine of its own, of one thread and a little memory,
// that spills beside path.
func onScratch(path string, do func(*conn) error) error {
	if err := plainPath(path); err != nil {
		return err
	}
	spill := filepath.Join(filepath.Dir(path), spillPrefix+filepath.Base(path))
	e, err := openEngine(Options{Memory: 512 << 20, Threads: 1}, spill)
	if err != nil {
		return err
	}
	defer e.close()
	c, err := e.connect()
	if err != nil {
		return err
	}
	defer c.close()
	return errors.Join(do(c), os.RemoveAll(spill))
}
