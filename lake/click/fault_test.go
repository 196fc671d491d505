package click

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/internal/cluster"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/contract"
	"github.com/stillhunt/stillhunt/observe"
)

// fragile are nodes of one test alone, to be killed.
func fragile(t *testing.T) *cluster.Cluster {
	t.Helper()
	lib := os.Getenv(cluster.Folder)
	if lib == "" {
		return nil
	}
	dir := t.TempDir()
	c, err := start(dir, lib, 3)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for i := 0; t.Failed() && i < 3; i++ {
			log, err := os.ReadFile(filepath.Join(dir, fmt.Sprint("node", i), "log"))
			t.Logf("node %d said: %s (%v)", i, log, err)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func kill(t *testing.T, c *cluster.Cluster, i int) {
	t.Helper()
	if err := c.Kill(i); err != nil {
		t.Fatal(err)
	}
}

func restart(t *testing.T, c *cluster.Cluster, i int) {
	t.Helper()
	if err := c.Restart(t.Context(), i); err != nil {
		t.Fatal(err)
	}
}

// wantNode wants an error that names a node and says what to do.
func wantNode(t *testing.T, err error, address string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), address) || !strings.Contains(err.Error(), "run the same command again") {
		t.Errorf("got %v, want an error about %s", err, address)
	}
}

// drain reads an answer, however it ends.
func drain[T any](seq func(func(T, error) bool)) (all []T, err error) {
	for row, e := range seq {
		if e != nil {
			return all, e
		}
		all = append(all, row)
	}
	return all, nil
}

// attempt writes a segment; before is called before its Commit.
func attempt(ctx context.Context, l *Lake, name string, rows []observe.Observation, before func()) error {
	s, err := l.Begin(ctx, name)
	if err != nil {
		return err
	}
	for i := range rows {
		if err := s.Append(&rows[i]); err != nil {
			return errors.Join(err, s.Abort())
		}
		s.Name("account", rows[i].Account, fmt.Sprint("account-", rows[i].Account))
	}
	before()
	return s.Commit(ctx, nil)
}

func TestANodeDiesWhileASegmentIsWritten(t *testing.T) {
	c := fragile(t)
	l := open(t, address(t, c))
	obs := contract.Crowd(5, 300)
	contract.Write(t, l, "before", obs[:100])
	for victim := range 3 {
		name := fmt.Sprint("s", victim)
		err := attempt(t.Context(), l, name, obs[100:], func() {
			// Some of it is on the nodes already.
			kill(t, c, victim)
		})
		wantNode(t, err, c.Addresses()[victim])
		if victim > 0 {
			segments, err := l.Segments(t.Context())
			if err != nil || len(segments) != 1+victim {
				t.Errorf("%v, %v", segments, err)
			}
		}
		restart(t, c, victim)
		if _, err := l.Select(t.Context(), []string{"before", name}, 0, 0); err == nil || !strings.Contains(err.Error(), "not committed") {
			t.Errorf("a segment that was not committed: %v", err)
		}
		if err := attempt(t.Context(), l, name, obs[100:], func() {}); err != nil {
			t.Fatal(err)
		}
		got, err := l.Select(t.Context(), []string{name}, 0, 0)
		if err != nil || got.Exchanges+got.Duplicates != 200 {
			t.Errorf("after writing it again: %+v, %v", got, err)
		}
	}
	if err := l.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := l.count(t.Context(), "observations")
	if err != nil || total(rows) != 100+3*200 {
		t.Errorf("%v rows are left (%v), want 700", rows, err)
	}
}

// TestAFlushedBlockOfADeadWriterIsNotSeen has a writer die after it sent rows.
func TestAFlushedBlockOfADeadWriterIsNotSeen(t *testing.T) {
	l := open(t, address(t, nodes))
	obs := contract.Crowd(6, 200)
	dead := l.begin(t.Context(), "s")
	dead.limit = 10
	for i := range obs {
		if err := dead.Append(&obs[i]); err != nil {
			t.Fatal(err)
		}
	}
	sent, err := l.count(t.Context(), "observations")
	if err != nil || total(sent) == 0 {
		t.Fatalf("nothing was sent: %v, %v", sent, err)
	}
	contract.Write(t, l, "s", obs[:50])
	if got, err := l.Select(t.Context(), []string{"s"}, 0, 0); err != nil || got.Exchanges+got.Duplicates != 50 {
		t.Errorf("%+v, %v", got, err)
	}
	if err := l.Keep(t.Context(), []string{"s"}); err != nil {
		t.Fatal(err)
	}
	if left, err := l.count(t.Context(), "observations"); err != nil || total(left) != 50 {
		t.Errorf("%v rows are left (%v), want 50", left, err)
	}
	// Who still wrote when the lake was tidied must not commit what is left of it.
	if err := dead.Commit(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "write the segment again") {
		t.Errorf("a segment without its first rows was committed: %v", err)
	}
}

func TestANodeDiesWhileItAnswers(t *testing.T) {
	c := fragile(t)
	l := open(t, address(t, c))
	contract.Write(t, l, "s", contract.Crowd(7, 100))
	if _, err := l.Select(t.Context(), []string{"s"}, 0, 0); err != nil {
		t.Fatal(err)
	}
	// An answer that no buffer holds.
	long := func(*node) string {
		return "SELECT number AS value, randomString(2000) AS filling FROM numbers(50000) SETTINGS max_block_size = 1000"
	}
	ask := func() iter.Seq2[uint64, error] {
		start := func() (*asked, error) { return l.put(t.Context(), l.selection, long, nil), nil }
		return answer("much", start, func(c *cells) uint64 { return c.hash() }, order[uint64]{
			compare: func(a, b *uint64) int { return cmp.Compare(*a, *b) },
		})
	}
	for victim := range 3 {
		read := 0
		var failed error
		for _, err := range ask() {
			if failed = err; err != nil {
				break
			}
			if read++; read == 10 {
				kill(t, c, victim)
			}
		}
		if failed == nil {
			t.Errorf("an answer without a node's rest ended well after %d rows", read)
		} else {
			wantNode(t, failed, c.Addresses()[victim])
		}
		restart(t, c, victim)
	}
	if all, err := drain(ask()); err != nil || len(all) != 150_000 {
		t.Errorf("when they were back: %d rows, %v", len(all), err)
	}
}

// TestANodeDiesBetweenSelectAndAQuestion wants every question to fail while a
// node is away, and to be right or to fail when it is back.
func TestANodeDiesBetweenSelectAndAQuestion(t *testing.T) {
	c := fragile(t)
	l := open(t, address(t, c))
	contract.Write(t, l, "s", contract.Crowd(8, 300))
	if _, err := l.Select(t.Context(), []string{"s"}, 0, 0); err != nil {
		t.Fatal(err)
	}
	questions := map[string]func() (any, error){
		"accounts": func() (any, error) { return untyped(drain(l.Accounts(t.Context()))) },
		"holders":  func() (any, error) { return untyped(drain(l.Holders(t.Context(), "head", 9))) },
		"values":   func() (any, error) { return untyped(drain(l.Values(t.Context(), "skeleton", 2))) },
		"meetings": func() (any, error) { return untyped(drain(l.Meetings(t.Context(), "head", 9))) },
		"replays":  func() (any, error) { return untyped(drain(l.Replays(t.Context()))) },
		"codes": func() (any, error) {
			return untyped(drain(l.SliceCodes(t.Context(), lake.Slice{Turns: lake.SingleTurn})))
		},
	}
	want := map[string]any{}
	for name, ask := range questions {
		var err error
		if want[name], err = ask(); err != nil {
			t.Fatal(err)
		}
	}
	for victim := range 3 {
		kill(t, c, victim)
		for name, ask := range questions {
			if _, err := ask(); err == nil {
				t.Errorf("%s were answered without node %d", name, victim)
			} else if !strings.Contains(err.Error(), c.Addresses()[victim]) {
				t.Errorf("%s: the error does not name the node: %v", name, err)
			}
		}
		if _, err := l.Segments(t.Context()); victim == 0 && err == nil {
			t.Error("segments were listed without their node")
		}
		restart(t, c, victim)
		for name, ask := range questions {
			got, err := ask()
			if err == nil && !reflect.DeepEqual(got, want[name]) {
				t.Errorf("%s after a restart: %+v\nwant %+v", name, got, want[name])
			}
			if err != nil {
				t.Logf("%s after a restart of node %d: %v", name, victim, err)
			}
		}
	}
	kill(t, c, 2)
	_, err := l.Select(t.Context(), []string{"s"}, 0, 0)
	wantNode(t, err, c.Addresses()[2])
	for _, err := range l.Accounts(t.Context()) {
		if !errors.Is(err, errChanged) {
			t.Errorf("a question after a failed selection: %v", err)
		}
	}
	_, err = Open(t.Context(), "clickhouse://default:@"+strings.Join(c.Addresses(), ",")+"/other")
	wantNode(t, err, c.Addresses()[2])
}

func untyped[T any](rows []T, err error) (any, error) { return rows, err }

// TestLostRowsAreFound takes rows behind the lake's back, as a broken disk does.
func TestLostRowsAreFound(t *testing.T) {
	l := open(t, address(t, nodes))
	contract.Write(t, l, "s", contract.Crowd(9, 200))
	if _, err := l.Select(t.Context(), []string{"s"}, 0, 0); err != nil {
		t.Fatal(err)
	}
	held, err := drain(l.Holders(t.Context(), "head", 100))
	if err != nil || len(held) == 0 {
		t.Fatal(held, err)
	}
	if _, err := l.nodes[1].exec(t.Context(), "TRUNCATE TABLE "+l.selection.held.table); err != nil {
		t.Fatal(err)
	}
	if _, err := drain(l.Holders(t.Context(), "head", 100)); !errors.Is(err, ErrLost) {
		t.Errorf("holders that a node lost: %v", err)
	}
	if _, err := l.nodes[1].exec(t.Context(), "TRUNCATE TABLE "+l.selection.parts.table); err != nil {
		t.Fatal(err)
	}
	if _, err := drain(l.Days(t.Context())); !errors.Is(err, ErrLost) {
		t.Errorf("days of a selection that a node lost: %v", err)
	}
	if err := l.remove(t.Context(), l.nodes[2], "observations", "place % 10 = 3"); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Select(t.Context(), []string{"s"}, 0, 0); err == nil || !strings.Contains(err.Error(), l.nodes[2].address) {
		t.Errorf("a segment that a node lost rows of: %v", err)
	}
	if _, err := l.Erase(t.Context(), contract.Crowd(9, 200)[0].Account); err == nil {
		t.Error("an account was erased from a segment that lost rows: they would count as removed")
	}
}
