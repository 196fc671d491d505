package click

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stillhunt/stillhunt/internal/cluster"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/contract"
	"github.com/stillhunt/stillhunt/lake/duck"
)

// nodes are the real ClickHouse nodes that all tests share, each with databases
// of its own; nil if STILLHUNT_CLICKHOUSE is not set.
var nodes *cluster.Cluster

func TestMain(m *testing.M) {
	flag.Parse()
	// A round is some hundred statements on three nodes.
	if err := flag.Set("rapid.checks", "4"); err != nil {
		panic(err)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	lib := os.Getenv(cluster.Folder)
	if lib == "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "click")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if nodes, err = start(dir, lib, 3); err != nil {
		panic(err)
	}
	defer nodes.Close()
	return m.Run()
}

var databases atomic.Int64

// address is the URL of a database that no other test has.
func address(t testing.TB, c *cluster.Cluster) string {
	t.Helper()
	if c == nil {
		t.Skipf("set %s to the folder that scripts/clickhouse made, to test with real ClickHouse nodes", cluster.Folder)
	}
	return fmt.Sprintf("clickhouse://%s/test%d", strings.Join(c.Addresses(), ","), databases.Add(1))
}

func open(t testing.TB, url string) *Lake {
	t.Helper()
	l, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func TestContract(t *testing.T) {
	contract.Run(t, func(t testing.TB) lake.Lake { return open(t, address(t, nodes)) })
}

func TestSameAsDuckDB(t *testing.T) {
	l := open(t, address(t, nodes))
	d, err := duck.Open(t.TempDir(), duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	contract.Same(t, d, l, contract.Crowd(1, 900))
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

func start(dir, lib string, n int) (*cluster.Cluster, error) {
	return cluster.Start(context.Background(), cluster.Options{Dir: dir, LibDir: lib, Nodes: n})
}
