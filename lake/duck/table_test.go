package duck

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/lake/contract"
	"pgregory.net/rapid"
)

type sample struct {
	Name   string  `col:"name"`
	Count  int64   `col:"count"`
	Share  float64 `col:"share"`
	Unused int
}

func drawSample(t *rapid.T) sample {
	return sample{
		Name: rapid.String().Draw(t, "name"), Count: rapid.Int64().Draw(t, "count"),
		Share: rapid.Float64().Draw(t, "share"),
	}
}

func TestTablesComeBackAsTheyWereWritten(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.SliceOfN(rapid.Custom(drawSample), 0, 50).Draw(rt, "rows")
		path := filepath.Join(dir, "table.parquet")
		if err := WriteTable(t.Context(), path, slices.Values(want)); err != nil {
			rt.Fatal(err)
		}
		first, err := os.ReadFile(path)
		if err != nil {
			rt.Fatal(err)
		}
		got := contract.Rows(t, ReadTable[sample](t.Context(), path))
		if len(want) != len(got) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			rt.Fatalf("got %+v, want %+v", got, want)
		}
		if err := WriteTable(t.Context(), path, slices.Values(got)); err != nil {
			rt.Fatal(err)
		}
		if second, err := os.ReadFile(path); err != nil || !bytes.Equal(first, second) {
			rt.Fatalf("writing the same rows again gives other bytes (%v)", err)
		}
	})
}

func TestReadTableWhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.parquet")
	all := []sample{{Name: "it's", Count: 1}, {Name: "a", Count: 1}, {Name: "it's", Count: 2}}
	if err := WriteTable(t.Context(), path, slices.Values(all)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		where []Where
		want  []sample
	}{
		{nil, all},
		{[]Where{{"name", "it's"}}, []sample{all[0], all[2]}},
		{[]Where{{"name", "it's"}, {"count", int64(2)}}, all[2:]},
		{[]Where{{"count", int64(1)}}, all[:2]},
		{[]Where{{"name", []string{"a", "it's", "b"}}}, all},
	} {
		if got := contract.Rows(t, ReadTable[sample](t.Context(), path, c.where...)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("where %v: got %+v, want %+v", c.where, got, c.want)
		}
	}
	for range ReadTable[sample](t.Context(), path) {
		break // stopping early frees the engine
	}
}

func TestTableErrors(t *testing.T) {
	dir := t.TempDir()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{
		"unfit field": WriteTable(t.Context(), filepath.Join(dir, "a"), slices.Values([]struct {
			X int `col:"x"`
		}{{1}})),
		"no column":    WriteTable(t.Context(), filepath.Join(dir, "b"), slices.Values([]struct{ X int64 }{{1}})),
		"no directory": WriteTable(t.Context(), filepath.Join(dir, "none", "c"), slices.Values([]sample{{}})),
		"pattern":      WriteTable(t.Context(), filepath.Join(dir, "*"), slices.Values([]sample{{}})),
		"ended":        WriteTable(ended, filepath.Join(dir, "d"), slices.Values([]sample{{}})),
		"absent":       firstError(ReadTable[sample](t.Context(), filepath.Join(dir, "absent"))),
		"unfit where":  firstError(ReadTable[sample](t.Context(), filepath.Join(dir, "absent"), Where{"name", 1.5})),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		} else if name != "ended" && !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: the error does not name the file: %v", name, err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

// A table of an older version, without a column that is read, says so.
func TestOldTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.parquet")
	type older struct {
		Name string `col:"name"`
	}
	if err := WriteTable(t.Context(), path, slices.Values([]older{{"a"}})); err != nil {
		t.Fatal(err)
	}
	var old *OldTable
	if err := firstError(ReadTable[sample](t.Context(), path)); !errors.As(err, &old) || !strings.Contains(err.Error(), path) {
		t.Errorf("%v is no error of an old table", err)
	}
}

func firstError[T any](seq func(func(T, error) bool)) error {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}
