package table

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	db "github.com/duckdb/duckdb-go-bindings"

	"github.com/stillhunt/stillhunt/exchange"
)

// write makes a Parquet file of a query's answer.
func write(t testing.TB, path, query string) {
	t.Helper()
	p := &parquet{ctx: context.Background()}
	defer p.Close()
	if err := p.open(); err != nil {
		t.Fatal(err)
	}
	var done db.Result
	defer db.DestroyResult(&done)
	sql := "COPY (" + query + ") TO '" + strings.ReplaceAll(path, "'", "''") + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)"
	if db.Query(p.conn, sql, &done) == db.StateError {
		t.Fatal(db.ResultError(&done))
	}
}

func readParquet(path string) ([]string, error) {
	r, err := Parquet(context.Background(), path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	out, err := io.ReadAll(r)
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n"), err
}

func TestParquetTypes(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ sql, want string }{
		{`'a"b'`, `"a\"b"`},
		{`'twelve bytes'`, `"twelve bytes"`},
		{`'thirteen byte' || chr(10)`, `"thirteen byte\n"`},
		{`(-128)::TINYINT`, `-128`}, {`255::UTINYINT`, `255`}, {`(-32768)::SMALLINT`, `-32768`}, {`65535::USMALLINT`, `65535`},
		{`(-2147483648)::INTEGER`, `-2147483648`}, {`4294967295::UINTEGER`, `4294967295`},
		{`(-9223372036854775808)::BIGINT`, `-9223372036854775808`}, {`18446744073709551615::UBIGINT`, `18446744073709551615`},
		{`12345678901234567890123456789012345678::DECIMAL(38,0)`, `12345678901234567890123456789012345678`},
		{`-0.50::DECIMAL(4,2)`, `-0.50`}, {`0.1::FLOAT`, `0.1`}, {`0.1::DOUBLE`, `0.1`}, {`1e300::DOUBLE`, `1e+300`},
		{`'nan'::DOUBLE`, `null`}, {`'-inf'::FLOAT`, `null`},
		{`true`, `true`}, {`DATE '2026-01-31'`, `"2026-01-31"`}, {`TIME '12:00:00.5'`, `"12:00:00.5"`}, {`INTERVAL 1 DAY`, `"1 day"`},
		{`'21d74b95-7aa3-439b-9e7b-9a38d0295817'::UUID`, `"21d74b95-7aa3-439b-9e7b-9a38d0295817"`},
		{`'b'::ENUM('a', 'b')`, `"b"`},
		{`TIMESTAMP '2026-01-31 12:00:00.123456'`, `"2026-01-31T12:00:00.123456Z"`},
		{`TIMESTAMP_S '2026-01-31 12:00:00'`, `"2026-01-31T12:00:00Z"`}, {`TIMESTAMP_MS '2026-01-31 12:00:00.123'`, `"2026-01-31T12:00:00.123Z"`},
		{`TIMESTAMP_NS '2026-01-31 12:00:00.123456789'`, `"2026-01-31T12:00:00.123456Z"`},
		{`TIMESTAMPTZ '2026-01-31 12:00:00+02:00'`, `"2026-01-31T10:00:00Z"`},
		{`'infinity'::TIMESTAMP`, `null`},
		{`'caf\xC3\xA9'::BLOB`, `"café"`}, {`'\xAA'::BLOB`, `null`},
		{`'{"a": [1, null]}'::JSON`, `{"a": [1, null]}`}, {`('[1,' || chr(10) || '2]')::JSON`, `[1, 2]`},
		{`[1, NULL, 3]`, `[1,null,3]`}, {`[]::INTEGER[]`, `[]`}, {`[['a', 'b'], [], NULL]`, `[["a","b"],[],null]`},
		{`{'role': 'user', 'content': NULL::VARCHAR, 'at': TIMESTAMP '2026-01-31 12:00:00'}`, `{"role":"user","content":null,"at":"2026-01-31T12:00:00Z"}`},
		{`[{'role': 'user'}, NULL, {'role': 'assistant'}]`, `[{"role":"user"},null,{"role":"assistant"}]`},
		{`MAP {'a': TIMESTAMP '2026-01-31 12:00:00', 'b"': NULL}`, `{"a":"2026-01-31T12:00:00Z","b\"":null}`}, {`MAP {5: [0.5]}`, `{"5":[0.5]}`},
	} {
		path := filepath.Join(dir, "types.parquet")
		// every second row is NULL, and the value is there at other places of the vector as well
		write(t, path, "SELECT CASE WHEN range % 2 = 0 THEN "+c.sql+" END AS x, range AS n FROM range(6)")
		rows, err := readParquet(path)
		if err != nil {
			t.Errorf("%s: %v", c.sql, err)
			continue
		}
		for i, row := range rows {
			want := fmt.Sprintf(`{"x":%s,"n":%d}`, c.want, i)
			if i%2 == 1 {
				want = fmt.Sprintf(`{"n":%d}`, i)
			}
			if row != want {
				t.Errorf("%s: got %s, want %s", c.sql, row, want)
			}
			if !json.Valid([]byte(row)) {
				t.Errorf("%s: not JSON: %s", c.sql, row)
			}
		}
		if len(rows) != 6 {
			t.Errorf("%s: %d rows", c.sql, len(rows))
		}
	}
}

// TestParquetOrder reads five row groups of values that are in a dictionary and
// of some that are not.
func TestParquetOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.parquet")
	write(t, path, "SELECT range AS n, 'user-' || (range % 7) AS user, [{'role': 'r' || (range % 3), 'content': md5(range::VARCHAR)}] AS m FROM range(10000)")
	rows, err := readParquet(path)
	if err != nil || len(rows) != 10000 {
		t.Fatal(len(rows), err)
	}
	for i, row := range rows {
		var got struct {
			N    int
			User string
			M    []struct{ Role, Content string }
		}
		if err := json.Unmarshal([]byte(row), &got); err != nil {
			t.Fatal(err)
		}
		if got.N != i || got.User != fmt.Sprintf("user-%d", i%7) || got.M[0].Role != fmt.Sprintf("r%d", i%3) || len(got.M[0].Content) != 32 {
			t.Fatalf("row %d is %s", i, row)
		}
	}
}

// TestParquetExchange reads an exchange with the record's own keys, as the
// native decoder does from a line.
func TestParquetExchange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "native.parquet")
	write(t, path, `SELECT TIMESTAMPTZ '2026-01-31 12:00:00Z' AS "time", 'u' AS "user.id", 'gpt-5' AS "gen_ai.request.model",
		[{'role': 'user', 'content': 'hello'}] AS "gen_ai.input.messages", '[{"role":"assistant","content":"hi"}]'::JSON AS "gen_ai.output.messages",
		0.7::DECIMAL(3,1) AS "gen_ai.request.temperature", 12 AS "gen_ai.usage.input_tokens", ['stop'] AS "gen_ai.response.finish_reasons",
		true AS "gen_ai.request.stream", NULL::VARCHAR AS "stillhunt.org.id"`)
	rows, err := readParquet(path)
	if err != nil {
		t.Fatal(err)
	}
	const line = `{"time":"2026-01-31T12:00:00Z","user.id":"u","gen_ai.request.model":"gpt-5","gen_ai.input.messages":[{"role":"user","content":"hello"}],
		"gen_ai.output.messages":[{"role":"assistant","content":"hi"}],"gen_ai.request.temperature":0.7,"gen_ai.usage.input_tokens":12,
		"gen_ai.response.finish_reasons":["stop"],"gen_ai.request.stream":true}`
	var got, want exchange.Exchange
	if err := exchange.NewDecoder().Decode([]byte(rows[0]), &got); err != nil {
		t.Fatal(err)
	}
	if err := exchange.NewDecoder().Decode([]byte(line), &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestParquetPath(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "x1.parquet"), "SELECT 'other' AS a")
	for _, name := range []string{"x[1].parquet", "x*.parquet", "x?.parquet", "it's.parquet", `a"b.parquet`, "x]{1}.parquet", "day=1"} {
		path := filepath.Join(dir, name)
		write(t, path, "SELECT 'this' AS a")
		if rows, err := readParquet(path); err != nil || rows[0] != `{"a":"this"}` || len(rows) != 1 {
			t.Errorf("%s: %q, %v", name, rows, err)
		}
		os.Remove(path)
	}
	inside := filepath.Join(dir, "day=2026-01-31")
	os.Mkdir(inside, 0o755)
	write(t, filepath.Join(inside, "x.parquet"), "SELECT 'this' AS a")
	if rows, err := readParquet(filepath.Join(inside, "x.parquet")); err != nil || rows[0] != `{"a":"this"}` {
		t.Errorf("a folder's name became a column: %q, %v", rows, err)
	}
}

func TestParquetLong(t *testing.T) {
	path := filepath.Join(t.TempDir(), "long.parquet")
	write(t, path, "SELECT repeat('x', 20000000) AS a, 1 AS b UNION ALL SELECT 'short', 2")
	rows, err := readParquet(path)
	if err != nil || len(rows) != 2 {
		t.Fatal(len(rows), err)
	}
	if n := len(rows[0]); n <= exchange.MaxLine || n > exchange.MaxLine+100 {
		t.Errorf("the long row has %d bytes", n)
	}
	if rows[1] != `{"a":"short","b":2}` {
		t.Errorf("got %.100s", rows[1])
	}
}

func TestParquetHostile(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.parquet")
	write(t, good, "SELECT range AS a, 'secret' || range AS s FROM range(100)")
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	footer := len(whole) - 8 - int(binary.LittleEndian.Uint32(whole[len(whole)-8:]))
	noise := bytes.Clone(whole)
	for i := 4; i < footer; i++ {
		noise[i] = byte(i * 7)
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "is no whole Parquet file: its end is missing"},
		{"short", []byte("PAR1"), "is no whole Parquet file: its end is missing"},
		{"text", []byte("{\"a\":1}\n{\"a\":2}\n"), "is no whole Parquet file: its end is missing"},
		{"cut", whole[:len(whole)-20], "is no whole Parquet file: its end is missing"},
		{"beheaded", whole[footer:], "is no whole Parquet file: its footer is longer than the file"},
		{"long footer", append(bytes.Clone(whole[:len(whole)-8]), "\xff\xff\xff\x7fPAR1"...), "is no whole Parquet file: its footer is longer than the file"},
		{"noise for columns", noise, "is damaged, or no Parquet file that DuckDB reads"},
		{"noise for a footer", append(append(bytes.Clone(whole[:footer]), bytes.Repeat([]byte{0x55}, 100)...), "\x64\x00\x00\x00PAR1"...), "the footer is damaged"},
		{"no footer", []byte("PAR1\x00\x01\x00\x00\x00PAR1"), "is damaged, or no Parquet file that DuckDB reads"},
		{"nested 10^6 deep", nested(1_000_000), "its columns are made of 1000002 parts: at most 10000 are read, so leave out what is not needed"},
		{"nested 9,000 deep", nested(9_000), "its columns are nested deeper than 64 levels: write nested values as JSON text"},
		{"10^5 columns", flat(100_000), "its columns are made of 100001 parts: at most 10000 are read, so leave out what is not needed"},
		{"1,001 columns", flat(1_001), "it has 1001 columns: at most 1000 are read, so leave out what is not needed"},
	} {
		path := filepath.Join(dir, "hostile.parquet")
		if err := os.WriteFile(path, c.data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readParquet(path)
		if err == nil || !strings.HasPrefix(err.Error(), path) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error says what is in the file: %v", c.name, err)
		}
	}
	if _, err := readParquet(filepath.Join(dir, "none.parquet")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if _, err := readParquet(dir); err == nil {
		t.Error("a folder is read")
	}
}

// TestParquetNested reads what is nested as deep as it may be, and as wide.
func TestParquetNested(t *testing.T) {
	dir := t.TempDir()
	deep, wide := filepath.Join(dir, "deep.parquet"), filepath.Join(dir, "wide.parquet")
	value, columns := "1", make([]string, maxColumns)
	for range 60 {
		value = "{'g': " + value + "}"
	}
	for i := range columns {
		columns[i] = fmt.Sprintf("%d AS c%d", i, i)
	}
	write(t, deep, "SELECT "+value+" AS a FROM range(3)")
	if rows, err := readParquet(deep); err != nil || len(rows) != 3 || strings.Count(rows[2], `"g":`) != 60 {
		t.Errorf("%q, %v", rows, err)
	}
	write(t, wide, "SELECT "+strings.Join(columns, ", "))
	if rows, err := readParquet(wide); err != nil || len(rows) != 1 || strings.Count(rows[0], ":") != maxColumns {
		t.Errorf("%q, %v", rows, err)
	}
}

// TestParquetBrokenJSON reads a JSON column that could break out of its place.
func TestParquetBrokenJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "json.parquet")
	write(t, path, `SELECT unnest(['{"a":1}', '1,"user.id":"other"', '{"a":', '', repeat('[', 20000)]) AS s`)
	// the engine writes a JSON column only of what is JSON, so the type is told afterwards
	p := &parquet{ctx: context.Background(), path: path, columns: []column{{name: "s", key: []byte(`"s":`), form: document}}}
	defer p.Close()
	if err := p.open(); err != nil {
		t.Fatal(err)
	}
	if err := p.ask(query(p.columns), path); err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(p)
	if want := "{\"s\":{\"a\":1}}\n" + strings.Repeat("{\"s\":null}\n", 4); err != nil || string(out) != want {
		t.Errorf("%q, %v", out, err)
	}
}

func TestParquetEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.parquet")
	write(t, path, "SELECT range AS n FROM range(10000)")
	ctx, cancel := context.WithCancel(context.Background())
	r, err := Parquet(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := io.Copy(io.Discard, r); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
	if err := errors.Join(r.Close(), r.Close()); err != nil {
		t.Error(err)
	}
	if _, err := r.Read(make([]byte, 100)); !errors.Is(err, errClosed) {
		t.Errorf("after Close: %v", err)
	}
	if _, err := Parquet(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

// FuzzMetadata checks that any footer is walked through or refused.
func FuzzMetadata(f *testing.F) {
	path := filepath.Join(f.TempDir(), "seed.parquet")
	write(f, path, "SELECT 1 AS a, [{'x': 'y'}] AS b, MAP {'k': 0.5} AS c")
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	n := int(binary.LittleEndian.Uint32(whole[len(whole)-8:]))
	f.Add(whole[len(whole)-8-n : len(whole)-8])
	for _, data := range [][]byte{nested(70), flat(3)} {
		f.Add(data[4 : len(data)-8])
	}
	f.Fuzz(func(t *testing.T, footer []byte) { checkMetadata(footer) })
}

// nested is a Parquet file without rows whose one column lies in n groups.
func nested(n int) []byte {
	elements := make([]int, n+1)
	for i := range elements {
		elements[i] = 1
	}
	return file(append(elements, 0))
}

// flat is a Parquet file without rows that has n columns.
func flat(n int) []byte { return file(append([]int{n}, make([]int, n)...)) }

// file is a Parquet file without rows whose schema elements have so many
// children each.
func file(children []int) []byte {
	zigzag := func(dst []byte, n int) []byte { return binary.AppendUvarint(dst, uint64(n)<<1) }
	b := append(zigzag([]byte{0x15}, 1), 0x19, 0xfc) // version 1, a list of structs
	b = binary.AppendUvarint(b, uint64(len(children)))
	for _, n := range children {
		if n == 0 {
			b = append(b, 0x15, 2<<1, 0x25, 0, 0x18, 1, 'x', 0) // type, repetition, name
			continue
		}
		b = append(zigzag(append(b, 0x35, 0, 0x18, 1, 'g', 0x15), n), 0) // repetition, name, children
	}
	b = append(b, 0x16, 0, 0x19, 0x0c, 0) // no rows, no row groups
	out := append([]byte("PAR1"), b...)
	return append(binary.LittleEndian.AppendUint32(out, uint32(len(b))), "PAR1"...)
}

func BenchmarkParquet(b *testing.B) {
	path := filepath.Join(b.TempDir(), "rows.parquet")
	write(b, path, "SELECT range AS n, 'user-' || (range % 7) AS user, repeat(md5(range::VARCHAR), 100) AS text FROM range(10000)")
	for b.Loop() {
		r, err := Parquet(context.Background(), path)
		if err != nil {
			b.Fatal(err)
		}
		n, err := io.Copy(io.Discard, r)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(n)
		r.Close()
	}
}
