// Command bench measures a hunt end to end beside the floor of the same run, and
// writes the tables of docs/performance.md. It has parts, which can be run one by
// one: each replaces what the page says of it.
//
//   - growth: replays of one block, of several sizes, and how time grows with them
//   - large: the same of the sizes that the budgets name
//   - incremental: a hunt after one more day has come
//   - case: sealing, verifying and proving of a case of the published size
//   - formats: a hunt in the formats of other tools
//   - generator: how fast the range is made
//
// What is hunted in is the letter's world of the range, made before anything is
// measured.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/stillhunt/stillhunt/internal/marks"
)

func main() {
	var b bench
	only := flag.String("only", "growth,incremental,case,formats,generator", "the parts to run, of growth, large, incremental, case, formats and generator")
	flag.StringVar(&b.program, "stillhunt", "bin/stillhunt", "the program to measure")
	flag.StringVar(&b.page, "out", "docs/performance.md", "where the tables are written")
	flag.StringVar(&b.plot, "plot", "docs/growth.svg", "where the growth is drawn")
	flag.StringVar(&b.dir, "dir", "", "where worlds are kept, and hunts while they are measured (default: a temporary directory)")
	b.sizes = sizes{1_000_000, 3_000_000, 10_000_000, 30_000_000}
	flag.Var(&b.sizes, "exchanges", "how many exchanges to hunt in, a list")
	b.large = sizes{28_800_000, 151_000_000}
	flag.Var(&b.large, "large", "the same of the part large")
	flag.Int64Var(&b.sealed, "case", 28_800_000, "exchanges of the case that is sealed")
	flag.Int64Var(&b.block, "block", 0, "exchanges of the block that is replayed, half a million at least (default: the least of the sizes, at most 2.4 million)")
	flag.IntVar(&b.window, "window", 45, "days within which the replicas of the block lie")
	flag.Float64Var(&b.letter, "letter", 1, "scale of the letter that is generated; 1 is the published size, about 12 GB")
	var w replica
	flag.StringVar(&w.dir, "write", "", "write the replay of the world in this folder to the standard output, once a line comes from the standard input, and measure nothing")
	flag.StringVar(&w.accounts, "write-accounts", "", "with -write: where the facts of the accounts go")
	flag.IntVar(&w.replicas, "replicas", 1, "with -write: how many")
	flag.Parse()
	ctx := context.Background()
	err := errors.New("there are no arguments beside flags")
	switch {
	case flag.NArg() > 0:
	case w.dir != "":
		w.window = b.window
		err = w.write(ctx, os.Stdin, os.Stdout, os.Stderr)
	default:
		err = b.run(ctx, strings.Split(*only, ","))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// sizes is a flag of several numbers.
type sizes []int64

func (s *sizes) String() string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(*s), " ", ","), "[]")
}

func (s *sizes) Set(text string) error {
	*s = nil
	for _, word := range strings.Split(text, ",") {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of exchanges", word)
		}
		*s = append(*s, n)
	}
	return nil
}

// bench is what is measured, and with what.
type bench struct {
	program, page, plot, dir string
	sizes, large             sizes
	block, sealed            int64
	window                   int
	letter                   float64
}

// run measures the parts and writes each into the page once it is known.
func (b *bench) run(ctx context.Context, parts []string) error {
	if b.dir == "" {
		tmp, err := os.MkdirTemp("", "stillhunt-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		b.dir = tmp
	}
	known := map[string]func(context.Context) (string, error){
		"growth": b.growth, "large": b.largest, "incremental": b.incremental, "case": b.dossiers, "formats": b.formats, "generator": b.generator,
	}
	for _, part := range parts {
		if known[part] == nil {
			return fmt.Errorf("there is no part %q: growth, large, incremental, case, formats and generator are", part)
		}
	}
	for _, part := range parts {
		where, err := b.conditions(ctx)
		if err != nil {
			return err
		}
		text, err := known[part](ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", part, err)
		}
		text = where + "\n\n" + text
		fmt.Print(text)
		if err := marks.File(b.page, "make bench: "+part, text); err != nil {
			return err
		}
	}
	return nil
}

// conditions say what was measured on what, before the measuring.
func (b *bench) conditions(ctx context.Context) (string, error) {
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "", err
	}
	version, err := exec.CommandContext(ctx, b.program, "version").Output()
	if err != nil {
		return "", fmt.Errorf("asking %s for its version: %w", b.program, err)
	}
	return fmt.Sprintf("Of %s, on %d cores, load %s before.", strings.TrimSpace(string(version)), runtime.GOMAXPROCS(0), strings.Fields(string(load))[0]), nil
}

// world makes the block that is replayed in these sizes, and measures the floor
// on it.
func (b *bench) world(ctx context.Context, sizes []int64) (traffic, figures, error) {
	t, err := makeTraffic(ctx, block(b.dir, cmp.Or(b.block, min(blockExchanges, slices.Min(sizes)))))
	if err != nil {
		return t, figures{}, err
	}
	floor, err := measureFloor(ctx, t)
	floor.exchanges = t.exchanges
	return t, floor, err
}

func (b *bench) formats(ctx context.Context) (string, error) {
	all, err := measureFormats(ctx, b.program, b.dir)
	if err != nil {
		return "", err
	}
	return formatTable(all), nil
}

func (b *bench) generator(ctx context.Context) (string, error) {
	letter, err := measureGenerator(ctx, b.program, b.dir, b.letter)
	if err != nil {
		return "", err
	}
	return generatorTable(letter), nil
}

// huntDir is where a hunt that is measured writes.
func (b *bench) huntDir() string { return filepath.Join(b.dir, "hunt") }
