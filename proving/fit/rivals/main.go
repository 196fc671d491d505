// Command rivals fits what each detector expects of campaigns and of the
// innocent groups that look like them, on training worlds of the range that no
// figure is reported on:
//
//	go run ./proving/fit/rivals -dir /tmp/worlds -prompts ../shared/data/benign_prompts.jsonl.gz -prompts ../shared/data/harvest_prompts.jsonl.gz
//
// It writes campaign/learnt.go. Worlds and hunts stay in -dir, and are not made
// again.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/proving/fit/lessons"
)

type paths []string

func (p *paths) String() string     { return strings.Join(*p, ", ") }
func (p *paths) Set(s string) error { *p = append(*p, s); return nil }

func main() {
	var prompts paths
	dir := flag.String("dir", "", "folder for worlds and hunts: about 12 GB")
	out := flag.String("out", "campaign/learnt.go", "file to write")
	flag.Var(&prompts, "prompts", "pool of real prompts; repeat it for more")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *dir, *out, prompts); err != nil {
		fmt.Fprintln(os.Stderr, "rivals:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, out string, prompts []string) error {
	learnt, err := lessons.Learn(ctx, dir, prompts, os.Stderr)
	if err != nil {
		return err
	}
	text, err := campaign.Learn(learnt).Source()
	if err != nil {
		return err
	}
	return os.WriteFile(out, text, 0o644)
}
