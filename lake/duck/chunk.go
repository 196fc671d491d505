package duck

import (
	"context"
	"unsafe"
)

// column is one column of a table that Go fills: its name, its SQL type, and
// how a row's value gets into it.
type column[T any] struct {
	name, kind string
	put        func(v *slot, from *T)
}

// slot is a column of the row being filled.
type slot struct {
	data unsafe.Pointer
	heap *heap // what has no fixed size
}

// whole is a column of fixed-size numbers.
func whole[T, N any](name, kind string, get func(*T) N) column[T] {
	return column[T]{name, kind, func(v *slot, from *T) { *(*N)(v.data) = get(from) }}
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

// words is a column of strings.
func words[T any](name string, get func(*T) string) column[T] {
	return column[T]{name, "VARCHAR", func(v *slot, from *T) { *(*uint32)(v.data) = v.heap.text(get(from)) }}
}

// hashes is a column of lists.
func hashes[T any](name string, get func(*T) []uint64) column[T] {
	return column[T]{name, "UBIGINT[]", func(v *slot, from *T) { *(*[2]uint32)(v.data) = v.heap.list(get(from)) }}
}

// define makes an empty table of these columns.
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
