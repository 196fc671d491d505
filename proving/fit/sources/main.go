// Command sources says what is found of a campaign whose prompts come from a
// source that no weight has seen: for each source of real harvest prompts, laws
// are learnt from the lessons of proving/fit/rivals without the campaigns that
// drew from it or its kin, and a hunt with those laws looks for a campaign that
// draws from it alone, at the evasive setting.
//
//	go run ./proving/fit/sources -dir /tmp/worlds -data ../shared/data
//
// It writes its table into docs/scoreboard.md. The codebook saw people's prompts
// only, the grammars of intents are written by hand, and no detector reads the
// heads that were fitted on harvests; all of them stay.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/internal/marks"
	"github.com/stillhunt/stillhunt/internal/parallel"
	"github.com/stillhunt/stillhunt/proving"
	"github.com/stillhunt/stillhunt/proving/fit/lessons"
	"github.com/stillhunt/stillhunt/proving/fit/split"
	"github.com/stillhunt/stillhunt/proving/pool"
)

// seeds of the worlds: none of those that laws are learnt from.
var seeds = []uint64{41}

// world is the setting.
const (
	suite    = "evasive"
	scenario = "letter-evasive"
)

func main() {
	dir := flag.String("dir", "", "folder that proving/fit/rivals keeps its lessons in")
	data := flag.String("data", "../shared/data", "folder of the pools of real prompts")
	out := flag.String("out", "docs/scoreboard.md", "page with the table's marks")
	only := flag.String("only", "", "one source; then the table is printed")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *dir, *data, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "sources:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, data, out, only string) error {
	all, err := lessons.Read(dir)
	if err != nil {
		return err
	}
	set, err := pool.Read(ctx, []string{filepath.Join(data, "harvest_prompts.jsonl.gz")}, false)
	if err != nil {
		return err
	}
	rows := make([]string, len(set.Harvest))
	failed := make([]error, len(set.Harvest))
	err = parallel.Run(ctx, len(set.Harvest), 1, func(i, _ int) {
		if s := set.Harvest[i]; only == "" || s.Name == only {
			rows[i], failed[i] = row(ctx, s, data, all)
		}
	})
	for _, e := range append(failed, err) {
		if e != nil {
			return e
		}
	}
	table := "| source | prompts | campaigns of lessons left out | named | account recall (worst seed) | account precision | innocents accused |\n|---|---|---|---|---|---|---|\n" + strings.Join(rows, "")
	if only != "" {
		_, err := fmt.Print(table)
		return err
	}
	return marks.File(out, "sources", fmt.Sprintf("World `%s` of suite `%s`, seeds %v, one campaign that draws from one source; thresholds `%s`.\n\n%s", scenario, suite, seeds, campaign.Thresholds()[:16], table))
}

// row hunts for campaigns that draw from one source.
func row(ctx context.Context, s pool.Source, data string, all []campaign.Lesson) (string, error) {
	kept := without(s.Name, all)
	dir, err := os.MkdirTemp("", "stillhunt-sources-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	prompts := filepath.Join(dir, "harvest.jsonl")
	if err := write(prompts, s); err != nil {
		return "", err
	}
	worlds, err := proving.FindSuite(suite)
	if err != nil {
		return "", err
	}
	worlds.Seeds = seeds
	worlds.Worlds = slices.DeleteFunc(worlds.Worlds, func(w proving.World) bool { return w.Scenario != scenario })
	var recall []float64
	var named, hits, guilty, wrong int
	o := proving.RunOptions{Dir: dir, Prompts: []string{filepath.Join(data, "benign_prompts.jsonl.gz"), prompts}, Laws: campaign.Learn(kept)}
	err = proving.RunSuite(ctx, worlds, o, func(t proving.Trial) {
		r := t.Score.Recall
		recall = append(recall, r.Value)
		hits, guilty, wrong = hits+r.Hits, guilty+r.Of, wrong+t.Score.Wrongful.Count
		if r.Hits > 0 {
			named++
		}
		fmt.Fprintf(os.Stderr, "%s, seed %d: recall %.3f, %d innocents accused\n", s.Name, t.Seed, r.Value, t.Score.Wrongful.Count)
	})
	if err != nil {
		return "", fmt.Errorf("%s: %w", s.Name, err)
	}
	precision := "–"
	if hits+wrong > 0 {
		precision = fmt.Sprintf("%.4f", float64(hits)/float64(hits+wrong))
	}
	return fmt.Sprintf("| %s | %d | %d | %d of %d | %.3f (%.3f) | %s | %d |\n", s.Name, len(s.Texts), len(all)-len(kept), named, len(seeds),
		float64(hits)/float64(guilty), slices.Min(recall), precision, wrong), nil
}

// without leaves out the lessons of campaigns that drew from a source or its kin.
func without(source string, all []campaign.Lesson) []campaign.Lesson {
	return slices.DeleteFunc(slices.Clone(all), func(l campaign.Lesson) bool {
		return slices.ContainsFunc(l.Sources, func(of string) bool { return split.Kin(of) == split.Kin(source) })
	})
}

// write makes a pool of one source.
func write(path string, s pool.Source) error {
	var b bytes.Buffer
	lines := json.NewEncoder(&b)
	for _, text := range s.Texts {
		if err := lines.Encode(map[string]string{"label": "harvest", "source": s.Name, "text": text}); err != nil {
			return err
		}
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}
