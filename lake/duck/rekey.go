package duck

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"unsafe"

	db "github.com/duckdb/duckdb-go-bindings"

	"github.com/stillhunt/stillhunt/lake"
)

// Rekey writes every segment anew with other values in place of the keyed ones.
func (l *Lake) Rekey(ctx context.Context, key string, change func(old uint64) uint64) error {
	_, err := l.rewrite(ctx, "rekeying", func(segment string, r *record) (int64, error) {
		if r.Key == key {
			return 0, nil
		}
		next := *r
		next.Key = key
		for i := range next.Days {
			d := &next.Days[i]
			from := l.dayPath(d.Day, d.File)
			d.File = fileName(segment)
			if err := l.rekeyed(ctx, from, l.dayPath(d.Day, d.File), fileOrder, observationChanges(), change); err != nil {
				return 0, err
			}
		}
		from := filepath.Join(l.dir, dictionary, r.Dictionary)
		next.Dictionary = fileName(segment)
		err := l.rekeyed(ctx, from, filepath.Join(l.dir, dictionary, next.Dictionary), "kind, hash, id", nameChanges(), change)
		*r = next
		return 0, err
	})
	return err
}

// rewriter changes the values of a column of a chunk in place.
type rewriter func(v db.Vector, rows int, change func(uint64) uint64)

func rewriteWhole(v db.Vector, rows int, change func(uint64) uint64) {
	values := unsafe.Slice((*uint64)(db.VectorGetData(v)), rows)
	for i, x := range values {
		values[i] = change(x)
	}
}

func rewriteBand(v db.Vector, rows int, change func(uint64) uint64) {
	values := unsafe.Slice((*uint32)(db.VectorGetData(v)), rows)
	for i, x := range values {
		values[i] = lake.RekeyBand(x, change)
	}
}

func rewriteList(v db.Vector, _ int, change func(uint64) uint64) {
	rewriteWhole(db.ListVectorGetChild(v), int(db.ListVectorGetSize(v)), change)
}

// nameChanges says how the columns of a dictionary change: a keyed id follows its
// hash, which stands before it.
func nameChanges() map[string]rewriter {
	var hashes []uint64
	return map[string]rewriter{
		"hash": func(v db.Vector, rows int, change func(uint64) uint64) {
			rewriteWhole(v, rows, change)
			hashes = unsafe.Slice((*uint64)(db.VectorGetData(v)), rows)
		},
		"id": func(v db.Vector, rows int, change func(uint64) uint64) {
			ids := vector{kind: db.TypeVarchar, data: db.VectorGetData(v)}
			for i := range rows {
				old := ids.text(i)
				if id := lake.RekeyID(old, hashes[i], change); id != old {
					db.VectorAssignStringElement(v, db.IdxT(i), id)
				}
			}
		},
	}
}

// observationChanges says how the keyed columns of an observation change.
func observationChanges() map[string]rewriter {
	how := map[string]rewriter{}
	for _, c := range observationColumns() {
		switch {
		case slices.Contains(lake.KeyedLists, c.name):
			how[c.name] = rewriteList
		case slices.Contains(lake.KeyedColumns, c.name) && c.kind == "UINTEGER":
			how[c.name] = rewriteBand
		case slices.Contains(lake.KeyedColumns, c.name):
			how[c.name] = rewriteWhole
		}
	}
	return how
}

// rekeyed copies a file's rows with columns changed, in an order.
func (l *Lake) rekeyed(ctx context.Context, from, to, order string, how map[string]rewriter, change func(uint64) uint64) error {
	c, err := l.engine.connect()
	if err != nil {
		return err
	}
	defer c.close()
	table := "rekeyed " + filepath.Base(to)
	source := "SELECT * FROM " + parquet([]string{from}, "")
	if err := c.exec(ctx, "CREATE TABLE "+quoteName(table)+" AS "+source+" LIMIT 0"); err != nil {
		return err
	}
	err = l.pourChanged(ctx, c, source, table, how, change)
	if err == nil {
		err = c.copyOut(ctx, "SELECT * FROM "+quoteName(table)+" ORDER BY "+order, to+unfinished)
	}
	if dropped := c.exec(context.Background(), "DROP TABLE "+quoteName(table)); err == nil {
		err = dropped
	}
	if err != nil {
		return err
	}
	return publish([]string{to})
}

// pourChanged appends what a query gives to a table, chunk by chunk.
func (l *Lake) pourChanged(ctx context.Context, c *conn, query, table string, how map[string]rewriter, change func(uint64) uint64) error {
	reading, err := l.engine.connect()
	if err != nil {
		return err
	}
	rows, err := reading.ask(ctx, query)
	if err != nil {
		return err
	}
	defer rows.close()
	var out db.Appender
	defer db.AppenderDestroy(&out)
	if db.AppenderCreate(c.handle, "main", table, &out) == db.StateError {
		return fmt.Errorf("filling %s: %s", table, db.AppenderError(out))
	}
	for {
		more, err := rows.next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		for i := range rows.columns {
			if rewrite := how[db.ColumnName(&rows.result, db.IdxT(i))]; rewrite != nil {
				rewrite(db.DataChunkGetVector(rows.chunk, db.IdxT(i)), rows.rows, change)
			}
		}
		if db.AppendDataChunk(out, rows.chunk) == db.StateError {
			return fullDisk(db.AppenderError(out))
		}
	}
	if db.AppenderFlush(out) == db.StateError {
		return fullDisk(db.AppenderError(out))
	}
	return nil
}
