package taxii

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/stillhunt/stillhunt/share/stix"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	secretA = "the-secret-of-lab-a"
	secretB = "the-secret-of-lab-b"
	users   = "# peers\na write " + secretA + " Lab A\nb write " + secretB + " Lab B\nc read the-secret-of-lab-c Lab C\n"
)

// world is a server on loopback whose clock stands until it is moved.
type world struct {
	now    time.Time
	path   string
	store  *Store
	server *httptest.Server
	http   *http.Client
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{now: time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC), path: filepath.Join(t.TempDir(), "c.jsonl")}
	u, err := ParseUsers(users)
	if err != nil {
		t.Fatal(err)
	}
	w.open(t)
	s := &Server{Title: "Test", Users: u, Now: func() time.Time { return w.now }}
	s.Serve("campaigns", w.store)
	w.server = httptest.NewServer(s)
	w.http = w.server.Client()
	t.Cleanup(func() {
		w.server.Close()
		if err := w.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *world) open(t *testing.T) {
	t.Helper()
	store, err := OpenStore(w.path, func() time.Time { return w.now })
	if err != nil {
		t.Fatal(err)
	}
	w.store = store
}

func (w *world) client(secret string) Client {
	return Client{URL: w.server.URL + "/taxii2/", Secret: secret, HTTP: w.http}
}

func (w *world) at() string {
	return w.server.URL + "/api/collections/" + CollectionID("campaigns") + "/"
}

// of gives objects of a house: indicators that end after some days.
func (w *world) of(t *testing.T, by string, n, days int) []stix.Thing {
	t.Helper()
	var objects []stix.Object
	for i := range n {
		at := stix.Stamp(w.now)
		objects = append(objects, stix.New("indicator", at, at, by, fmt.Sprint(i)).With(stix.Object{
			"created_by_ref": stix.IdentityID(by), "valid_until": stix.Stamp(w.now.AddDate(0, 0, days)), "pattern_type": "stix", "pattern": "[x:y = 'z']", "valid_from": at,
		}))
	}
	return things(t, objects...)
}

func push(t *testing.T, c Client, things []stix.Thing) Status {
	t.Helper()
	st, err := c.Push(t.Context(), things)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func pull(t *testing.T, c Client) []stix.Thing {
	t.Helper()
	all, _, err := c.Pull(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func ids(all []stix.Thing) []string {
	var out []string
	for _, t := range all {
		out = append(out, t.ID)
	}
	slices.Sort(out)
	return out
}

func TestPushAndPull(t *testing.T) {
	w := newWorld(t)
	a := w.of(t, "Lab A", 2300, 30) // several requests, several pages
	if st := push(t, w.client(secretA), a); st.Succeeded != 2300 || st.Failed != 0 {
		t.Fatalf("%+v", st)
	}
	if st := push(t, w.client(secretA), a); st.Succeeded != 2300 {
		t.Fatalf("sent twice: %+v", st)
	}
	got, last, err := w.client(secretB).Pull(t.Context(), time.Time{})
	if err != nil || !slices.Equal(ids(got), ids(a)) {
		t.Fatalf("%d of %d came back: %v", len(got), len(a), err)
	}
	w.now = w.now.Add(time.Hour)
	b := w.of(t, "Lab B", 3, 30)
	push(t, w.client(secretB), b)
	if got, _, err := w.client(secretA).Pull(t.Context(), last); err != nil || !slices.Equal(ids(got), ids(b)) {
		t.Errorf("after the last came %v: %v", ids(got), err)
	}
	// The server is killed, its last line is cut: nobody was told that it is kept.
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(w.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.path, text[:len(text)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	w.open(t)
	if p := w.store.page(filter{limit: 5000, versions: versions{all: true}}); len(p.entries) != 2302 {
		t.Errorf("%d objects are left", len(p.entries))
	}
}

func TestWhatIsOverIsNotGivenOut(t *testing.T) {
	w := newWorld(t)
	push(t, w.client(secretA), w.of(t, "Lab A", 3, 1))
	push(t, w.client(secretB), w.of(t, "Lab B", 2, 2))
	for days, want := range []int{5, 2, 0} {
		if got := pull(t, w.client(secretA)); len(got) != want {
			t.Errorf("after %d days there are %d", days, len(got))
		}
		w.now = w.now.AddDate(0, 0, 1)
	}
	if st := push(t, w.client(secretA), w.of(t, "Lab A", 1, -1)); st.Failed != 1 {
		t.Errorf("what is over is kept: %+v", st)
	}
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	w.open(t)
	if text, err := os.ReadFile(w.path); err != nil || len(text) != 0 {
		t.Errorf("the file still has %d bytes, %v", len(text), err)
	}
}

// ask puts one request below the collection.
func (w *world) ask(t *testing.T, secret, method, path, contentType, accept, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.at()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	r.Header.Set("Authorization", "Bearer "+secret)
	res, err := w.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var p Problem
	if res.StatusCode >= 400 && (json.Unmarshal(text, &p) != nil || p.Status != fmt.Sprint(res.StatusCode) || res.Header.Get("Content-Type") != MediaType) {
		t.Errorf("%s %s: an error is no TAXII: %s", method, path, text)
	}
	return res.StatusCode, string(text)
}

func TestLimitsAndTypes(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		contentType, accept, body string
		code                      int
	}{
		"JSON alone":     {"application/json", "", `{"objects":[]}`, 415},
		"TAXII 2.0":      {"application/taxii+json;version=2.0", "", `{"objects":[]}`, 415},
		"asks for HTML":  {MediaType, "text/html", `{"objects":[]}`, 406},
		"takes anything": {MediaType, "text/html, */*;q=.1", `{"objects":[]}`, 202},
		"no STIX":        {MediaType, "", `{"objects":[{}]}`, 422},
		"no JSON":        {MediaType, "", `hello`, 422},
		"too large":      {MediaType, "", `{"objects":["` + strings.Repeat("x", MaxBody) + `"]}`, 413},
	} {
		if code, text := w.ask(t, secretA, http.MethodPost, "objects/", c.contentType, c.accept, c.body); code != c.code {
			t.Errorf("%s answers %d, not %d: %s", name, code, c.code, text)
		}
	}
}
