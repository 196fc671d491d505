package importer

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

const exchangeLine = `{"time":"2026-03-01T12:00:00Z","user.id":"a","gen_ai.request.model":"m"}` + "\n"

// What is meant to break a reader ends in rejections that name file and line,
// or in an error, in bounded memory; the good line after it is still read.
func TestHostile(t *testing.T) {
	bomb := func(r io.Reader) []byte {
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(z, io.MultiReader(strings.NewReader(exchangeLine), r, strings.NewReader("\n"+exchangeLine))); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	columns := make([]string, 100_000)
	for i := range columns {
		columns[i] = fmt.Sprintf("c%d", i)
	}
	for name, c := range map[string]struct {
		content   []byte
		exchanges int64
		rejected  int64
		err       string
	}{
		"a packed line of 300 MB":    {content: bomb(io.LimitReader(repeat('x'), 300<<20)), exchanges: 2, rejected: 1},
		"a million brackets":         {content: []byte(exchangeLine + strings.Repeat("[", 1e6) + "\n" + exchangeLine), exchanges: 2, rejected: 1},
		"a million nested objects":   {content: []byte(exchangeLine + strings.Repeat(`{"a":`, 1e6) + "\n" + exchangeLine), exchanges: 2, rejected: 1},
		"an array never closed":      {content: []byte("[" + strings.TrimSpace(exchangeLine) + "," + strings.Repeat("[", 1e6)), exchanges: 1, rejected: 1},
		"a hundred thousand columns": {content: []byte(strings.Join(columns, ",") + "\n" + strings.Repeat(",", 99_999) + "\n"), err: "recognised"},
		"a cut line":                 {content: []byte(exchangeLine + `{"time":"2026-03-01T12:00:00Z","user`), exchanges: 1, rejected: 1},
		"a cut pack":                 {content: bomb(io.LimitReader(repeat('x'), 1<<20))[:900], err: "too early"},
		"lengths beyond the file":    {content: append([]byte{0, 0, 0, 9, 0x0a, 7, 0x0a, 5, 0x12, 3, 0x12, 1, 'a'}, 0x7f, 0xff, 0xff, 0xff, 0x0a), err: "recognised"},
	} {
		path := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		s, err := func() (Survey, error) {
			inputs, err := Expand([]string{path})
			if err != nil {
				return Survey{}, err
			}
			if inputs, err = Resolve(context.Background(), inputs, As{}); err != nil {
				return Survey{}, err
			}
			return NewSurveyor().Read(context.Background(), inputs[0], nil)
		}()
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 400<<20 {
			t.Errorf("%s: %d MiB were allocated", name, took>>20)
		}
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: %v, want %q", name, err, c.err)
			}
			continue
		}
		if err != nil || s.Exchanges != c.exchanges || s.Rejected != c.rejected || s.Worst[0].File != path || s.Worst[0].Line == 0 {
			t.Errorf("%s: %v, %d exchanges, rejected %v", name, err, s.Exchanges, s.Worst)
		}
	}
}
