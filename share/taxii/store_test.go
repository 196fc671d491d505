package taxii

import (
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/share/stix"
)

// What hangs on an indicator ends with the last one: a value, what was observed
// of it, and what it indicates.
func TestWhatHangsOnAnIndicatorEnds(t *testing.T) {
	w := newWorld(t)
	id, at := stix.IdentityID("Lab A"), stix.Stamp(w.now)
	fingerprint := func(digit string) stix.Object {
		return stix.Fingerprint("0123456789abcdef", "exit-network", strings.Repeat(digit, 32))
	}
	own := func(kind, name string, o stix.Object) stix.Object {
		return stix.New(kind, at, at, name).With(stix.Object{"created_by_ref": id}).With(o)
	}
	indicator := func(name, digit string, days int) stix.Object {
		o := own("indicator", name, stix.Object{"pattern_type": "stix", "pattern": stix.Pattern("0123456789abcdef", "exit-network", strings.Repeat(digit, 32))})
		if days > 0 {
			o["valid_until"] = stix.Stamp(w.now.AddDate(0, 0, days))
		}
		return o
	}
	indicates := func(o stix.Object) stix.Object {
		return own("relationship", o.ID(), stix.Object{"relationship_type": "indicates", "source_ref": o.ID(), "target_ref": "campaign--00000000-0000-4000-8000-000000000000"})
	}
	short, long, endless := indicator("short", "1", 1), indicator("long", "1", 3), indicator("endless", "2", 0)
	for _, o := range []stix.Object{
		indicates(short), indicates(long), indicates(endless), fingerprint("1"), fingerprint("2"), fingerprint("3"),
		own("observed-data", "one", stix.Object{"object_refs": []string{fingerprint("1").ID()}}),
		own("observed-data", "two", stix.Object{"object_refs": []string{fingerprint("1").ID(), fingerprint("2").ID()}}),
		own("observed-data", "other", stix.Object{"object_refs": []string{"ipv4-addr--00000000-0000-4000-8000-000000000000"}}),
		short, long, endless,
	} {
		if st := push(t, w.client(secretA), things(t, o)); st.Failed != 0 {
			t.Fatalf("%+v", st)
		}
	}
	began := w.now
	for _, x := range []struct{ days, left int }{{0, 12}, {1, 10}, {3, 6}, {loneDays + 1, 5}, {5000, 5}} {
		w.now = began.AddDate(0, 0, x.days)
		got := pull(t, w.client(secretB))
		if len(got) != x.left {
			t.Errorf("after %d days there are %d: %v", x.days, len(got), ids(got))
		}
		again, err := OpenStore(w.path, func() time.Time { return w.now })
		if err != nil {
			t.Fatal(err)
		}
		if n := len(again.page(filter{limit: maxPage, versions: versions{all: true}}).entries); n != x.left {
			t.Errorf("after %d days and another start there are %d", x.days, n)
		}
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestManyValuesAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"version", "id", "type"} {
		for n, code := range map[int]int{maxValues: 200, maxValues + 1: 400} {
			query := strings.TrimSuffix(strings.Repeat("2026-01-01T00:00:00Z,", n), ",")
			if got, text := w.ask(t, secretA, "GET", "objects/?match["+name+"]="+query, MediaType, "", ""); got != code {
				t.Errorf("%d values of %s: %d %s", n, name, got, text)
			}
		}
	}
}

// What is over makes room for what comes.
func TestAFullCollection(t *testing.T) {
	w := newWorld(t)
	w.store.most = 5
	push(t, w.client(secretA), w.of(t, "Lab A", 4, 1))
	b := w.of(t, "Lab B", 3, 30)
	if _, err := w.client(secretB).Push(t.Context(), b); err == nil || !strings.Contains(err.Error(), "507") {
		t.Errorf("a full collection: %v", err)
	}
	w.now = w.now.AddDate(0, 0, 2)
	if st := push(t, w.client(secretB), b); st.Succeeded != 3 {
		t.Errorf("%+v", st)
	}
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	w.open(t)
	if p := w.store.page(filter{limit: 9, versions: versions{all: true}}); len(p.entries) != 3 {
		t.Errorf("%d objects are left", len(p.entries))
	}
}
