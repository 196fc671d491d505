// Command cluster shows a hunt on several machines, on one: it starts three
// ClickHouse nodes on loopback, makes the quickstart range, fills a lake on the
// nodes with three workers side by side, hunts in it, and compares what was
// found with a hunt that needs no nodes.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/internal/cluster"
)

func main() {
	binary := flag.String("stillhunt", "bin/stillhunt", "the program that workers and hunts run")
	lib := flag.String("clickhouse", os.Getenv(cluster.Folder), "what scripts/clickhouse made")
	dir := flag.String("dir", "demo-cluster", "where everything goes; it is emptied first")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *binary, *lib, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "cluster:", err)
		os.Exit(1)
	}
}

const (
	nodes   = 3
	workers = 3
)

func run(ctx context.Context, binary, lib, dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	began := time.Now()
	say := func(format string, values ...any) {
		fmt.Printf("%5.1f s  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, values...))
	}
	stillhunt := func(ctx context.Context, args ...string) error {
		c := exec.CommandContext(ctx, binary, args...)
		c.Stdout, c.Stderr = os.Stdout, os.Stderr
		return c.Run()
	}

	c, err := cluster.Start(ctx, cluster.Options{Dir: at("nodes"), LibDir: lib, Nodes: nodes})
	if err != nil {
		return err
	}
	defer c.Close()
	say("ClickHouse answers at %s", strings.Join(c.Addresses(), ", "))
	if err := stillhunt(ctx, "range", "generate", "quickstart", "-o", at("range"), "--quiet"); err != nil {
		return err
	}
	say("the quickstart range is made")

	lake := "clickhouse://" + strings.Join(c.Addresses(), ",") + "/stillhunt"
	g, working := errgroup.WithContext(ctx)
	for w := 1; w <= workers; w++ {
		g.Go(func() error {
			return stillhunt(working, "ingest", at("range"), "--lake", lake, "--worker", fmt.Sprintf("%d/%d", w, workers), "--out", at(fmt.Sprintf("worker-%d", w)), "--quiet")
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	say("%d workers have filled the lake", workers)
	facts := at("range/accounts.jsonl")
	if err := stillhunt(ctx, "hunt", "--lake", lake, "--accounts", facts, "--out", at("hunt")); err != nil {
		return err
	}
	say("the hunt on %d nodes is done", nodes)
	if err := stillhunt(ctx, "hunt", at("range"), "--accounts", facts, "--out", at("alone"), "--quiet"); err != nil {
		return err
	}
	together, err := os.ReadFile(filepath.Join(at("hunt"), hunt.CampaignsFile))
	if err != nil {
		return err
	}
	alone, err := os.ReadFile(filepath.Join(at("alone"), hunt.CampaignsFile))
	if err != nil {
		return err
	}
	if !bytes.Equal(together, alone) {
		return fmt.Errorf("%s and %s differ", at("hunt"), at("alone"))
	}
	say("a hunt without nodes finds the same, byte for byte; the report is %s", filepath.Join(at("hunt"), "report.html"))
	return nil
}
