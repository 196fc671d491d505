package duck

import (
	"fmt"
	"reflect"
)

// field is a field of a struct that is a column of a table.
type field struct {
	index int
	name  string
	kind  reflect.Kind
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
		case reflect.String, reflect.Int64, reflect.Float64, reflect.Bool:
		default:
			return nil, fmt.Errorf("%s.%s is a %s: a column is a string, int64, float64 or bool", t, f.Name, f.Type)
		}
		fields = append(fields, field{i, name, f.Type.Kind()})
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
		value := func(from *T) reflect.Value { return reflect.ValueOf(from).Elem().Field(f.index) }
		switch f.kind {
		case reflect.String:
			columns[i] = words(f.name, func(from *T) string { return value(from).String() })
		case reflect.Int64:
			columns[i] = whole(f.name, "BIGINT", func(from *T) int64 { return value(from).Int() })
		case reflect.Float64:
			columns[i] = whole(f.name, "DOUBLE", func(from *T) float64 { return value(from).Float() })
		case reflect.Bool:
			columns[i] = whole(f.name, "BOOLEAN", func(from *T) bool { return value(from).Bool() })
		}
	}
	return columns, nil
}

// set copies a cell into a field.
func set(to reflect.Value, from vector, row int) {
	switch to.Kind() {
	case reflect.String:
		to.SetString(from.text(row))
	case reflect.Int64:
		to.SetInt(from.integer(row))
	case reflect.Float64:
		to.SetFloat(at[float64](from, row))
	case reflect.Bool:
		to.SetBool(from.integer(row) != 0)
	}
}
