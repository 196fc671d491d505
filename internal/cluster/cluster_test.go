package cluster

import (
	"net"
	"os"
	"testing"
)

func TestNodesAreKilledAndComeBack(t *testing.T) {
	lib := os.Getenv(Folder)
	if lib == "" {
		t.Skipf("set %s to the folder that scripts/clickhouse made", Folder)
	}
	c, err := Start(t.Context(), Options{Dir: t.TempDir(), LibDir: lib, Nodes: 2})
	if err != nil {
		t.Fatal(err)
	}
	answers := func(i int) bool {
		conn, err := net.Dial("tcp", c.Addresses()[i])
		if err != nil {
			return false
		}
		return conn.Close() == nil
	}
	if !answers(0) || !answers(1) {
		t.Fatal("a started node does not answer")
	}
	if err := c.Kill(1); err != nil {
		t.Fatal(err)
	}
	if !answers(0) || answers(1) {
		t.Error("not the second node was killed")
	}
	if err := c.Restart(t.Context(), 1); err != nil || !answers(1) {
		t.Errorf("a killed node does not come back: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if answers(0) || answers(1) {
		t.Error("a closed cluster answers")
	}
	if err := c.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestStartSaysWhatIsMissing(t *testing.T) {
	if _, err := Start(t.Context(), Options{Dir: t.TempDir(), Nodes: 1}); err == nil {
		t.Error("a cluster without ClickHouse was started")
	}
	if _, err := Start(t.Context(), Options{Dir: t.TempDir(), LibDir: t.TempDir(), Nodes: 1}); err == nil {
		t.Error("a cluster without a launcher was started")
	}
}
