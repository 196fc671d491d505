package contract

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
	"pgregory.net/rapid"
)

func splittingChangesNothing(t *testing.T, open Open) {
	one, two := open(t), open(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		obs := Crowd(rapid.Uint64().Draw(rt, "seed"), rapid.IntRange(1, 150).Draw(rt, "observations"))
		whole := fmt.Sprintf("whole%d", run)
		Write(t, one, whole, obs)
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
		want := Everything(t, one, trait, column)

		parts := make([][]observe.Observation, rapid.IntRange(1, 3).Draw(rt, "segments"))
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "shuffle"), 3))
		for _, i := range r.Perm(len(obs)) {
			p := r.IntN(len(parts))
			parts[p] = append(parts[p], obs[i])
		}
		var names []string
		for i, part := range parts {
			names = append(names, fmt.Sprintf("part%d-%d", run, i))
			Write(t, two, names[i], part)
		}
		totals, err := two.Select(t.Context(), names, from, to)
		if err != nil {
			rt.Fatal(err)
		}
		wantTotals.Bytes, totals.Bytes = 0, 0
		if totals != wantTotals {
			rt.Fatalf("totals %+v, of the whole %+v", totals, wantTotals)
		}
		got := Everything(t, two, trait, column)
		for _, q := range slices.Sorted(maps.Keys(want)) {
			if !reflect.DeepEqual(got[q], want[q]) {
				rt.Fatalf("%s: in %d segments\n%+v\nof the whole\n%+v", q, len(parts), got[q], want[q])
			}
		}
	})
}

func selectLimitsTimeAndSegments(t *testing.T, open Open) {
	l := open(t)
	at := func(d int64, account uint64) observe.Observation {
		return observe.Observation{Time: 20000*day + d, Account: account, Code: observe.NoCode}
	}
	Write(t, l, "a", []observe.Observation{at(0, 1), at(day-1, 1), at(day, 1)})
	Write(t, l, "b", []observe.Observation{at(5*day, 2)})
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
			if n := len(Rows(t, l.Accounts(t.Context()))); int64(n) != c.want.Accounts {
				t.Errorf("%d account rows, want %d", n, c.want.Accounts)
			}
		})
	}
}

func twoIDsWithOneHashAreAnError(t *testing.T, open Open) {
	l := open(t)
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

func aSegmentReplacesItsNamesake(t *testing.T, open Open) {
	l := open(t)
	first, later := golden()
	Write(t, l, "s", first)
	Write(t, l, "s", later[:1]) // on one of the two days only
	totals, err := l.Select(t.Context(), []string{"s"}, 0, 0)
	if err != nil || totals.Exchanges != 1 {
		t.Errorf("%+v, %v", totals, err)
	}
}

func cancelStopsAQuestion(t *testing.T, open Open) {
	l := open(t)
	Write(t, l, "s", Crowd(1, 5000))
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

func unknownColumnsAreRefused(t *testing.T, open Open) {
	l := open(t)
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
	for _, err := range l.Showings(t.Context(), "id") {
		if err == nil {
			t.Error("an unknown trait was accepted")
		}
	}
	if _, err := l.Begin(t.Context(), "../evil"); err == nil {
		t.Error("an unfit name was accepted")
	}
}
