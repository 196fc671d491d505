package taxii

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A server that is stopped finishes what it does, lets go of its directory, and
// has what it had when it starts again.
func TestServe(t *testing.T) {
	u, err := ParseUsers(users)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{now: time.Now()}
	dir := t.TempDir()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	for round := range 2 {
		ctx, stop := context.WithCancel(t.Context())
		ready, ended := make(chan string, 1), make(chan error, 1)
		o := ServeOptions{Dir: dir, Listen: "127.0.0.1:0", Collections: []string{"one", "two"}, Users: u, Ready: func(at string, all []Collection) {
			ready <- "http://" + at + "/api/collections/" + all[1].ID
		}}
		go func() { ended <- Serve(ctx, o) }()
		var at string
		select {
		case at = <-ready:
		case err := <-ended:
			t.Fatal(err)
		}
		c := Client{URL: at, Login: "a", Secret: secretA, HTTP: &http.Client{Transport: transport}}
		if round == 0 {
			if st := push(t, c, w.of(t, "Lab A", 3, 30)); st.Succeeded != 3 {
				t.Errorf("%+v", st)
			}
			if err := Serve(ctx, o); err == nil || !strings.Contains(err.Error(), "another server") {
				t.Errorf("two servers of one directory: %v", err)
			}
		}
		if got := pull(t, c); len(got) != 3 {
			t.Errorf("round %d: %d objects", round, len(got))
		}
		c.Login, c.Secret = "b", secretA
		if _, _, err := c.Pull(t.Context(), time.Time{}); err == nil || !strings.Contains(err.Error(), "401") {
			t.Errorf("one signs in with another's secret: %v", err)
		}
		transport.CloseIdleConnections()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
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

// A page that a browser was lured to may have a name that leads to this machine.
func TestWithoutUsersOnlyThisMachine(t *testing.T) {
	s := &Server{Title: "Test", Now: time.Now}
	for host, want := range map[string]int{"127.0.0.1:6100": 200, "localhost:6100": 200, "[::1]:6100": 200, "localhost": 200, "peer.example": 403, "peer.example:6100": 403, "": 403} {
		r := httptest.NewRequest(http.MethodGet, "/taxii2/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%q answers %d, not %d", host, w.Code, want)
		}
	}
}
