package taxii

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/share/stix"
)

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

// What a server says of a refusal is fit for a terminal.
func TestRefusalsAreClean(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, err := io.WriteString(w, `{"id":"x","status":"complete","total_count":1,"failure_count":1,"failures":[{"id":"\u001bx","version":"","message":"\u001b[2Jno"}]}`); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	w := world{now: time.Now()}
	st, err := Client{URL: server.URL + "/api/collections/x/", HTTP: server.Client()}.Push(t.Context(), w.of(t, "Lab A", 1, 1))
	if err != nil || len(st.Failures) != 1 || st.Failures[0].ID != "x" || st.Failures[0].Message != "[2Jno" {
		t.Errorf("%+v, %v", st, err)
	}
}

// Behind a proxy that ends TLS the server does not know its own scheme.
func TestBehindAProxy(t *testing.T) {
	w := newWorld(t)
	push(t, w.client(secretA), w.of(t, "Lab A", 2, 30))
	to, err := url.Parse(w.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewTLSServer(&httputil.ReverseProxy{Transport: w.http.Transport, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
	}})
	defer front.Close()
	c := Client{URL: front.URL + "/taxii2/", Secret: secretA, HTTP: front.Client()}
	if got := pull(t, c); len(got) != 2 {
		t.Errorf("%d objects", len(got))
	}
}

// What was taken is read again, at its full size: nothing is escaped on the way.
func TestLargeObjects(t *testing.T) {
	for _, n := range []int{180_000, stix.MaxObject - 1000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			w := newWorld(t)
			now := stix.Stamp(w.now)
			o := things(t, stix.New("note", now, now, "n").With(stix.Object{"created_by_ref": stix.IdentityID("Lab B"), "content": strings.Repeat("<", n)}))
			if st := push(t, w.client(secretB), o); st.Failed != 0 {
				t.Fatalf("%+v", st.Failures)
			}
			if err := w.store.Close(); err != nil {
				t.Fatal(err)
			}
			w.open(t)
			if p := w.store.page(filter{limit: 9, versions: versions{all: true}}); len(p.entries) != 1 {
				t.Errorf("%d objects are left", len(p.entries))
			}
			if got := pull(t, w.client(secretA)); len(got) != 1 || len(got[0].Raw) > stix.MaxObject {
				t.Errorf("%d objects", len(got))
			}
		})
	}
}

// A pull ends where a file does that can be read, and says where the next goes on.
func TestPullInParts(t *testing.T) {
	content := strings.Repeat("x", 1000)
	began := time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
	have := 80
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from := 0
		for _, name := range []string{"added_after", "next"} {
			if at, err := time.Parse(time.RFC3339, r.URL.Query().Get(name)); err == nil {
				from = max(from, int(at.Sub(began)/time.Second)+1)
			}
		}
		to := min(from+20, have)
		last := written(began.Add(time.Duration(to-1) * time.Second))
		w.Header().Set("X-TAXII-Date-Added-Last", last)
		var objects []string
		for i := from; i < to; i++ {
			objects = append(objects, fmt.Sprintf(`{"type":"note","id":"%s","content":"%s"}`, stix.ID("note", fmt.Sprint(i)), content))
		}
		if _, err := fmt.Fprintf(w, `{"more":%t,"next":"%s","objects":[%s]}`, to < have, last, strings.Join(objects, ",")); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	const most = 70 << 10
	c := Client{URL: server.URL + "/api/collections/x/", HTTP: server.Client(), most: most}
	all, last, err := c.Pull(t.Context(), time.Time{})
	if !errors.Is(err, ErrMore) || len(all) != 60 {
		t.Fatalf("%d objects, %v", len(all), err)
	}
	var b bytes.Buffer
	raw := make([]json.RawMessage, len(all))
	for i := range all {
		raw[i] = all[i].Raw
	}
	if err := stix.Pack(&b, raw); err != nil {
		t.Fatal(err)
	}
	if b.Len() > most {
		t.Errorf("the file has %d bytes", b.Len())
	}
	if again, err := stix.Read(&b); err != nil || len(again) != len(all) {
		t.Errorf("of %d objects %d are read again: %v", len(all), len(again), err)
	}
	if all, _, err = c.Pull(t.Context(), last); err != nil || len(all) != have-60 {
		t.Errorf("then come %d, %v", len(all), err)
	}
}
