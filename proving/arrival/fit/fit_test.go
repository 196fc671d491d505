package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stillhunt/stillhunt/proving/arrival"
)

// traces is the folder of the traces; the test is skipped where it is absent.
func traces(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("STILLHUNT_SHARED"); dir != "" {
		return filepath.Join(dir, "data", "traces")
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if at := filepath.Join(dir, "shared", "data", "traces"); exists(at) {
			return at
		}
	}
	t.Skip("no traces: put shared/data beside the repository or name it in STILLHUNT_SHARED")
	return ""
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// What is committed is what the command gives.
func TestCommittedNumbers(t *testing.T) {
	l, err := fit(traces(t))
	if err != nil {
		t.Fatal(err)
	}
	have, err := arrival.Load()
	if err != nil {
		t.Fatal(err)
	}
	a, err := yaml.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	b, err := yaml.Marshal(have)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("proving/arrival/laws.yaml is not what the traces give: go run ./proving/arrival/fit")
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "arrival.md"))
	if err != nil || !bytes.Equal(page, describe(l)) {
		t.Errorf("docs/arrival.md is not what the traces give: go run ./proving/arrival/fit (%v)", err)
	}
}

// The law of follow-ups is found again in what it makes.
func TestFollowLaw(t *testing.T) {
	for _, want := range []arrival.Follow{{Mean: .7, Spread: 1.2}, {Mean: 2, Spread: 0}} {
		var seen, goes [turns]float64
		for i := range turns {
			seen[i] = 1e5 * beyond(want.Mean, want.Spread, i)
			goes[i] = 1e5 * beyond(want.Mean, want.Spread, i+1)
		}
		got := followLaw(seen, goes)
		if math.Abs(got.Mean/want.Mean-1) > .05 || math.Abs(got.Spread-want.Spread) > .1 {
			t.Errorf("%+v came back as %+v", want, got)
		}
	}
}

func TestRowsNameTheLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte("a,b\n1,2\n3,secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := rows(path, func(r *row) error { r.number("a"); r.number("b"); return r.err })
	if err == nil || !strings.Contains(err.Error(), "x.csv:3") || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
	if _, err := rows(path, func(r *row) error { r.number("c"); return r.err }); err == nil {
		t.Error("a missing column is no error")
	}
}
