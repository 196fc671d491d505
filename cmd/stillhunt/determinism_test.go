package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The same exchanges give byte-identical results, however they lie in files
// and whatever the machine.
func TestOneResultHoweverTheTrafficComes(t *testing.T) {
	want, r := found(t, reference(t))
	if len(r.Campaigns) != 2 {
		t.Fatalf("%d campaigns are named in the quickstart range, which holds two", len(r.Campaigns))
	}
	deal := func(t *testing.T, n int, pack func(testing.TB, []byte) []byte, end string) []string {
		dir, all := t.TempDir(), slices.Clone(lines(traffic(t)))
		random := rand.New(rand.NewPCG(7, uint64(n)))
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		var files []string
		for i := range n {
			part := bytes.Join(all[i*len(all)/n:(i+1)*len(all)/n], nil)
			files = append(files, write(t, filepath.Join(dir, fmt.Sprint(i, end)), pack(t, part)))
		}
		return files
	}
	plain := func(_ testing.TB, b []byte) []byte { return b }
	for _, c := range []struct {
		name   string
		inputs func(t *testing.T) []string
		env    []string
		stdin  bool
	}{
		{name: "one core", inputs: trafficOf, env: []string{"GOMAXPROCS=1"}},
		{name: "two cores", inputs: trafficOf, env: []string{"GOMAXPROCS=2"}},
		{name: "arguments in another order", inputs: func(t *testing.T) []string {
			files := slices.Clone(trafficFiles(t))
			slices.Reverse(files)
			return files
		}},
		{name: "files under other names", inputs: func(t *testing.T) []string {
			dir, files := t.TempDir(), trafficFiles(t)
			for i, j := range rand.New(rand.NewPCG(3, 4)).Perm(len(files)) {
				if err := os.Symlink(files[j], filepath.Join(dir, fmt.Sprintf("%02d.log", i))); err != nil {
					t.Fatal(err)
				}
			}
			return []string{dir}
		}},
		{name: "lines in other files, plain", inputs: func(t *testing.T) []string { return deal(t, 5, plain, ".jsonl") }},
		{name: "lines in other files, gzip", inputs: func(t *testing.T) []string { return deal(t, 2, gzipped, ".gz") }},
		{name: "one file, zstd, and a misleading name", inputs: func(t *testing.T) []string { return deal(t, 1, zstded, ".gz") }},
		{name: "standard input", inputs: func(*testing.T) []string { return []string{"-"} }, stdin: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, out := program{env: c.env}, t.TempDir()
			if c.stdin {
				p.stdin = bytes.NewReader(traffic(t))
			}
			p.ok(t, append([]string{"hunt", "--accounts", accounts(t), "--out", out, "--quiet"}, c.inputs(t)...)...)
			if got, _ := found(t, out); !bytes.Equal(got, want) {
				t.Errorf("campaigns.json differs:\n%s", difference(got, want))
			}
		})
	}
}

func trafficOf(t *testing.T) []string { return []string{quickstart(t)} }

// A log that came twice changes nothing but the count of duplicates.
func TestTheSameFilesTwice(t *testing.T) {
	want, r := found(t, reference(t))
	dir, out := t.TempDir(), t.TempDir()
	for _, f := range trafficFiles(t) {
		write(t, filepath.Join(dir, "again-"+filepath.Base(f)), read(t, f))
	}
	program{}.ok(t, "hunt", quickstart(t), dir, "--accounts", accounts(t), "--out", out, "--quiet")
	got, twice := found(t, out)
	if twice.Input.Duplicates != r.Input.Exchanges || twice.Input.Exchanges != r.Input.Exchanges {
		t.Errorf("%d exchanges and %d duplicates, want %d of each", twice.Input.Exchanges, twice.Input.Duplicates, r.Input.Exchanges)
	}
	counted := fmt.Sprintf(`"duplicates": %d`, r.Input.Exchanges)
	if got = bytes.Replace(got, []byte(counted), []byte(`"duplicates": 0`), 1); !bytes.Equal(got, want) {
		t.Errorf("campaigns.json differs:\n%s", difference(got, want))
	}
}

// Of two lines with one id that say different things the same one is kept,
// whichever comes first, and the user is told.
func TestOneIDTwoContents(t *testing.T) {
	one := []byte(`{"time":"2026-03-01T10:00:00Z","stillhunt.exchange.id":"s0","user.id":"acct_0","gen_ai.input.messages":"other words"}` + "\n")
	var results [][]byte
	for _, names := range [][]string{{"a", "b"}, {"b", "a"}} {
		dir, out := t.TempDir(), t.TempDir()
		write(t, filepath.Join(dir, names[0]), small(50))
		write(t, filepath.Join(dir, names[1]), one)
		o := program{}.ok(t, "hunt", dir, "--out", out)
		if !strings.Contains(o.err, "came twice with different content under one id: 1") {
			t.Errorf("standard error does not tell: %q", o.err)
		}
		b, r := found(t, out)
		if r.Input.Exchanges != 50 || r.Input.Duplicates != 1 {
			t.Errorf("%d exchanges, %d duplicates", r.Input.Exchanges, r.Input.Duplicates)
		}
		results = append(results, b)
	}
	if !bytes.Equal(results[0], results[1]) {
		t.Errorf("the order decides:\n%s", difference(results[1], results[0]))
	}
}

// difference shows the first lines that differ.
func difference(got, want []byte) string {
	a, b := lines(got), lines(want)
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			return fmt.Sprintf("line %d\n got %swant %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}
