package taxii

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/share/stix"
)

// things are objects as a peer reads them.
func things(t *testing.T, objects ...stix.Object) []stix.Thing {
	t.Helper()
	var b bytes.Buffer
	if err := stix.Bundle(&b, objects); err != nil {
		t.Fatal(err)
	}
	all, err := stix.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestNobodyWritesForAnother(t *testing.T) {
	w := newWorld(t)
	a := w.of(t, "Lab A", 1, 30)
	push(t, w.client(secretA), a)
	if st := push(t, w.client(secretB), w.of(t, "Lab A", 2, 30)); st.Failed != 2 || !strings.Contains(st.Failures[0].Message, `identity of "Lab B"`) {
		t.Errorf("%+v", st)
	}
	id, now := stix.IdentityID("Lab B"), stix.Stamp(w.now)
	for what, o := range map[string]stix.Object{
		"a name for another":         stix.Identity("Lab A").With(stix.Object{"name": "Swindlers"}),
		"one that he answers for":    stix.Identity("Lab A").With(stix.Object{"name": "Swindlers", "created_by_ref": id}),
		"another's own name":         stix.Identity("Lab A"),
		"by nobody":                  stix.New("indicator", now, now, "x"),
		"another technique":          stix.AttackPattern(stix.Techniques[0]).With(stix.Object{"name": "poison"}),
		"a technique of his":         stix.AttackPattern(stix.Techniques[0]).With(stix.Object{"created_by_ref": id}),
		"as the project":             stix.New("note", now, now, "x").With(stix.Object{"created_by_ref": stix.Project().ID()}),
		"another project":            stix.Project().With(stix.Object{"name": "Swindlers"}),
		"another meaning of a level": stix.TLP("red").With(stix.Object{"name": "TLP:CLEAR"}),
	} {
		if st := push(t, w.client(secretB), things(t, o)); st.Failed != 1 {
			t.Errorf("%s is kept: %+v", what, st)
		}
	}
	for _, o := range stix.Common() {
		for _, who := range []string{secretA, secretB} {
			if st := push(t, w.client(who), things(t, o)); st.Failed != 0 {
				t.Errorf("%s, as the program writes it, is refused: %+v", o.ID(), st)
			}
		}
	}
	if st := push(t, w.client(secretB), things(t, stix.Identity("Lab B"))); st.Failed != 0 {
		t.Errorf("his own name: %+v", st)
	}
	for _, c := range []struct {
		who, method, path string
		code              int
	}{
		{secretB, http.MethodDelete, "objects/" + a[0].ID + "/", 403},
		{"the-secret-of-lab-c", http.MethodDelete, "objects/" + a[0].ID + "/", 403},
		{"the-secret-of-lab-c", http.MethodPost, "objects/", 403},
		{"no-secret-at-all", http.MethodGet, "objects/", 401},
		{secretA, http.MethodDelete, "objects/" + a[0].ID + "/", 200},
		{secretA, http.MethodGet, "objects/" + a[0].ID + "/", 404},
		{secretA, http.MethodPut, "objects/", 405},
		{secretA, http.MethodGet, "elsewhere/", 404},
		{secretA, http.MethodGet, "objects/?limit=none", 400},
		{secretA, http.MethodGet, "objects/?next=none", 400},
		{secretA, http.MethodGet, "objects/?added_after=none", 400},
		{secretA, http.MethodGet, "objects/?match[version]=none", 400},
	} {
		if code, _ := w.ask(t, c.who, c.method, c.path, MediaType, "", "{}"); code != c.code {
			t.Errorf("%s %s answers %d, not %d", c.method, c.path, code, c.code)
		}
	}
}

func TestParseUsersRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "no user",
		"a write short Lab A":                  "16 characters",
		"a own " + secretA + " Lab A":          "LOGIN read|write",
		"a write " + secretA:                   "LOGIN read|write",
		"a:b write " + secretA + " Lab":        "no colon",
		users + "a read " + secretA + " Lab D": "comes once",
		users + "d read " + secretA + " Lab D": "another user has this secret",
	} {
		if _, err := ParseUsers(text); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secretA) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
