package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/internal/cluster"
)

// nodes starts three real ClickHouse nodes.
func nodes(t *testing.T) *cluster.Cluster {
	t.Helper()
	lib := os.Getenv(cluster.Folder)
	if lib == "" {
		t.Skipf("set %s to the folder that scripts/clickhouse made, to test with real ClickHouse nodes", cluster.Folder)
	}
	c, err := cluster.Start(context.Background(), cluster.Options{Dir: t.TempDir(), LibDir: lib, Nodes: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func place(c *cluster.Cluster, database string) string {
	return "clickhouse://default:@" + strings.Join(c.Addresses(), ",") + "/" + database
}

// fillLake runs workers side by side, as on machines of their own.
func fillLake(t *testing.T, input, lake string, workers int, options ...string) {
	t.Helper()
	var g sync.WaitGroup
	for w := 1; w <= workers; w++ {
		args := append([]string{"ingest", input, "--lake", lake, "--worker", fmt.Sprintf("%d/%d", w, workers), "--out", filepath.Join(t.TempDir(), "state"), "--quiet"}, options...)
		g.Go(func() {
			if o, err := (program{}).start(args...); err != nil {
				t.Errorf("worker %d: %v: %s", w, err, o.err)
			}
		})
	}
	g.Wait()
}

// Hunts in a lake of three nodes find, byte for byte, what hunts on one machine
// find, though a worker is killed and a node dies.
func TestClusterFindsTheSame(t *testing.T) {
	c := nodes(t)
	for _, world := range []struct {
		name   string
		range_ string
		deaths []time.Duration // into a hunt
	}{
		{"quickstart", quickstart(t), []time.Duration{100 * time.Millisecond, 500 * time.Millisecond, 1200 * time.Millisecond}},
		{"letter", letter(t), []time.Duration{3 * time.Second}},
	} {
		t.Run(world.name, func(t *testing.T) {
			facts := filepath.Join(world.range_, "accounts.jsonl")
			lake, alone, together := place(c, world.name), filepath.Join(t.TempDir(), "alone"), filepath.Join(t.TempDir(), "together")
			program{}.ok(t, "hunt", world.range_, "--accounts", facts, "--out", alone, "--quiet")
			want, r := found(t, alone)
			if len(r.Campaigns) == 0 {
				t.Fatal("no campaign: there is nothing to compare")
			}
			worker := []string{"ingest", world.range_, "--lake", lake, "--worker", "1/2", "--out", filepath.Join(t.TempDir(), "killed"), "--quiet"}
			for i := range 3 { // killed while it writes
				killAfter(t, worker, func(ended <-chan struct{}) {
					select {
					case <-ended:
					case <-time.After(time.Duration(300+400*i) * time.Millisecond):
					}
				}, true)
			}
			fillLake(t, world.range_, lake, 2)
			program{}.ok(t, "hunt", "--lake", lake, "--accounts", facts, "--out", together, "--quiet")
			if got, _ := found(t, together); !bytes.Equal(got, want) {
				t.Fatalf("on three nodes:\n%s", difference(got, want))
			}

			// The same hunt, and a node dies in the middle of it.
			for i, delay := range world.deaths {
				out := filepath.Join(t.TempDir(), "dying")
				died := make(chan error, 1)
				go func() {
					time.Sleep(delay)
					died <- c.Kill(1)
				}()
				o := program{}.run(t, "hunt", "--lake", lake, "--accounts", facts, "--out", out, "--quiet")
				if err := <-died; err != nil {
					t.Fatal(err)
				}
				if o.code == 0 {
					if got, _ := found(t, out); !bytes.Equal(got, want) {
						t.Fatalf("a node died after %v, and the hunt answered with a part:\n%s", delay, difference(got, want))
					}
				} else if !strings.Contains(o.err, c.Addresses()[1]) {
					t.Errorf("a node died after %v, and the error does not name it: %s", delay, o.err)
				}
				if err := c.Restart(context.Background(), 1); err != nil {
					t.Fatal(err)
				}
				if i == len(world.deaths)-1 { // what failed can be done again
					program{}.ok(t, "hunt", "--lake", lake, "--accounts", facts, "--out", out, "--quiet")
					if got, _ := found(t, out); !bytes.Equal(got, want) {
						t.Errorf("after the node came back:\n%s", difference(got, want))
					}
				}
			}
		})
	}
}

// letter is the letter's campaign at a twentieth of its accounts, for ten days.
func letter(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	program{}.ok(t, "range", "generate", "letter", "--scale", "0.05", "--benign", "3000", "--days", "10", "-o", dir, "--quiet")
	return dir
}
