package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// incremental hunts in the days of a block but the last, again after that has
// come, and in all of them from scratch.
func (b *bench) incremental(ctx context.Context) (string, error) {
	t, err := makeTraffic(ctx, block(b.dir, cmp.Or(b.block, b.sizes[0])))
	if err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(t.path, "*"))
	if err != nil || len(files) < 2 {
		return "", errors.Join(err, fmt.Errorf("%s has not the files of two days", t.path))
	}
	last := len(files) - 1
	day := traffic{path: files[last], accounts: t.accounts}
	if err := day.measure(ctx); err != nil {
		return "", err
	}
	grown := traffic{path: filepath.Join(b.dir, "days"), accounts: t.accounts, exchanges: t.exchanges}
	if err := errors.Join(os.RemoveAll(grown.path), os.RemoveAll(b.huntDir()), os.Mkdir(grown.path, 0o755)); err != nil {
		return "", err
	}
	var all [3]figures // before the last day, after it, from scratch
	for i, f := range files {
		if i == last {
			if all[0], err = huntAgain(ctx, b.program, b.dir, b.huntDir(), grown); err != nil {
				return "", err
			}
		}
		if err := os.Link(f, filepath.Join(grown.path, filepath.Base(f))); err != nil {
			return "", err
		}
	}
	all[0].exchanges = t.exchanges - day.exchanges
	if all[1], err = huntAgain(ctx, b.program, b.dir, b.huntDir(), grown); err != nil {
		return "", err
	}
	if all[2], err = measureHunt(ctx, b.program, b.dir, grown); err != nil {
		return "", err
	}
	return incrementalTable(all, float64(day.exchanges)/float64(t.exchanges)), errors.Join(os.RemoveAll(grown.path), os.RemoveAll(b.huntDir()))
}

func incrementalTable(all [3]figures, share float64) string {
	text := "| hunt | exchanges | time | CPU-s | of the time, of the CPU from scratch |\n|---|---|---|---|---|\n"
	for i, what := range []string{"in all days but the last", "again, after the last has come", "in all days, from scratch"} {
		f := all[i]
		text += fmt.Sprintf("| %s | %s | %s | %.1f | %.2f, %.2f |\n", what, millions(f.exchanges), f.took.Round(time.Second/10), f.cpu.Seconds(),
			f.took.Seconds()/all[2].took.Seconds(), f.cpu.Seconds()/all[2].cpu.Seconds())
	}
	return text + fmt.Sprintf("\nThe last day has %.3f of the exchanges: the hunt after it takes %.1f times that share of the time, and %.1f times that of the CPU. The budget is the cost of the new day, not of the history.\n",
		share, all[1].took.Seconds()/all[2].took.Seconds()/share, all[1].cpu.Seconds()/all[2].cpu.Seconds()/share)
}
