package duck

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// kinds is a row with a column of every kind.
type kinds struct {
	i8     int8
	i16    int16
	i32    int32
	i64    int64
	u8     uint8
	u16    uint16
	u32    uint32
	u64    uint64
	yes    bool
	text   string
	hashes []uint64
}

func kindColumns() []column[kinds] {
	return []column[kinds]{
		whole("i8", "TINYINT", func(k *kinds) int8 { return k.i8 }), whole("i16", "SMALLINT", func(k *kinds) int16 { return k.i16 }),
		whole("i32", "INTEGER", func(k *kinds) int32 { return k.i32 }), whole("i64", "BIGINT", func(k *kinds) int64 { return k.i64 }),
		whole("u8", "UTINYINT", func(k *kinds) uint8 { return k.u8 }), whole("u16", "USMALLINT", func(k *kinds) uint16 { return k.u16 }),
		whole("u32", "UINTEGER", func(k *kinds) uint32 { return k.u32 }), whole("u64", "UBIGINT", func(k *kinds) uint64 { return k.u64 }),
		flag("yes", func(k *kinds) bool { return k.yes }), words("text", func(k *kinds) string { return k.text }),
		hashes("hashes", func(k *kinds) []uint64 { return k.hashes }),
	}
}

// TestStoreWritesWhatDuckDBReads compares what the engine reads from a file with
// what was written, row by row, and what it finds by the file's least and most.
func TestStoreWritesWhatDuckDBReads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kinds.parquet")
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.Custom(func(t *rapid.T) kinds {
			return kinds{i8: rapid.Int8().Draw(t, "i8"), i16: rapid.Int16().Draw(t, "i16"), i32: rapid.Int32().Draw(t, "i32"), i64: rapid.Int64().Draw(t, "i64"),
				u8: rapid.Uint8().Draw(t, "u8"), u16: rapid.Uint16().Draw(t, "u16"), u32: rapid.Uint32().Draw(t, "u32"), u64: rapid.Uint64().Draw(t, "u64"),
				yes: rapid.Bool().Draw(t, "yes"), text: rapid.StringN(0, 30, 60).Draw(t, "text"),
				hashes: rapid.SliceOfN(rapid.Uint64(), 0, 4).Draw(t, "hashes")}
		})
		distinct := rapid.SliceOfN(row, 1, 40).Draw(t, "rows")
		times := rapid.SampledFrom([]int{1, 3, 300}).Draw(t, "times")
		s := newStore(kindColumns())
		defer s.free()
		var order []uint32
		for i := range distinct {
			for range times {
				s.append(&distinct[i])
				order = append(order, uint32(len(order)))
			}
		}
		slices.Reverse(order)
		check(t, s, path, order, func(i int) *kinds { return &distinct[(len(order)-1-i)/times] })
	})
}

func check(t *rapid.T, s *store[kinds], path string, order []uint32, want func(int) *kinds) {
	if err := writeFile(path, func(to io.Writer) error { return s.writeTo(to, order) }); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(path)
	err := onScratch(path, func(c *conn) error {
		n := 0
		err := c.each(context.Background(), "SELECT i8, i16, i32, i64, u8, u16, u32, u64, yes, text, hashes::VARCHAR FROM "+parquet([]string{path}, ""), func(r *cursor, row int) bool {
			k, v := want(n), r.columns
			got := fmt.Sprint(v[0].integer(row), v[1].integer(row), v[2].integer(row), v[3].integer(row), at[uint8](v[4], row), at[uint16](v[5], row),
				at[uint32](v[6], row), at[uint64](v[7], row), at[uint8](v[8], row) == 1, v[9].text(row), v[10].text(row))
			list := "["
			for i, h := range k.hashes {
				if i > 0 {
					list += ", "
				}
				list += fmt.Sprint(h)
			}
			if expected := fmt.Sprint(int64(k.i8), int64(k.i16), int64(k.i32), k.i64, k.u8, k.u16, k.u32, k.u64, k.yes, k.text, list+"]"); got != expected {
				t.Fatalf("row %d\n got %s\nwant %s", n, got, expected)
			}
			n++
			return true
		})
		if err == nil && n != len(order) {
			t.Fatalf("%d rows, want %d", n, len(order))
		}
		k := want(0)
		for column, value := range map[string]any{"i8": k.i8, "i16": k.i16, "i32": k.i32, "i64": k.i64, "u8": k.u8, "u16": k.u16, "u32": k.u32, "u64": k.u64} {
			found := false
			if err := c.each(context.Background(), fmt.Sprintf("SELECT i64 FROM %s WHERE %s = %d LIMIT 1", parquet([]string{path}, ""), column, value), func(*cursor, int) bool {
				found = true
				return true
			}); err != nil {
				return err
			}
			if !found {
				t.Fatalf("%s = %d is not found", column, value)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRowsOfADayAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOf(rapid.Custom(func(t *rapid.T) rowKey {
			return rowKey{rapid.SampledFrom([]uint64{0, 1, 1 << 52, 1<<64 - 1}).Draw(t, "account"), rapid.Int64Range(0, 3*day).Draw(t, "time"), rapid.Uint64Range(0, 3).Draw(t, "canonical"), 0}
		})).Draw(t, "keys")
		for i := range keys {
			keys[i].row = uint32(i)
		}
		rows, last := 0, int64(-1)
		for d, order := range byDay(keys) {
			if d <= last {
				t.Fatalf("day %d after %d", d, last)
			}
			last, rows = d, rows+len(order)
			for i, n := range order {
				if keys[n].time/day != d || i > 0 && compareKeys(keys[order[i-1]], keys[n]) > 0 {
					t.Fatalf("day %d, place %d: %+v", d, i, keys[n])
				}
			}
		}
		if rows != len(keys) {
			t.Fatalf("%d rows of %d", rows, len(keys))
		}
	})
}
