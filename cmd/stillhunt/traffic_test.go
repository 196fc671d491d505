package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// trafficFiles are the files of the quickstart range, by name.
func trafficFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(quickstart(t), "traffic", "*.zst"))
	if err != nil || len(files) < 5 {
		t.Fatalf("the range has the files %v (%v)", files, err)
	}
	return files
}

var readTraffic = sync.OnceValues(func() ([]byte, error) {
	files, err := filepath.Glob(shared("range/traffic/*.zst"))
	if err != nil {
		return nil, err
	}
	var all []byte
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		z, err := zstd.NewReader(f)
		if err != nil {
			return nil, err
		}
		defer z.Close()
		b, err := io.ReadAll(z)
		if err != nil {
			return nil, err
		}
		all = append(all, b...)
	}
	return all, nil
})

// traffic is the log of the quickstart range in one piece.
func traffic(t testing.TB) []byte {
	t.Helper()
	quickstart(t)
	b, err := readTraffic()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// lines are the lines of a log, each with its end.
func lines(log []byte) [][]byte { return slices.Collect(bytes.Lines(log)) }

// small is a log of n exchanges by seven accounts.
func small(n int) []byte {
	var b strings.Builder
	for i := range n {
		at := time.Date(2026, 3, 1+i%9, 10, i%60, 0, 0, time.UTC).Format(time.RFC3339)
		fmt.Fprintf(&b, `{"time":%q,"stillhunt.exchange.id":"s%d","user.id":"acct_%d","gen_ai.input.messages":"tell me about topic %d please"}`+"\n", at, i, i%7, i)
	}
	return []byte(b.String())
}

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zstded(t testing.TB, b []byte) []byte {
	t.Helper()
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	return z.EncodeAll(b, nil)
}
