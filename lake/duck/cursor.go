package duck

import (
	"context"
	"fmt"
	"unsafe"

	db "github.com/duckdb/duckdb-go-bindings"
)

// cursor reads an answer chunk by chunk, without holding all of it.
type cursor struct {
	ctx     context.Context
	conn    *conn
	stmt    db.PreparedStatement
	result  db.Result
	chunk   db.DataChunk
	rows    int
	columns []vector
	release func()
}

// ask runs one query. The cursor owns the connection and closes it.
func (c *conn) ask(ctx context.Context, query string) (*cursor, error) {
	r := &cursor{ctx: ctx, conn: c, release: c.interruptible(ctx)}
	if err := r.start(query); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *cursor) start(query string) error {
	if db.Prepare(r.conn.handle, query, &r.stmt) == db.StateError {
		return engineError(r.ctx, db.PrepareError(r.stmt))
	}
	var pending db.PendingResult
	defer db.DestroyPending(&pending)
	if db.PendingPreparedStreaming(r.stmt, &pending) == db.StateError {
		return engineError(r.ctx, db.PendingError(pending))
	}
	if db.ExecutePending(pending, &r.result) == db.StateError {
		return engineError(r.ctx, db.ResultError(&r.result))
	}
	r.columns = make([]vector, int(db.ColumnCount(&r.result)))
	for i := range r.columns {
		r.columns[i].kind = db.ColumnType(&r.result, db.IdxT(i))
	}
	return nil
}

// next fetches the next chunk; false is the end, or an error.
func (r *cursor) next() (bool, error) {
	if err := r.ctx.Err(); err != nil {
		return false, err
	}
	db.DestroyDataChunk(&r.chunk)
	if r.chunk = db.FetchChunk(r.result); r.chunk.Ptr == nil {
		if reason := db.ResultError(&r.result); reason != "" {
			return false, engineError(r.ctx, reason)
		}
		return false, r.ctx.Err()
	}
	r.rows = int(db.DataChunkGetSize(r.chunk))
	for i := range r.columns {
		v := db.DataChunkGetVector(r.chunk, db.IdxT(i))
		r.columns[i].data = db.VectorGetData(v)
		r.columns[i].valid = db.VectorGetValidity(v)
	}
	return r.rows > 0, nil
}

func (r *cursor) close() {
	r.free()
	r.conn.close()
}

func (r *cursor) free() {
	r.release()
	db.DestroyDataChunk(&r.chunk)
	db.DestroyResult(&r.result)
	db.DestroyPrepare(&r.stmt)
}

// vector is one column of a chunk.
type vector struct {
	kind        db.Type
	data, valid unsafe.Pointer // valid is nil if no row is NULL
}

func at[T any](v vector, row int) T {
	var zero T
	return *(*T)(unsafe.Add(v.data, uintptr(row)*unsafe.Sizeof(zero)))
}

func (v vector) null(row int) bool {
	return v.valid != nil && at[uint64](vector{data: v.valid}, row>>6)>>(row&63)&1 == 0
}

// integer reads a whole number of any width; NULL is 0.
func (v vector) integer(row int) int64 {
	if v.null(row) {
		return 0
	}
	switch v.kind {
	case db.TypeBoolean, db.TypeUTinyInt:
		return int64(at[uint8](v, row))
	case db.TypeTinyInt:
		return int64(at[int8](v, row))
	case db.TypeUSmallInt:
		return int64(at[uint16](v, row))
	case db.TypeSmallInt:
		return int64(at[int16](v, row))
	case db.TypeUInteger:
		return int64(at[uint32](v, row))
	case db.TypeInteger:
		return int64(at[int32](v, row))
	case db.TypeUBigInt, db.TypeBigInt:
		return at[int64](v, row)
	}
	panic(fmt.Sprintf("a query gave a column of type %d where a number was wanted", v.kind))
}

// text copies a string; NULL is empty.
func (v vector) text(row int) string { return string(v.bytes(row)) }

// bytes is a string in the engine's own memory; NULL is empty.
func (v vector) bytes(row int) []byte {
	if v.null(row) {
		return nil
	}
	at := unsafe.Add(v.data, row*textSize)
	n := *(*uint32)(at)
	if n <= inline {
		return unsafe.Slice((*byte)(unsafe.Add(at, 4)), n)
	}
	return unsafe.Slice(*(**byte)(unsafe.Add(at, 8)), n)
}

// DuckDB's string is its length in four bytes, then the bytes themselves if
// there are at most inline of them, else the first four and a pointer.
const (
	textSize = 16
	inline   = 12
)
