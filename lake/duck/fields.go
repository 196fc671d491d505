package duck

import (
	"fmt"
	"reflect"
	"unsafe"
)

// field is a field of a struct that is a column of a table.
type field struct {
	offset uintptr
	name   string
	kind   reflect.Kind
}

func fieldsOf[T any]() ([]field, error) {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is no struct", t)
	}
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, ok := f.Tag.Lookup("col")
		if !ok {
			continue
		}
		switch f.Type.Kind() {
		case reflect.String, reflect.Int64, reflect.Float64:
		default:
			return nil, fmt.Errorf("%s.%s is a %s: a column is a string, int64 or float64", t, f.Name, f.Type)
		}
		fields = append(fields, field{f.Offset, name, f.Type.Kind()})
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("%s has no field with a col tag", t)
	}
	return fields, nil
}

func columnsOf[T any]() ([]column[T], error) {
	fields, err := fieldsOf[T]()
	if err != nil {
		return nil, err
	}
	columns := make([]column[T], len(fields))
	for i, f := range fields {
		switch f.kind {
		case reflect.String:
			columns[i] = words(f.name, func(from *T) string { return *in[string](from, f) })
		case reflect.Int64:
			columns[i] = whole(f.name, "BIGINT", func(from *T) int64 { return *in[int64](from, f) })
		case reflect.Float64:
			columns[i] = whole(f.name, "DOUBLE", func(from *T) float64 { return *in[float64](from, f) })
		}
	}
	return columns, nil
}

// in is a field of a row.
func in[F, T any](row *T, f field) *F { return (*F)(unsafe.Add(unsafe.Pointer(row), f.offset)) }

// reader copies the cells of a column into a field. A text that was in the row
// before is not copied again: tables are sorted, and say the same many times.
func reader[T any](f field) func(to *T, from vector, row int) {
	switch f.kind {
	case reflect.String:
		last := ""
		return func(to *T, from vector, row int) {
			if b := from.bytes(row); string(b) != last {
				last = string(b)
			}
			*in[string](to, f) = last
		}
	case reflect.Int64:
		return func(to *T, from vector, row int) { *in[int64](to, f) = from.integer(row) }
	}
	return func(to *T, from vector, row int) { *in[float64](to, f) = at[float64](from, row) }
}
