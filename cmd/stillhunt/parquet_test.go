package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	duckdb "github.com/duckdb/duckdb-go-bindings"
)

// table is every value of the Parquet files that match a pattern, a line of CSV
// each row after a line of names; columns are all if none is named. It asks
// DuckDB and not the lake, which hands out only the columns that it knows.
func table(t testing.TB, pattern string, columns ...string) [][]byte {
	t.Helper()
	names := "*"
	if len(columns) > 0 {
		names = strings.Join(columns, ", ")
	}
	csv := filepath.Join(t.TempDir(), "table.csv")
	var db duckdb.Database
	if duckdb.Open("", &db) == duckdb.StateError {
		t.Fatal("DuckDB does not start")
	}
	defer duckdb.Close(&db)
	var c duckdb.Connection
	if duckdb.Connect(db, &c) == duckdb.StateError {
		t.Fatal("DuckDB does not start")
	}
	defer duckdb.Disconnect(&c)
	var result duckdb.Result
	defer duckdb.DestroyResult(&result)
	query := fmt.Sprintf("COPY (SELECT %s FROM read_parquet('%s', hive_partitioning = false)) TO '%s' (FORMAT csv, HEADER true)", names, pattern, csv)
	if duckdb.Query(c, query, &result) == duckdb.StateError {
		t.Fatalf("%s: %s", pattern, duckdb.ResultError(&result))
	}
	return lines(read(t, csv))
}
