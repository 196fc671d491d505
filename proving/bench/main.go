// Command bench measures a hunt end to end, in exchanges a second, peak memory
// and bytes an exchange in the lake, beside the floor of the same run, and how
// fast the range is made, and what a hunt in the formats of other tools takes; it writes the table of docs/performance.md.
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
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/internal/marks"
)

func main() {
	exchanges := flag.Int64("exchanges", 5_000_000, "how many exchanges to hunt in")
	binary := flag.String("stillhunt", "bin/stillhunt", "the binary to measure")
	out := flag.String("out", "docs/performance.md", "where the table is written")
	dir := flag.String("dir", "", "where the traffic is kept (default: a temporary directory)")
	scale := flag.Float64("letter", 1, "scale of the letter that is generated; 1 is the published size, about 12 GB")
	flag.Parse()
	if err := run(context.Background(), *exchanges, *scale, *binary, *out, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, exchanges int64, scale float64, binary, out, dir string) error {
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
	floor.exchanges = t.exchanges
	hunt, err := measureHunt(ctx, binary, dir, t)
	if err != nil {
		return err
	}
	formats, err := measureFormats(ctx, binary, dir)
	if err != nil {
		return err
	}
	letter, err := measureGenerator(ctx, binary, dir, scale)
	if err != nil {
		return err
	}
	table := table(t, floor, hunt, letter, strings.Fields(string(load))[0]) + formatTable(formats)
	fmt.Print(table)
	return marks.File(out, "make bench", table)
}

// figures is what one measured run gives.
type figures struct {
	exchanges int64
	harvest   int64 // of the generator's
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
	f, err := measure(ctx, dir, binary, "hunt", t.path, "--accounts", t.accounts, "--out", out, "--quiet")
	if err != nil {
		return f, err
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
	f.exchanges, f.lakeBytes = t.exchanges, m.LakeBytes
	return f, nil
}

func table(t traffic, floor, hunt, letter figures, load string) string {
	rate := func(f figures) float64 { return float64(f.exchanges) / f.took.Seconds() }
	return fmt.Sprintf(`| what | measured | budget at this stage |
|---|---|---|
| traffic | %.1f M exchanges, %d accounts, %d bytes a line, %d cores, load %s before | |
| hunt, end to end | %.0f exchanges/s (%s, %.1f CPU-s a million) | ≥ 40,000 |
| floor: read, parse, shingle, MinHash, SimHash, hash | %.0f exchanges/s (%.1f CPU-s a million) | |
| ratio to the floor | %.2f | |
| peak memory | %d MiB | ≤ 2,048 |
| lake | %.1f bytes an exchange | ≤ 120 |
| range generate letter, %.1f M exchanges, %.1f M of them harvest | %s, %.0f exchanges/s | 28.8 M in ≤ 10 min |
| its peak memory | %d MiB | ≤ 1,024 |
`,
		float64(t.exchanges)/1e6, t.people, t.bytes/t.exchanges, runtime.GOMAXPROCS(0), load,
		rate(hunt), hunt.took.Round(time.Second), hunt.cpu.Seconds()/float64(t.exchanges)*1e6,
		rate(floor), floor.cpu.Seconds()/float64(t.exchanges)*1e6,
		rate(hunt)/rate(floor),
		hunt.memory>>20, float64(hunt.lakeBytes)/float64(t.exchanges),
		float64(letter.exchanges)/1e6, float64(letter.harvest)/1e6, letter.took.Round(time.Second), rate(letter), letter.memory>>20)
}
