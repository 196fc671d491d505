package main

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// inOrder are the lines of a range's traffic, by time.
func inOrder(t *testing.T, dir string) [][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "traffic", "*.zst"))
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	unpack, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer unpack.Close()
	for _, path := range files {
		text, err := unpack.DecodeAll(read(t, path), nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, lines(text)...)
	}
	stamp := func(line []byte) []byte { return line[:len(`{"time":"2026-03-02T00:00:00.000Z"`)] }
	slices.SortStableFunc(all, func(a, b []byte) int { return bytes.Compare(stamp(a), stamp(b)) })
	return all
}

// A hunt in a log that has grown gives what a hunt in all of it gives, wherever
// the log was cut: fifty cuts, ten one after the other in five logs.
func TestAGrownLogIsHuntedAsAWholeOne(t *testing.T) {
	facts, all := accounts(t), inOrder(t, quickstart(t))
	random := rand.New(rand.NewPCG(7, 50))
	named := 0
	for run := range 5 {
		log, grown := t.TempDir(), filepath.Join(t.TempDir(), "grown")
		cuts := make([]int, 10)
		for i := range cuts {
			cuts[i] = len(all)/3 + random.IntN(len(all)*2/3)
		}
		slices.Sort(cuts)
		from := 0
		for i, to := range cuts {
			if from == to {
				continue
			}
			write(t, filepath.Join(log, fmt.Sprintf("%02d.jsonl", i)), slices.Concat(all[from:to]...))
			from = to
			program{}.ok(t, "hunt", log, "--accounts", facts, "--out", grown, "--max-rejected", "1", "--quiet")
			whole := filepath.Join(t.TempDir(), "whole")
			program{}.ok(t, "hunt", log, "--accounts", facts, "--out", whole, "--quiet")
			got, _ := found(t, grown)
			want, r := found(t, whole)
			if !bytes.Equal(got, want) {
				t.Fatalf("run %d, cut %d after %d lines:\n%s", run, i, to, difference(got, want))
			}
			named += len(r.Campaigns)
			if err := os.RemoveAll(whole); err != nil {
				t.Fatal(err)
			}
		}
	}
	if named < 10 {
		t.Errorf("%d campaigns were named in all hunts: the test says little", named)
	}
}

// Workers and hunts of one lake are killed at two hundred random moments; what
// comes after is what a hunt that was left alone finds, and nothing is lost.
func TestTwoHundredKills(t *testing.T) {
	range_, facts := quickstart(t), accounts(t)
	want, whole := found(t, reference(t))
	random := rand.New(rand.NewPCG(9, 200))
	const rounds, kills = 8, 25
	late := 0
	for round := range rounds {
		dir := t.TempDir()
		at := func(name string) string { return filepath.Join(dir, name) }
		commands := [][]string{
			{"ingest", range_, "--lake", at("lake"), "--worker", "1/2", "--out", at("one"), "--quiet"},
			{"ingest", range_, "--lake", at("lake"), "--worker", "2/2", "--out", at("two"), "--quiet"},
			{"hunt", "--lake", at("lake"), "--accounts", facts, "--out", at("hunt"), "--quiet"},
		}
		for died := 0; died < kills; {
			which := random.IntN(2)
			if died == kills/2 { // from here on there is something to hunt in
				program{}.ok(t, commands[0]...)
				program{}.ok(t, commands[1]...)
			}
			if died >= kills/2 {
				which = random.IntN(3)
			}
			delay := time.Duration(20+random.IntN(cmp.Or(map[int]int{2: 1500}[which], 700))) * time.Millisecond
			if killAfter(t, commands[which], func(ended <-chan struct{}) {
				select {
				case <-ended:
				case <-time.After(delay):
				}
			}, true) {
				died++
				continue
			}
			if late++; late > rounds*kills {
				t.Fatal("the programs end before they are killed")
			}
			if which < 2 && died < kills/2 { // it is done: begin again, so that kills meet work
				if err := os.RemoveAll(at("lake")); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, c := range commands {
			program{}.ok(t, c...)
		}
		got, r := found(t, at("hunt"))
		if r.Input.Exchanges != whole.Input.Exchanges || !bytes.Equal(got, want) {
			t.Fatalf("round %d: %d exchanges of %d:\n%s", round, r.Input.Exchanges, whole.Input.Exchanges, difference(got, want))
		}
	}
}
