package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fill is so many short lines that the log is read in more than one part: what
// was read before a kill is then kept.
func fill(n int) []byte {
	var b bytes.Buffer
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for i := range n {
		at := start.Add(time.Duration(i) * 2 * time.Second).Format(time.RFC3339)
		fmt.Fprintf(&b, `{"time":%q,"stillhunt.exchange.id":"f%d","user.id":"fill_%04d","gen_ai.input.messages":"note %d of the day"}`+"\n", at, i, i%3000, i)
	}
	return b.Bytes()
}

// A hunt killed at random moments, again and again, ends with the result of
// one that was left alone: nothing lost, nothing twice.
func TestKilledHuntsGoOn(t *testing.T) {
	log, calm, out := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, filepath.Join(log, "fill.jsonl.zst"), zstded(t, fill(600_000)))
	args := []string{"hunt", quickstart(t), log, "--accounts", accounts(t), "--quiet", "--out"}
	program{}.ok(t, append(args, calm)...)
	want, r := found(t, calm)

	random := rand.New(rand.NewPCG(2026, 3))
	kills, parts := 0, 0 // parts: runs that found something read before
	for early := true; ; early = kills < 6 {
		if kills > 60 {
			t.Fatal("it never gets anywhere")
		}
		if n := partsRead(t, out); n > 0 {
			parts++
		}
		delay := time.Duration(10+random.IntN(390)) * time.Millisecond
		killed := killAfter(t, append(args, out), func(ended <-chan struct{}) {
			if !early { // the first part is in before this one dies
				for partsRead(t, out) == 0 {
					select {
					case <-ended:
						return
					case <-time.After(5 * time.Millisecond):
					}
				}
			}
			select {
			case <-ended:
			case <-time.After(delay):
			}
		}, kills < 9)
		if !killed {
			break
		}
		kills++
	}
	t.Logf("killed %d times; %d runs found something read before", kills, parts)
	if kills < 5 {
		t.Fatalf("it was killed %d times only", kills)
	}
	got, _ := found(t, out)
	if !bytes.Equal(got, want) {
		t.Errorf("after %d kills campaigns.json differs:\n%s", kills, difference(got, want))
	}
	if read := readNow(t, out); parts == 0 || read >= r.Input.Exchanges {
		t.Errorf("the last run read %d of %d exchanges and %d found something read before: nothing was resumed", read, r.Input.Exchanges, parts)
	}
	checkWhole(t, out, r.Input.Exchanges)
}

// killAfter starts the program and, if it is to die, kills it when wait
// returns; it reports whether the kill came in time.
func killAfter(t *testing.T, args []string, wait func(ended <-chan struct{}), die bool) bool {
	t.Helper()
	c := program{}.command(args...)
	var errs bytes.Buffer
	c.Stderr = &errs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	var err error
	go func() { err = c.Wait(); close(ended) }()
	if die {
		wait(ended)
		_ = c.Process.Kill() // it may have ended
	}
	<-ended
	if err == nil {
		return false
	}
	if s, ok := c.ProcessState.Sys().(syscall.WaitStatus); !ok || !s.Signaled() || s.Signal() != syscall.SIGKILL {
		t.Fatalf("it was not killed, it failed: %v: %s", err, errs.String())
	}
	return true
}

// partsRead is how many parts the lake of a hunt directory has.
func partsRead(t *testing.T, dir string) int {
	t.Helper()
	records, err := filepath.Glob(filepath.Join(dir, "segments", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	return len(records)
}

// checkWhole looks for what a kill could have left: rows that are missing or
// there twice, files that no segment's record names, files half written.
func checkWhole(t *testing.T, dir string, exchanges int64) {
	t.Helper()
	records, err := filepath.Glob(filepath.Join(dir, "segments", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	named, rows := map[string]bool{}, int64(0)
	for _, path := range records {
		var record struct {
			Rows       int64
			Dictionary string
			Days       []struct{ File string }
		}
		if err := json.Unmarshal(read(t, path), &record); err != nil {
			t.Fatal(err)
		}
		named[record.Dictionary] = true
		for _, d := range record.Days {
			named[d.File] = true
		}
		rows += record.Rows
	}
	if rows != exchanges {
		t.Errorf("the records have %d exchanges, the log %d", rows, exchanges)
	}
	if got := int64(len(table(t, filepath.Join(dir, "observations", "*", "*.parquet"), "time")) - 1); got != exchanges {
		t.Errorf("the lake has %d exchanges, the log %d", got, exchanges)
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		inLake := slices.Contains([]string{"observations", "dictionary"}, strings.Split(strings.TrimPrefix(path, dir+"/"), "/")[0])
		if strings.HasSuffix(name, ".tmp") || strings.HasPrefix(name, ".spill") ||
			inLake && !d.IsDir() && !named[name] {
			t.Errorf("%s is left behind", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
