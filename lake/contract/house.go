package contract

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// must selects segments of a lake.
func must(t testing.TB, l lake.Lake, segments ...string) lake.Totals {
	t.Helper()
	totals, err := l.Select(t.Context(), segments, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	totals.Bytes = 0
	return totals
}

// listed gives what was committed, in one line a segment.
func listed(t testing.TB, l lake.Lake) []string {
	t.Helper()
	all, err := l.Segments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range all {
		lines = append(lines, fmt.Sprintf("%s %s %s %d", c.Name, bytes.TrimSpace(c.Note), c.Key, c.Removed))
	}
	return lines
}

func wantListed(t testing.TB, l lake.Lake, want ...string) {
	t.Helper()
	if got := listed(t, l); !reflect.DeepEqual(got, want) {
		t.Errorf("segments are %q, want %q", got, want)
	}
}

func onlyWhatWasCommittedCounts(t *testing.T, open Open) {
	l := open(t)
	obs := Crowd(1, 50)
	aborted, err := l.Begin(t.Context(), "aborted")
	if err != nil {
		t.Fatal(err)
	}
	late, err := l.Begin(t.Context(), "late")
	if err != nil {
		t.Fatal(err)
	}
	for i := range obs {
		if err := aborted.Append(&obs[i]); err != nil {
			t.Fatal(err)
		}
		if err := late.Append(&obs[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := aborted.Abort(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"aborted", "late", "never"} {
		if _, err := l.Select(t.Context(), []string{name}, 0, 0); err == nil {
			t.Errorf("segment %s was selected and not committed", name)
		}
	}
	wantListed(t, l)
	if err := late.Commit(t.Context(), []byte(`{"from":"a \"file\" of '\\n"}`)); err != nil {
		t.Fatal(err)
	}
	Write(t, l, "empty", nil)
	wantListed(t, l, "empty {}  0", `late {"from":"a \"file\" of '\\n"}  0`)
	if n := must(t, l, "late").Exchanges; n == 0 {
		t.Error("nothing is selected of a segment that was committed")
	}
	if n := must(t, l, "empty").Exchanges; n != 0 {
		t.Errorf("%d exchanges in an empty segment", n)
	}
}

func dropAndKeep(t *testing.T, open Open) {
	l := open(t)
	obs := Crowd(1, 90)
	for i, name := range []string{"a", "b", "c"} {
		Write(t, l, name, obs[i*30:i*30+30])
	}
	want := must(t, l, "b")
	if err := l.Drop(t.Context(), []string{"a", "never"}); err != nil {
		t.Fatal(err)
	}
	wantListed(t, l, "b {}  0", "c {}  0")
	if err := l.Keep(t.Context(), []string{"b", "never"}); err != nil {
		t.Fatal(err)
	}
	wantListed(t, l, "b {}  0")
	if got := must(t, l, "b"); got != want {
		t.Errorf("%+v is left, want %+v", got, want)
	}
	for _, gone := range []string{"a", "c"} {
		if _, err := l.Select(t.Context(), []string{gone}, 0, 0); err == nil {
			t.Errorf("segment %s was selected and removed", gone)
		}
	}
	Write(t, l, "a", obs[:30]) // a dropped segment can be written again
	must(t, l, "a", "b")
	if err := l.Keep(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	wantListed(t, l)
}

func retainTakesWholeDays(t *testing.T, open Open) {
	l := open(t)
	at := func(account uint64, times ...int64) (all []observe.Observation) {
		for _, u := range times {
			all = append(all, observe.Observation{Account: account, Time: u, Code: observe.NoCode})
		}
		return all
	}
	Write(t, l, "old", at(1, d0, d0+5, d0+day-1))
	Write(t, l, "mixed", append(at(1, d0+7, d0+day), at(2, d0+2*day)...))
	for _, c := range []struct {
		from, took int64
		left       int64
	}{
		{d0 + day - 1, 0, 6}, // the day has not ended
		{d0 + day, 4, 2},
		{d0 + 2*day - 1, 0, 2},
		{d0 + day, 0, 2},
	} {
		took, err := l.Retain(t.Context(), c.from)
		if err != nil || took != c.took {
			t.Errorf("retaining from %d took %d (%v), want %d", c.from, took, err, c.took)
		}
		if got := must(t, l, "old", "mixed"); got.Exchanges != c.left || got.Exchanges+got.Removed != 6 {
			t.Errorf("%d are left and %d removed, want %d of 6", got.Exchanges, got.Removed, c.left)
		}
	}
	wantListed(t, l, "mixed {}  1", "old {}  3")
	Write(t, l, "old", at(3, d0)) // a namesake begins anew
	wantListed(t, l, "mixed {}  1", "old {}  0")
	if got := must(t, l, "old"); got.Exchanges != 1 || got.Removed != 0 {
		t.Errorf("the namesake has %+v", got)
	}
}

func eraseTakesAnAccount(t *testing.T, open Open) {
	l := open(t)
	obs := Crowd(3, 120)
	Write(t, l, "a", obs[:60])
	Write(t, l, "b", obs[60:])
	who := obs[0].Account
	var theirs int64
	others := func(all []observe.Observation) (left []observe.Observation) {
		for _, o := range all {
			if o.Account == who {
				theirs++
				continue
			}
			left = append(left, o)
		}
		return left
	}
	other := open(t)
	Write(t, other, "a", others(obs[:60]))
	Write(t, other, "b", others(obs[60:]))
	want := must(t, other, "a", "b")
	took, err := l.Erase(t.Context(), who)
	if err != nil || took != theirs {
		t.Fatalf("erasing took %d (%v), want %d", took, err, theirs)
	}
	got := must(t, l, "a", "b")
	if got.Removed != theirs {
		t.Errorf("%d are said to be removed, want %d", got.Removed, theirs)
	}
	if got.Removed = 0; got != want {
		t.Errorf("totals %+v, want %+v", got, want)
	}
	compare(t, "without the account", Everything(t, l, "head", "model"), Everything(t, other, "head", "model"))
	if took, err := l.Erase(t.Context(), who); err != nil || took != 0 {
		t.Errorf("erasing again took %d (%v)", took, err)
	}
	// Whoever comes again with another id is not who was erased.
	s, err := l.Begin(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	s.Name("account", who, "somebody else")
	if err := s.Commit(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	must(t, l, "a", "b", "c")
}

func rekeyChangesEveryKeyedValue(t *testing.T, open Open) {
	l, other := open(t), open(t)
	obs := Crowd(4, 150)
	for i := range obs {
		obs[i].Contradiction = obs[i].Canonical % 3 // what came twice has it twice
	}
	change := func(old uint64) uint64 { return old * 0x9e3779b97f4a7c15 } // odd, so it can be undone
	anew := slices.Clone(obs)
	for i := range anew {
		rekeyed(&anew[i], change)
	}
	id := func(kind string, old uint64, now func(uint64) uint64) string {
		if old%2 == 0 {
			return fmt.Sprint(kind, old) // as the operator wrote it
		}
		return fmt.Sprintf("%016x%016x", now(old), now(old^5)) // keyed
	}
	named := func(to lake.Lake, name string, rows []observe.Observation, ids []observe.Observation, now func(uint64) uint64) {
		t.Helper()
		s, err := to.Begin(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			if err := s.Append(&rows[i]); err != nil {
				t.Fatal(err)
			}
			s.Name("account", rows[i].Account, id("account-", ids[i].Account, now))
			if rows[i].Org != 0 {
				s.Name("org", rows[i].Org, id("org-", ids[i].Org, now))
			}
		}
		if err := s.Commit(t.Context(), []byte(`{"n":1}`)); err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range []string{"a", "b"} {
		named(l, name, obs[i*75:i*75+75], obs[i*75:], func(old uint64) uint64 { return old })
		named(other, name, anew[i*75:i*75+75], obs[i*75:], change)
	}
	took, err := l.Erase(t.Context(), obs[0].Account)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Erase(t.Context(), anew[0].Account); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time nothing is left to do
		if err := l.Rekey(t.Context(), "new", change); err != nil {
			t.Fatal(err)
		}
	}
	want, got := must(t, other, "a", "b"), must(t, l, "a", "b")
	if got != want || got.Removed != took {
		t.Errorf("totals %+v, want %+v with %d removed", got, want, took)
	}
	compare(t, "rekeyed", Everything(t, l, "head", "model"), Everything(t, other, "head", "model"))
	holders := func(l lake.Lake) map[string]any {
		all := map[string]any{}
		for _, trait := range lake.Traits {
			all["holders of "+trait] = Rows(t, l.Holders(t.Context(), trait, 40))
		}
		return all
	}
	compare(t, "rekeyed", holders(l), holders(other))
	all, err := l.Segments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Key != "new" || string(c.Note) != `{"n":1}` {
			t.Errorf("%+v", c)
		}
	}
}

func rekeyed(o *observe.Observation, change func(uint64) uint64) {
	for _, v := range []*uint64{&o.ID, &o.Canonical, &o.Account, &o.Org, &o.Conversation, &o.Prefix, &o.Skeleton, &o.Head,
		&o.Tail, &o.System, &o.Network, &o.Client, &o.JA4, &o.Contradiction} {
		*v = change(*v)
	}
	for i := range o.Band {
		o.Band[i] = lake.RekeyBand(o.Band[i], change)
	}
	for _, list := range []*[]uint64{&o.Issued, &o.Presented} {
		*list = slices.Clone(*list)
		for i := range *list {
			(*list)[i] = change((*list)[i])
		}
	}
}
