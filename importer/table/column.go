package table

import (
	"strconv"
	"strings"

	db "github.com/duckdb/duckdb-go-bindings"
)

// form is what JSON makes of a value.
type form uint8

const (
	words    form = iota // a VARCHAR as a string
	bytes8               // a BLOB as a string, if it is UTF-8
	number               // a VARCHAR of digits as a number
	document             // a VARCHAR that is JSON, if it is
	truth                // a BOOLEAN
	whole                // a BIGINT
	unsigned             // a UBIGINT
	single               // a FLOAT
	double               // a DOUBLE
	instant              // a TIMESTAMP as RFC 3339 text
	list                 // an array of its one child
	object               // an object of its children
	mapping              // an object whose keys are the first child's and whose values are the second's
)

// column is the type of a column, or of what a nested one holds.
type column struct {
	name string
	key  []byte // the name as JSON, with a colon
	form form
	of   []column
}

// forms are the engine's types that JSON says otherwise than as words.
var forms = map[db.Type]form{
	db.TypeBoolean: truth,
	db.TypeTinyInt: whole, db.TypeSmallInt: whole, db.TypeInteger: whole, db.TypeBigInt: whole,
	db.TypeUTinyInt: whole, db.TypeUSmallInt: whole, db.TypeUInteger: whole, db.TypeUBigInt: unsigned,
	db.TypeHugeInt: number, db.TypeUHugeInt: number, db.TypeDecimal: number,
	db.TypeFloat: single, db.TypeDouble: double,
	db.TypeTimestamp: instant, db.TypeTimestampS: instant, db.TypeTimestampMS: instant,
	db.TypeTimestampNS: instant, db.TypeTimestampTZ: instant,
	db.TypeBlob: bytes8,
	db.TypeList: list, db.TypeStruct: object, db.TypeMap: mapping,
}

// columnOf tells what becomes of a column of type t; false if a name in it
// cannot be a key.
func columnOf(name string, t db.LogicalType) (column, bool) {
	key, ok := appendKey(nil, name)
	c := column{name: name, key: key, form: forms[db.GetTypeId(t)]}
	add := func(name string, t db.LogicalType) {
		defer db.DestroyLogicalType(&t)
		child, good := columnOf(name, t)
		c.of, ok = append(c.of, child), ok && good
	}
	switch c.form {
	case words:
		if db.LogicalTypeGetAlias(t) == "JSON" {
			c.form = document
		}
	case list:
		add("", db.ListTypeChildType(t))
	case object:
		for i := range db.StructTypeChildCount(t) {
			add(db.StructTypeChildName(t, i), db.StructTypeChildType(t, i))
		}
	case mapping:
		c.of = []column{{form: words}}
		add("", db.MapTypeValueType(t))
	}
	return c, ok
}

// names are the engine's types that the forms are read as.
var names = map[form]string{
	words: "VARCHAR", bytes8: "BLOB", number: "VARCHAR", document: "VARCHAR", truth: "BOOLEAN",
	whole: "BIGINT", unsigned: "UBIGINT", single: "FLOAT", double: "DOUBLE", instant: "TIMESTAMP",
}

// sql is the engine's type that the column is read as.
func (c *column) sql() string {
	switch c.form {
	case list:
		return c.of[0].sql() + "[]"
	case mapping:
		return "MAP(VARCHAR, " + c.of[1].sql() + ")"
	case object:
		fields := make([]string, len(c.of))
		for i := range c.of {
			fields[i] = quoteName(c.of[i].name) + " " + c.of[i].sql()
		}
		return "STRUCT(" + strings.Join(fields, ", ") + ")"
	}
	return names[c.form]
}

// query asks for columns, read as what JSON can say.
func query(columns []column) string {
	var sql strings.Builder
	for i := range columns {
		sql.WriteString(", CAST(#" + strconv.Itoa(i+1) + " AS " + columns[i].sql() + ")")
	}
	return "SELECT " + sql.String()[2:] + " FROM " + source
}

func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
