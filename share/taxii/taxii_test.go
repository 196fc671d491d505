package taxii

import (
	"bytes"
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
	if p := w.store.page(filter{limit: 5000, versions: []string{"all"}}); len(p.entries) != 2302 {
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

func TestNobodyWritesForAnother(t *testing.T) {
	w := newWorld(t)
	a := w.of(t, "Lab A", 1, 30)
	push(t, w.client(secretA), a)
	if st := push(t, w.client(secretB), w.of(t, "Lab A", 2, 30)); st.Failed != 2 || !strings.Contains(st.Failures[0].Message, `identity of "Lab B"`) {
		t.Errorf("%+v", st)
	}
	name := func(by, called string) []stix.Thing {
		var b bytes.Buffer
		o := stix.Identity(by)
		o["name"] = called
		if err := stix.Bundle(&b, []stix.Object{o}); err != nil {
			t.Fatal(err)
		}
		all, err := stix.Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if st := push(t, w.client(secretB), name("Lab A", "Swindlers")); st.Failed != 1 {
		t.Errorf("another is given a name: %+v", st)
	}
	if st := push(t, w.client(secretB), name("Lab A", "Lab A")); st.Failed != 0 {
		t.Errorf("another is called as he calls himself: %+v", st)
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

func TestParseUsersRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "no user",
		"a write short Lab A":                  "16 characters",
		"a own " + secretA + " Lab A":          "LOGIN read|write",
		"a write " + secretA:                   "LOGIN read|write",
		"a:b write " + secretA + " Lab":        "no colon",
		users + "a read " + secretA + " Lab D": "comes once",
	} {
		if _, err := ParseUsers(text); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secretA) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestClientRefuses(t *testing.T) {
	answers := map[string]string{
		"/elsewhere/":                     `{"title":"x","api_roots":["http://198.51.100.7/api/"]}`,
		"/endless/collections/x/objects/": `{"more":true,"next":"same","objects":[{"type":"identity","id":"identity--00000000-0000-4000-8000-000000000000"}]}`,
		"/bad/collections/x/objects/":     `{"objects":[{"type":"identity"}]}`,
		"/many/":                          `{"title":"x","versions":["application/taxii+json;version=2.1"]}`,
		"/many/collections/":              `{"collections":[{"id":"a","can_read":true},{"id":"b","can_read":true}]}`,
		"/text/":                          `hello`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away/" {
			http.Redirect(w, r, "http://198.51.100.7/", http.StatusFound)
			return
		}
		if _, err := io.WriteString(w, answers[r.URL.Path]); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	defer http.DefaultClient.CloseIdleConnections()
	for url, want := range map[string]string{
		"ftp://198.51.100.7/":                  "not spoken",
		"http://198.51.100.7/taxii2/":          "use https",
		"https://lab:pw@198.51.100.7/":         "without a password",
		"taxii2":                               "no address",
		server.URL + "/elsewhere/":             "another server",
		server.URL + "/away/":                  "sends elsewhere",
		server.URL + "/endless/collections/x/": "does not go on",
		server.URL + "/bad/collections/x/":     "object 1 of a page",
		server.URL + "/many/":                  "2 collections",
		server.URL + "/text/":                  "no TAXII",
	} {
		if _, _, err := (Client{URL: url, Secret: secretA}).Pull(t.Context(), time.Time{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", url, err, want)
		}
	}
}

func TestServeRefuses(t *testing.T) {
	u, err := ParseUsers(users)
	if err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]ServeOptions{
		"no address":       {Listen: "6100", Collections: []string{"a"}},
		"nothing to serve": {Listen: "127.0.0.1:0"},
		"no other has":     {Listen: "127.0.0.1:0", Collections: []string{"a", "a"}},
		"name the users":   {Listen: "0.0.0.0:0", Collections: []string{"a"}},
		"without TLS":      {Listen: ":0", Collections: []string{"a"}, Users: u},
		"and its key":      {Listen: "127.0.0.1:0", Collections: []string{"a"}, Cert: "c"},
	} {
		o.Dir = t.TempDir()
		if err := Serve(t.Context(), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// A stored file, and the parameters of a request, come from outside.
func FuzzLoad(f *testing.F) {
	f.Add(`{"added":"2026-03-20T12:00:00Z","by":"Lab A","object":{"type":"identity","id":"identity--00000000-0000-4000-8000-000000000000"}}` + "\n")
	f.Add(`{"added":"2026-03-20T12:00:00Z","gone":"x"}` + "\n{")
	f.Fuzz(func(t *testing.T, text string) {
		open := func(text string) (*Store, error) {
			s := &Store{now: func() time.Time { return time.Unix(2e9, 0) }, spans: map[string]span{}}
			return s, s.read(strings.NewReader(text))
		}
		s, err := open(text)
		if err != nil {
			return
		}
		var b bytes.Buffer
		for i := range s.entries {
			line, err := json.Marshal(&s.entries[i])
			if err != nil {
				t.Fatal(err)
			}
			b.Write(append(line, '\n'))
		}
		all := filter{limit: maxPage, versions: []string{"all"}}
		again, err := open(b.String())
		if err != nil || len(again.page(all).entries) != len(s.page(all).entries) {
			t.Errorf("what was written is not read again: %v", err)
		}
	})
}

func FuzzFilter(f *testing.F) {
	f.Add("added_after=2026-03-20T12:00:00Z&limit=3&match[type]=indicator,campaign&match[version]=last,all&next=" + next(time.Unix(1e9, 0)))
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.RawQuery = query
		if got, err := filterOf(r.URL.Query()); err == nil && (got.limit < 1 || got.limit > maxPage) {
			t.Errorf("a page of %d", got.limit)
		}
	})
}

func FuzzUsers(f *testing.F) {
	f.Add(users)
	f.Fuzz(func(t *testing.T, text string) {
		if u, err := ParseUsers(text); err == nil && len(u) == 0 {
			t.Error("nobody is anybody")
		}
	})
}
