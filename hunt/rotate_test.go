package hunt

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/observe"
)

// housed is a lake of three segments, filled under the key in a file.
type housed struct {
	*House
	dir, log string
}

func settle(t testing.TB, keyFile, ids string) housed {
	t.Helper()
	w := housed{dir: t.TempDir()}
	w.log = filepath.Join(w.dir, "log.jsonl")
	if err := os.WriteFile(w.log, lines(0, 2000), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := duck.Open(w.dir, duck.Options{Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	w.House = &House{Lake: l, where: w.dir, unlock: func() {}}
	w.fill(t, keyFile, ids)
	return w
}

// fill reads what of the log is not in the lake yet.
func (w housed) fill(t testing.TB, keyFile, ids string) IngestReport {
	t.Helper()
	k, err := key.Load(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	ob, err := observe.New(observe.Options{Key: k, Keyed: ids == keyedIDs})
	if err != nil {
		t.Fatal(err)
	}
	o := options(t, w.dir, w.Lake, inputs(t, w.log))
	o.Observer, o.OwnsLake = ob, false
	r, err := Ingest(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answers are what the lake says to some questions of every kind of value.
func (w housed) answers(t testing.TB) []any {
	t.Helper()
	names, err := w.segments(t.Context(), func(lake.Committed) {})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Lake.Select(t.Context(), names, 0, 0); err != nil {
		t.Fatal(err)
	}
	var out []any
	for row, err := range w.Lake.Accounts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
	for _, trait := range lake.Traits {
		for row, err := range w.Lake.Holders(t.Context(), trait, 1000) {
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, row)
		}
	}
	return out
}

func keyFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	if _, _, err := key.LoadOrCreate(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// A lake that was rekeyed says what one says that the same log was read into
// under the new key; and nothing is read again.
func TestRotate(t *testing.T) {
	for _, ids := range []string{"keep", keyedIDs} {
		t.Run(ids, func(t *testing.T) {
			path := keyFile(t)
			w := settle(t, path, ids)
			for keys := 2; keys <= 3; keys++ {
				r, err := w.Rotate(t.Context(), path)
				k, loaded := key.Load(path)
				if err := errors.Join(err, loaded); err != nil || !r.Fresh || r.Segments != 3 || k.Len() != keys || r.To != k.ID() {
					t.Fatalf("%v: %+v, %d keys", err, r, k.Len())
				}
				if read := w.fill(t, path, ids); read.Read != 0 || read.Exchanges != 2000 {
					t.Errorf("%d of %d exchanges were read again", read.Read, read.Exchanges)
				}
			}
			if got, want := w.answers(t), settle(t, path, ids).answers(t); len(got) < 1000 || !reflect.DeepEqual(got, want) {
				t.Errorf("%d answers of the rekeyed lake are not the %d of one filled anew", len(got), len(want))
			}
		})
	}
}

// A rotation that was stopped, wherever that was, goes on.
func TestRotateGoesOn(t *testing.T) {
	path := keyFile(t)
	w := settle(t, path, "keep")
	next, err := key.Prepare(path)
	if err != nil {
		t.Fatal(err)
	}
	name, err := sight(next, "keep")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	change, n := next.ChangeFrom(1), 0
	err = w.Lake.Rekey(ctx, name, func(old uint64) uint64 {
		if n++; n == 15_000 { // in the second segment or the third
			stop()
		}
		return change.Of(old)
	})
	if err == nil {
		t.Fatal("it was not stopped")
	}
	at, err := w.keys(t.Context(), next)
	if err != nil || at.Now == 0 || at.Earlier == 0 {
		t.Fatalf("%v: after the stop %+v", err, at)
	}
	if r, err := w.Rotate(t.Context(), path); err != nil || !r.Fresh || r.To != next.ID() {
		t.Fatalf("%v: %+v", err, r)
	}
	if k, err := key.Load(path); err != nil || k != next {
		t.Errorf("the key file does not hold the new chain: %v", err)
	}
	if !reflect.DeepEqual(w.answers(t), settle(t, path, "keep").answers(t)) {
		t.Error("the lake says something else than one filled anew")
	}
}

// A lake that stayed behind when another was rotated is brought to the same key,
// over as many keys as it takes.
func TestRotateCatchesUp(t *testing.T) {
	path := keyFile(t)
	behind, ahead := settle(t, path, "keep"), settle(t, path, "keep")
	for range 2 {
		if _, err := ahead.Rotate(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	k, err := key.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := behind.Rotate(t.Context(), path); err != nil || r.Fresh || r.From != k.Until(1).ID() || r.To != k.ID() {
		t.Fatalf("%v: %+v", err, r)
	}
	if now, err := key.Load(path); err != nil || now != k {
		t.Errorf("the key file changed: %v", err)
	}
	if !reflect.DeepEqual(behind.answers(t), ahead.answers(t)) {
		t.Error("the two lakes differ")
	}
}

func TestRotateRefuses(t *testing.T) {
	refused := func(w housed, path, want string) {
		t.Helper()
		before, _ := os.ReadFile(path)
		if _, err := w.Rotate(t.Context(), path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
		if after, _ := os.ReadFile(path); string(after) != string(before) {
			t.Error("the key file changed")
		}
	}
	path := keyFile(t)
	refused(settle(t, path, "keep"), keyFile(t), "3 of the lake's 3 segments are under another key")
	both := settle(t, path, "keep")
	both.fill(t, path, keyedIDs)
	refused(both, path, "--ids keep and segments with --ids keyed")
	l, err := duck.Open(t.TempDir(), duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	refused(housed{House: &House{Lake: l}}, path, "empty")
	refused(both, filepath.Join(t.TempDir(), "none"), "key file")
	// Filled under the new key beside segments that stayed under the old one: which
	// is which only this program knows, and a lake rekeys as a whole.
	behind, ahead := settle(t, path, "keep"), settle(t, path, "keep")
	if _, err := ahead.Rotate(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if r := behind.fill(t, path, "keep"); r.Strangers != 3 {
		t.Fatalf("%+v", r)
	}
	refused(behind, path, "filled further under a later key")
}

func TestHouse(t *testing.T) {
	path := keyFile(t)
	w := settle(t, path, "keep")
	k, err := key.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.Show(t.Context(), k)
	if err != nil || s.Segments != 3 || s.Exchanges != 2000 || s.Accounts != 100 || s.Days != 3 || s.Keys.Now != 3 || s.Keys.IDs != "keep" || s.Schemas[noteSchema] != 3 {
		t.Fatalf("%v: %+v", err, s)
	}
	e, err := w.Find(t.Context(), k, "user-7")
	if err != nil || e.Exchanges != 20 {
		t.Fatalf("%v: %+v", err, e)
	}
	if n, err := w.Erase(t.Context(), e); err != nil || n != 20 {
		t.Errorf("%v: %d erased", err, n)
	}
	var none *NoAccount
	if _, err := w.Find(t.Context(), k, "user-7"); !errors.As(err, &none) {
		t.Errorf("it is still there: %v", err)
	}
	r, err := w.Latest(t.Context(), 2, day(1, 1))
	if err != nil || r.Exchanges != 0 {
		t.Errorf("counted back from before the lake: %v, %+v", err, r)
	}
	if r, err = w.Latest(t.Context(), 2, day(0, 0)); err != nil || r.Days != 1 || r.From != day(1, 2) || r.Left+r.Exchanges != 1980 {
		t.Fatalf("%v: %+v", err, r)
	}
	if n, err := w.Retain(t.Context(), r); err != nil || n != r.Exchanges {
		t.Errorf("%v: %d removed, %d planned", err, n, r.Exchanges)
	}
	if r, err = w.Before(t.Context(), day(1, 9)); err != nil || r.Left != 0 || r.Days != 2 {
		t.Errorf("%v: %+v", err, r)
	}
	if s, err := w.Show(t.Context(), key.Key{}); err != nil || s.Removed+s.Exchanges != 2000 || s.Days != 2 {
		t.Errorf("%v: %+v", err, s)
	}
	if read := w.fill(t, path, "keep"); read.Read != 0 {
		t.Errorf("%d exchanges were read again", read.Read)
	}
}

func TestOpenHouse(t *testing.T) {
	for dir, want := range map[string]string{t.TempDir(): "holds no lake", filepath.Join(t.TempDir(), "none"): "holds no lake", "ftp://x/y": "ftp"} {
		if _, err := OpenHouse(t.Context(), dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", dir, err)
		}
	}
	w := settle(t, keyFile(t), "keep")
	unlock, err := lock(w.dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenHouse(t.Context(), w.dir); err == nil || !strings.Contains(err.Error(), "another hunt") {
		t.Errorf("while a hunt writes: %v", err)
	}
	unlock()
	if err := os.WriteFile(filepath.Join(w.dir, oldJournalFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenHouse(t.Context(), w.dir); err == nil || !strings.Contains(err.Error(), "older version") {
		t.Errorf("a lake of an older version: %v", err)
	}
}

// day is a day of January or so of 2026; day(0, 0) is no time.
func day(month, of int) time.Time {
	if month == 0 {
		return time.Time{}
	}
	return time.Date(2026, time.Month(month), of, 0, 0, 0, 0, time.UTC)
}
