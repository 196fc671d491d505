// Command bench measures a hunt end to end, in exchanges a second, peak memory
// and bytes an exchange in the lake, beside the floor of the same run, and
// writes the table of docs/performance.md.
//
// The traffic is the letter's world of the range in plain JSON Lines, made before
// anything is measured.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

func main() {
	exchanges := flag.Int64("exchanges", 5_000_000, "how many exchanges to hunt in")
	binary := flag.String("stillhunt", "bin/stillhunt", "the binary to measure")
	out := flag.String("out", "docs/performance.md", "where the table is written")
	dir := flag.String("dir", "", "where the traffic is kept (default: a temporary directory)")
	flag.Parse()
	if err := run(context.Background(), *exchanges, *binary, *out, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, exchanges int64, binary, out, dir string) error {
	if dir == "" {
		tmp, err := os.MkdirTemp("", "stillhunt-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		dir = tmp
	}
	t, err := makeTraffic(ctx, world(dir, exchanges))
	if err != nil {
		return err
	}
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return err
	}
	floor, err := measureFloor(ctx, t)
	if err != nil {
		return err
	}
	hunt, err := measureHunt(ctx, binary, dir, t)
	if err != nil {
		return err
	}
	table := table(t, floor, hunt, strings.Fields(string(load))[0])
	fmt.Print(table)
	return replaceTable(out, table)
}

// figures is what one measured run gives.
type figures struct {
	took      time.Duration
	cpu       time.Duration
	memory    int64 // peak resident bytes
	lakeBytes int64
}

// measureHunt runs the binary on the traffic, as its user would.
func measureHunt(ctx context.Context, binary, dir string, t traffic) (figures, error) {
	out := filepath.Join(dir, "hunt")
	if err := os.RemoveAll(out); err != nil {
		return figures{}, err
	}
	cmd := exec.CommandContext(ctx, binary, "hunt", t.path, "--accounts", t.accounts, "--out", out, "--quiet")
	cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+dir) // a key of its own
	cmd.Stderr = os.Stderr
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return figures{}, fmt.Errorf("hunting: %w", err)
	}
	f := figures{took: time.Since(began), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		f.memory = u.Maxrss << 10
	}
	b, err := os.ReadFile(filepath.Join(out, "manifest.json"))
	if err != nil {
		return f, err
	}
	var m struct {
		LakeBytes int64 `json:"lake_bytes"`
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return f, err
	}
	f.lakeBytes = m.LakeBytes
	return f, nil
}

func table(t traffic, floor, hunt figures, load string) string {
	rate := func(f figures) float64 { return float64(t.exchanges) / f.took.Seconds() }
	return fmt.Sprintf(`| what | measured | budget at this stage |
|---|---|---|
| traffic | %.1f M exchanges, %d accounts, %d bytes a line, %d cores, load %s before | |
| hunt, end to end | %.0f exchanges/s (%s, %.1f CPU-s a million) | ≥ 40,000 |
| floor: read, parse, shingle, MinHash, SimHash, hash | %.0f exchanges/s (%.1f CPU-s a million) | |
| ratio to the floor | %.2f | |
| peak memory | %d MiB | ≤ 2,048 |
| lake | %.1f bytes an exchange | ≤ 120 |
`,
		float64(t.exchanges)/1e6, t.people, t.bytes/t.exchanges, runtime.GOMAXPROCS(0), load,
		rate(hunt), hunt.took.Round(time.Second), hunt.cpu.Seconds()/float64(t.exchanges)*1e6,
		rate(floor), floor.cpu.Seconds()/float64(t.exchanges)*1e6,
		rate(hunt)/rate(floor),
		hunt.memory>>20, float64(hunt.lakeBytes)/float64(t.exchanges))
}
