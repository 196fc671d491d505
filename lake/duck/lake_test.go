package duck

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
	"pgregory.net/rapid"
)

func open(t testing.TB, o Options) *Lake {
	t.Helper()
	l, err := Open(t.TempDir(), o)
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

// write makes one segment of the observations and commits it.
func write(t testing.TB, l *Lake, name string, rows []observe.Observation) {
	t.Helper()
	s, err := l.Begin(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		if err := s.Append(&rows[i]); err != nil {
			t.Fatal(err)
		}
		s.Name("account", rows[i].Account, fmt.Sprintf("account-%d", rows[i].Account))
		if rows[i].Org != 0 {
			s.Name("org", rows[i].Org, fmt.Sprintf("org-%d", rows[i].Org))
		}
	}
	if err := s.Commit(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

func rows[T any](t testing.TB, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for row, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	return all
}

// everything asks every question, of one trait and one category.
func everything(t testing.TB, l *Lake, trait, column string) map[string]any {
	t.Helper()
	ctx := context.Background()
	return map[string]any{
		"accounts":                rows(t, l.Accounts(ctx)),
		"days":                    rows(t, l.Days(ctx)),
		"codes":                   rows(t, l.Codes(ctx)),
		"codes of single turns":   rows(t, l.SliceCodes(ctx, lake.Slice{Turns: lake.SingleTurn})),
		"holders of " + trait:     rows(t, l.Holders(ctx, trait, 3)),
		"values of " + trait:      rows(t, l.Values(ctx, trait, 3)),
		"categories of " + column: rows(t, l.Categories(ctx, column)),
		"moments":                 rows(t, l.Moments(ctx, lake.Sample{Every: 5 * second, Length: 2 * second})),
		"replays":                 rows(t, l.Replays(ctx)),
		"adoption":                rows(t, l.Adoption(ctx, "model-small", 1767225600e6, 1767225600e6+day)),
	}
}

// crowd makes observations that share values, with some ids twice.
func crowd(seed uint64, n int) []observe.Observation {
	out := traffic(seed, n, 12, 2)
	r := rand.New(rand.NewPCG(seed, 2))
	for i := range out {
		o := &out[i]
		o.Skeleton, o.Head, o.Conversation, o.Code = r.Uint64N(9), r.Uint64N(5), r.Uint64N(20), uint16(r.IntN(4))
		o.Band[0], o.HasID = r.Uint32N(6), r.IntN(4) > 0
		if r.IntN(3) == 0 {
			o.Issued, o.Presented = []uint64{r.Uint64N(60), r.Uint64N(60)}, []uint64{r.Uint64N(60)}
		}
		if i > 0 && r.IntN(4) == 0 {
			switch from := out[r.IntN(i)]; r.IntN(3) {
			case 0: // the very same again
				*o = from
			case 1: // the same id, other content
				o.ID, o.HasID = from.ID, from.HasID
			case 2: // the same content by another account
				o.ID, o.HasID, o.Canonical = from.ID, from.HasID, from.Canonical
			}
		}
	}
	return out
}

func TestSplittingChangesNothing(t *testing.T) {
	one, two := open(t, Options{Threads: 1}), open(t, Options{Threads: 2})
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		obs := crowd(rapid.Uint64().Draw(rt, "seed"), rapid.IntRange(1, 150).Draw(rt, "observations"))
		whole := fmt.Sprintf("whole%d", run)
		write(t, one, whole, obs)
		var from, to int64
		if rapid.Bool().Draw(rt, "limited") {
			from, to = obs[len(obs)/4].Time, obs[len(obs)/4*3].Time+1
		}
		wantTotals, err := one.Select(t.Context(), []string{whole}, from, to)
		if err != nil {
			rt.Fatal(err)
		}
		trait := rapid.SampledFrom(lake.Traits).Draw(rt, "trait")
		column := rapid.SampledFrom(lake.CategoryColumns).Draw(rt, "column")
		want := everything(t, one, trait, column)

		parts := make([][]observe.Observation, rapid.IntRange(1, 3).Draw(rt, "segments"))
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "shuffle"), 3))
		for _, i := range r.Perm(len(obs)) {
			p := r.IntN(len(parts))
			parts[p] = append(parts[p], obs[i])
		}
		var names []string
		for i, part := range parts {
			names = append(names, fmt.Sprintf("part%d-%d", run, i))
			write(t, two, names[i], part)
		}
		totals, err := two.Select(t.Context(), names, from, to)
		if err != nil {
			rt.Fatal(err)
		}
		wantTotals.Bytes, totals.Bytes = 0, 0
		if totals != wantTotals {
			rt.Fatalf("totals %+v, of the whole %+v", totals, wantTotals)
		}
		got := everything(t, two, trait, column)
		for _, q := range sortedKeys(want) {
			if !reflect.DeepEqual(got[q], want[q]) {
				rt.Fatalf("%s: in %d segments\n%+v\nof the whole\n%+v", q, len(parts), got[q], want[q])
			}
		}
	})
}

func TestSelectLimitsTimeAndSegments(t *testing.T) {
	l := open(t, Options{})
	at := func(d int64, account uint64) observe.Observation {
		return observe.Observation{Time: 20000*day + d, Account: account, Code: observe.NoCode}
	}
	write(t, l, "a", []observe.Observation{at(0, 1), at(day-1, 1), at(day, 1)})
	write(t, l, "b", []observe.Observation{at(5*day, 2)})
	for _, c := range []struct {
		name     string
		segments []string
		from, to int64
		want     lake.Totals
	}{
		{"all", []string{"a", "b"}, 0, 0, lake.Totals{Exchanges: 4, Accounts: 2, First: 20000 * day, Last: 20005 * day}},
		{"one segment", []string{"b"}, 0, 0, lake.Totals{Exchanges: 1, Accounts: 1, First: 20005 * day, Last: 20005 * day}},
		{"from is inside, to is not", []string{"a", "b"}, 20001*day - 1, 20005 * day, lake.Totals{Exchanges: 2, Accounts: 1, First: 20001*day - 1, Last: 20001 * day}},
		{"no time", []string{"a", "b"}, 20009 * day, 0, lake.Totals{}},
		{"no segment", nil, 0, 0, lake.Totals{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := l.Select(t.Context(), c.segments, c.from, c.to)
			if err != nil {
				t.Fatal(err)
			}
			if (got.Bytes == 0) != (len(c.segments) == 0) {
				t.Errorf("%d bytes for %d segments", got.Bytes, len(c.segments))
			}
			got.Bytes = 0
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if n := len(rows(t, l.Accounts(t.Context()))); int64(n) != c.want.Accounts {
				t.Errorf("%d account rows, want %d", n, c.want.Accounts)
			}
		})
	}
}

func TestTwoIDsWithOneHashAreAnError(t *testing.T) {
	l := open(t, Options{})
	for i, id := range []string{"someone", "someone-else"} {
		s, err := l.Begin(t.Context(), fmt.Sprintf("s%d", i))
		if err != nil {
			t.Fatal(err)
		}
		s.Name("account", 7, id)
		if err := s.Commit(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	_, err := l.Select(t.Context(), []string{"s0", "s1"}, 0, 0)
	if err == nil || !strings.Contains(err.Error(), "share a 64-bit hash") || strings.Contains(err.Error(), "someone") {
		t.Fatalf("got %v", err)
	}
}

func TestSegmentsAreCompleteOrAbsent(t *testing.T) {
	l := open(t, Options{})
	obs := crowd(1, 50)
	write(t, l, "kept", obs)
	s, err := l.Begin(t.Context(), "aborted")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Append(&obs[0]); err != nil {
		t.Fatal(err)
	}
	if err := s.Abort(); err != nil {
		t.Fatal(err)
	}
	write(t, l, "orphan", obs)
	half := filepath.Join(l.dir, dictionary, "half.parquet.tmp")
	if err := os.WriteFile(half, []byte("PAR1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := l.Keep(t.Context(), []string{"kept"}); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(l.dir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob(filepath.Join(l.dir, "*", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(left, deeper...) {
		if strings.Contains(path, ".parquet") && !strings.HasPrefix(filepath.Base(path), "kept.") {
			t.Errorf("%s is left", path)
		}
	}
	if _, err := l.Select(t.Context(), []string{"kept"}, 0, 0); err != nil {
		t.Error(err)
	}
	if _, err := l.Select(t.Context(), []string{"kept", "orphan"}, 0, 0); err == nil {
		t.Error("a segment that is not there was selected")
	}
}

func TestASegmentReplacesItsNamesake(t *testing.T) {
	l := open(t, Options{})
	first, later := golden()
	write(t, l, "s", first)
	write(t, l, "s", later[:1]) // on one of the two days only
	totals, err := l.Select(t.Context(), []string{"s"}, 0, 0)
	if err != nil || totals.Exchanges != 1 {
		t.Errorf("%+v, %v", totals, err)
	}
}

func TestCancelStopsAQuestion(t *testing.T) {
	l := open(t, Options{})
	write(t, l, "s", crowd(1, 5000))
	if _, err := l.Select(t.Context(), []string{"s"}, 0, 0); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range l.Days(ctx) {
		cancel()
		last = err
	}
	for _, err := range l.Accounts(ctx) {
		last = err
	}
	if last == nil {
		t.Fatal("a question with an ended context was answered")
	}
}

func TestUnknownColumnsAreRefused(t *testing.T) {
	l := open(t, Options{})
	for _, err := range l.Categories(t.Context(), "account; DROP TABLE names") {
		if err == nil {
			t.Error("an unknown column was accepted")
		}
	}
	for _, err := range l.Holders(t.Context(), "id", 3) {
		if err == nil {
			t.Error("an unknown trait was accepted")
		}
	}
	if _, err := l.Begin(t.Context(), "../evil"); err == nil {
		t.Error("an unfit name was accepted")
	}
}
