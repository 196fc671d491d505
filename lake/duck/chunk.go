package duck

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	db "github.com/duckdb/duckdb-go-bindings"
)

// column is one column of a table that Go fills: its name, its SQL type, and
// how a row's value gets into it.
type column[T any] struct {
	name, kind string
	put        func(v *slot, row int, from *T)
}

// slot is a column of the chunk or of the row being filled.
type slot struct {
	data   unsafe.Pointer
	vector db.Vector
	heap   *heap // of a row kept in Go, what has no fixed size; nil in a chunk
}

// whole is a column of fixed-size numbers.
func whole[T, N any](name, kind string, get func(*T) N) column[T] {
	return column[T]{name, kind, func(v *slot, row int, from *T) {
		var zero N
		*(*N)(unsafe.Add(v.data, uintptr(row)*unsafe.Sizeof(zero))) = get(from)
	}}
}

// flag is a yes or no as 1 or 0, which both engines can sum.
func flag[T any](name string, get func(*T) bool) column[T] {
	return whole(name, "UTINYINT", func(from *T) uint8 {
		if get(from) {
			return 1
		}
		return 0
	})
}

// words is a column of strings. Short ones are written in place: no call into C.
func words[T any](name string, get func(*T) string) column[T] {
	return column[T]{name, "VARCHAR", func(v *slot, row int, from *T) {
		s := get(from)
		if v.heap != nil {
			*(*uint32)(v.data) = v.heap.text(s)
			return
		}
		if len(s) > inline {
			db.VectorAssignStringElement(v.vector, db.IdxT(row), s)
			return
		}
		at := unsafe.Add(v.data, row*textSize)
		*(*[2]uint64)(at) = [2]uint64{}
		*(*uint32)(at) = uint32(len(s))
		copy(unsafe.Slice((*byte)(unsafe.Add(at, 4)), inline), s)
	}}
}

// hashes is a column of lists, of rows that are kept in Go.
func hashes[T any](name string, get func(*T) []uint64) column[T] {
	return column[T]{name, "UBIGINT[]", func(v *slot, _ int, from *T) { *(*[2]uint32)(v.data) = v.heap.list(get(from)) }}
}

// filler appends rows to a table, one chunk at a time.
type filler[T any] struct {
	columns  []column[T]
	slots    []slot
	chunk    db.DataChunk
	appender db.Appender
	row      int
	size     int
}

// define makes the table that a filler of these columns fills.
func define[T any](ctx context.Context, c *conn, table string, columns []column[T]) error {
	create := "CREATE TABLE " + quoteName(table) + " ("
	for i, col := range columns {
		if i > 0 {
			create += ", "
		}
		create += quoteName(col.name) + " " + col.kind
	}
	return c.exec(ctx, create+")")
}

func fill[T any](c *conn, table string, columns []column[T]) (*filler[T], error) {
	f := &filler[T]{columns: columns, slots: make([]slot, len(columns)), size: int(db.VectorSize())}
	if db.AppenderCreate(c.handle, "main", table, &f.appender) == db.StateError {
		err := errors.New(db.AppenderError(f.appender))
		db.AppenderDestroy(&f.appender)
		return nil, fmt.Errorf("filling %s: %w", table, err)
	}
	kinds := make([]db.LogicalType, len(columns))
	for i := range columns {
		kinds[i] = db.AppenderColumnType(f.appender, db.IdxT(i))
	}
	f.chunk = db.CreateDataChunk(kinds)
	for i := range kinds {
		db.DestroyLogicalType(&kinds[i])
	}
	f.locate()
	return f, nil
}

func (f *filler[T]) locate() {
	for i := range f.slots {
		v := db.DataChunkGetVector(f.chunk, db.IdxT(i))
		f.slots[i] = slot{data: db.VectorGetData(v), vector: v}
	}
}

func (f *filler[T]) append(from *T) error {
	for i := range f.columns {
		f.columns[i].put(&f.slots[i], f.row, from)
	}
	if f.row++; f.row == f.size {
		return f.flush()
	}
	return nil
}

func (f *filler[T]) flush() error {
	if f.row == 0 {
		return nil
	}
	db.DataChunkSetSize(f.chunk, db.IdxT(f.row))
	if db.AppendDataChunk(f.appender, f.chunk) == db.StateError {
		return fullDisk(db.AppenderError(f.appender))
	}
	f.row = 0
	db.DataChunkReset(f.chunk)
	f.locate()
	return nil
}

// finish writes what is left and frees the filler.
func (f *filler[T]) finish() error {
	err := f.flush()
	if err == nil && db.AppenderFlush(f.appender) == db.StateError {
		err = fullDisk(db.AppenderError(f.appender))
	}
	f.free()
	return err
}

func (f *filler[T]) free() {
	db.DestroyDataChunk(&f.chunk)
	db.AppenderClear(f.appender)
	db.AppenderDestroy(&f.appender)
}
