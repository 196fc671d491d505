package click

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/contract"
	"golang.org/x/sync/errgroup"
)

func TestManyWritersAndReaders(t *testing.T) {
	url := address(t, nodes)
	obs := contract.Crowd(11, 240)
	first := open(t, url)
	var writing errgroup.Group
	names := []string{"a", "b", "c", "d"}
	for i, name := range names {
		l := open(t, url) // as another process
		writing.Go(func() error {
			if i%2 == 1 {
				l = first // or another goroutine
			}
			return attempt(t.Context(), l, name, obs[i*60:i*60+60], func() {})
		})
	}
	// Several commit one name: one of them counts, the same for everybody.
	sizes := map[int64]bool{}
	for i := 1; i <= 4; i++ {
		sizes[int64(i)] = true
		writing.Go(func() error { return attempt(t.Context(), first, "same", obs[:i], func() {}) })
	}
	if err := writing.Wait(); err != nil {
		t.Fatal(err)
	}
	var seen int64
	for _, l := range []*Lake{first, open(t, url)} {
		got, err := l.Select(t.Context(), []string{"same"}, 0, 0)
		if n := got.Exchanges + got.Duplicates; err != nil || !sizes[n] || seen != 0 && n != seen {
			t.Errorf("of the attempts at one name %d exchanges count, before %d (%v)", n, seen, err)
		}
		seen = got.Exchanges + got.Duplicates
	}
	if _, err := first.Select(t.Context(), names, 0, 0); err != nil {
		t.Fatal(err)
	}
	want := contract.Everything(t, first, "head", "model")
	var reading errgroup.Group
	for _, trait := range []string{"head", "skeleton", "head", "band0"} {
		reading.Go(func() error {
			got := contract.Everything(t, first, trait, "model")
			for _, q := range []string{"accounts", "days", "replays", "codes of single turns", "holders of head"} {
				if got[q] != nil && !reflect.DeepEqual(got[q], want[q]) {
					return fmt.Errorf("%s beside other questions: %v, want %v", q, got[q], want[q])
				}
			}
			return nil
		})
	}
	if err := reading.Wait(); err != nil {
		t.Error(err)
	}
}

// TestWhatWasSelectedIsTakenAway has another process change segments that this
// one has selected: its questions fail rather than answer less.
func TestWhatWasSelectedIsTakenAway(t *testing.T) {
	url := address(t, nodes)
	reader, other := open(t, url), open(t, url)
	obs := contract.Crowd(12, 120)
	for name, change := range map[string]func(context.Context) error{
		"dropped":  func(ctx context.Context) error { return other.Drop(ctx, []string{"a"}) },
		"replaced": func(ctx context.Context) error { return attempt(ctx, other, "a", obs[:3], func() {}) },
		"erased":   func(ctx context.Context) error { _, err := other.Erase(ctx, obs[0].Account); return err },
		"rekeyed": func(ctx context.Context) error {
			return other.Rekey(ctx, "k", func(old uint64) uint64 { return old * 3 })
		},
	} {
		contract.Write(t, other, "a", obs[:60])
		contract.Write(t, other, "b", obs[60:])
		if _, err := reader.Select(t.Context(), []string{"a", "b"}, 0, 0); err != nil {
			t.Fatal(err)
		}
		if err := change(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := drain(reader.Days(t.Context())); err == nil || !strings.Contains(err.Error(), "select again") {
			t.Errorf("%s: got %v", name, err)
		}
		if _, err := drain(reader.Holders(t.Context(), "head", 9)); err == nil {
			t.Errorf("%s: holders were told", name)
		}
	}
	if err := reader.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := drain(reader.Days(t.Context())); !errors.Is(err, errChanged) {
		t.Errorf("after tidying: %v", err)
	}
}

// TestInterruptedShrinking stops Erase where it has marked segments and removed
// rows on one node only.
func TestInterruptedShrinking(t *testing.T) {
	l := open(t, address(t, nodes))
	obs := contract.Crowd(13, 120)
	contract.Write(t, l, "a", obs[:60])
	contract.Write(t, l, "b", obs[60:])
	who := obs[0].Account
	chore := fmt.Sprint("erase ", who)
	var theirs int64
	for _, o := range obs {
		if o.Account == who {
			theirs++
		}
	}
	current, err := l.current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.affected(t.Context(), chore, fmt.Sprint("account = ", who), current); err != nil {
		t.Fatal(err)
	}
	if err := l.forget(t.Context(), l.of(who), fmt.Sprint(who)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Select(t.Context(), []string{"a", "b"}, 0, 0); err == nil || !strings.Contains(err.Error(), "run it again") {
		t.Errorf("a segment that is being shrunk was selected: %v", err)
	}
	if err := l.Rekey(t.Context(), "k", func(old uint64) uint64 { return old * 3 }); err == nil {
		t.Error("a segment that is being shrunk got new keys")
	}
	// Whatever is done next finishes it.
	if _, err := l.Retain(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	got, err := l.Select(t.Context(), []string{"a", "b"}, 0, 0)
	if err != nil || got.Removed != theirs || got.Exchanges+got.Duplicates != 120-theirs {
		t.Errorf("%+v (%v), want %d removed", got, err, theirs)
	}
	if rows, err := l.first().one(t.Context(), "SELECT count() FROM segments WHERE chore <> '' OR position(note, '"+chore+"') > 0"); err != nil || rows != 0 {
		t.Errorf("%d records still name who was erased (%v)", rows, err)
	}
}

// TestInterruptedRekeying stops between two segments.
func TestInterruptedRekeying(t *testing.T) {
	l := open(t, address(t, nodes))
	obs := contract.Crowd(14, 120)
	contract.Write(t, l, "a", obs[:60])
	contract.Write(t, l, "b", obs[60:])
	change := func(old uint64) uint64 { return old * 0x9e3779b97f4a7c15 }
	ctx, cancel := context.WithCancel(t.Context())
	err := l.Rekey(ctx, "new", func(old uint64) uint64 {
		if all, _ := l.current(context.Background()); len(all) > 0 && all[0].key == "new" {
			cancel() // the first segment is done
		}
		return change(old)
	})
	if err == nil {
		t.Fatal("a cancelled Rekey succeeded")
	}
	if err := l.Rekey(t.Context(), "new", change); err != nil {
		t.Fatal(err)
	}
	got, err := l.Select(t.Context(), []string{"a", "b"}, 0, 0)
	if err != nil || got.Exchanges+got.Duplicates != 120 {
		t.Errorf("%+v, %v", got, err)
	}
	accounts, err := drain(l.Accounts(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accounts {
		found := false
		for i := range obs {
			found = found || change(obs[i].Account) == a.Account
		}
		if !found || a.ID == "" {
			t.Errorf("account %d (%q) has not its new key", a.Account, a.ID)
		}
	}
	if rows, err := l.count(t.Context(), "observations"); err != nil || total(rows) != 120 {
		t.Errorf("%v rows are left (%v)", rows, err)
	}
}

func TestOpenRefusesAnotherLake(t *testing.T) {
	url := address(t, nodes)
	l := open(t, url)
	hosts := nodes.Addresses()
	swapped := strings.Replace(url, hosts[0]+","+hosts[1], hosts[1]+","+hosts[0], 1)
	fewer := strings.Replace(url, ","+hosts[2], "", 1)
	for _, other := range []string{swapped, fewer} {
		if _, err := Open(t.Context(), other); err == nil || !strings.Contains(err.Error(), "same nodes in the same order") {
			t.Errorf("%s: %v", other, err)
		}
	}
	if _, err := l.nodes[1].exec(t.Context(), fmt.Sprintf("INSERT INTO shards SELECT %d, 3, 1", version+1)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), url); err == nil || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("a newer version was opened: %v", err)
	}
}

// TestOpenFinishesWhatWasHalfMade has a node without some of its tables, as a
// process that died while it made them leaves it.
func TestOpenFinishesWhatWasHalfMade(t *testing.T) {
	url := address(t, nodes)
	l := open(t, url)
	for _, statement := range []string{"DROP TABLE names SYNC", "DROP TABLE segments SYNC", "TRUNCATE TABLE shards"} {
		if _, err := l.first().exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	again := open(t, url)
	contract.Write(t, again, "s", contract.Crowd(15, 30))
	if _, err := again.Select(t.Context(), []string{"s"}, 0, 0); err != nil {
		t.Error(err)
	}
}

func TestScratchGoesAway(t *testing.T) {
	url := address(t, nodes)
	l := open(t, url)
	contract.Write(t, l, "s", contract.Crowd(16, 100))
	left := func() (n int64) {
		t.Helper()
		for _, node := range open(t, url).nodes {
			some, err := node.one(t.Context(), "SELECT count() FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'scratch_')")
			if err != nil {
				t.Fatal(err)
			}
			n += some
		}
		return n
	}
	if _, err := l.Select(t.Context(), []string{"s"}, 0, 0); err != nil {
		t.Fatal(err)
	}
	before := left()
	for _, trait := range lake.Traits[:4] {
		for range l.Holders(t.Context(), trait, 9) {
			break // who stops early leaves nothing behind either
		}
		contract.Rows(t, l.Meetings(t.Context(), trait, 9))
	}
	contract.Rows(t, l.Replays(t.Context()))
	contract.Rows(t, l.Overlap(t.Context(), nil))
	if after := left(); after > before+3 { // the holders of one trait
		t.Errorf("%d scratch tables after the questions, %d before", after, before)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if n := left(); n != 0 {
		t.Errorf("%d scratch tables are left of a closed session", n)
	}
}
