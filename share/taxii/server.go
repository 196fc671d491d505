package taxii

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/stillhunt/stillhunt/share/stix"
)

// Server answers for collections, at /taxii2/ and one API root, /api/.
type Server struct {
	Title string
	Users Users // nil: anybody reads, nobody writes
	Log   *slog.Logger
	Now   func() time.Time

	collections []served

	mu       sync.Mutex
	statuses map[string]Status
	order    []string // of statuses, the oldest first
}

type served struct {
	Collection
	store *Store
}

// keptStatuses is how many a server remembers.
const keptStatuses = 1000

// Serve adds a collection.
func (s *Server) Serve(title string, store *Store) Collection {
	c := Collection{ID: CollectionID(title), Title: title, CanRead: true, MediaTypes: []string{stixType}}
	s.collections = append(s.collections, served{c, store})
	return c
}

// CollectionID is the id of the collection with a title.
func CollectionID(title string) string { return stix.UUID("collection", title) }

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if s.Users == nil && !loopback(hostname(r.Host)) {
		s.say(w, problem(http.StatusForbidden, "call this server by the address of this machine: it knows no users"))
		return
	}
	user, ok := s.Users.who(r)
	if !ok {
		h.Set("WWW-Authenticate", `Basic realm="taxii", charset="UTF-8"`)
		s.say(w, problem(http.StatusUnauthorized, "say who you are"))
		return
	}
	v, code, err := s.answer(w, r, user)
	if err != nil {
		var p *Problem
		if !errors.As(err, &p) {
			s.log().Error("a request failed", "path", r.URL.Path, "error", err)
			p = problem(http.StatusInternalServerError, "the server could not do it; its log says why")
		}
		s.say(w, p)
		return
	}
	text, err := plainJSON(v)
	if err != nil {
		s.say(w, problem(http.StatusInternalServerError, "the answer cannot be written"))
		return
	}
	h.Set("Content-Type", MediaType)
	w.WriteHeader(code)
	if _, err := w.Write(text); err != nil {
		s.log().Debug("the peer went away", "error", err)
	}
}

// hostname is the host of HOST:PORT, or of HOST alone.
func hostname(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return strings.Trim(address, "[]")
}

func (s *Server) log() *slog.Logger {
	if s.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Log
}

func (s *Server) say(w http.ResponseWriter, p *Problem) {
	said := *p
	said.Status = fmt.Sprint(p.code)
	text, err := json.Marshal(said)
	if err != nil {
		text = nil // strings marshal
	}
	w.Header().Set("Content-Type", MediaType)
	w.WriteHeader(p.code)
	if _, err := w.Write(text); err != nil {
		s.log().Debug("the peer went away", "error", err)
	}
}

// answer finds what a path means.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, u User) (any, int, error) {
	if !accepts(r.Header.Get("Accept")) {
		return nil, 0, problem(http.StatusNotAcceptable, "this server speaks "+MediaType)
	}
	path := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	is := func(want ...string) bool { // "" is any
		if len(path) != len(want) {
			return false
		}
		for i := range want {
			if want[i] != "" && want[i] != path[i] {
				return false
			}
		}
		return true
	}
	if method == http.MethodGet {
		switch {
		case is("taxii2"):
			root := "/api/" // relative, as TAXII 2.1 (4.1.1) has it: a proxy in front may have another scheme
			return Discovery{Title: s.Title, Default: root, APIRoots: []string{root}}, http.StatusOK, nil
		case is("api"):
			return APIRoot{Title: s.Title, Versions: []string{MediaType}, MaxContentLength: MaxBody}, http.StatusOK, nil
		case is("api", "status", ""):
			return s.status(path[2])
		case is("api", "collections"):
			all := []Collection{}
			for _, c := range s.collections {
				all = append(all, c.as(u))
			}
			return map[string]any{"collections": all}, http.StatusOK, nil
		}
	}
	if len(path) < 3 || path[0] != "api" || path[1] != "collections" {
		return nil, 0, errUnknown
	}
	for _, c := range s.collections {
		if c.ID != path[2] {
			continue
		}
		switch {
		case method == http.MethodGet && len(path) == 3:
			return c.as(u), http.StatusOK, nil
		case method == http.MethodGet:
			return c.get(w, r, path[3:])
		case method == http.MethodPost && is("api", "collections", "", "objects"):
			return s.post(w, r, u, c)
		case method == http.MethodDelete && is("api", "collections", "", "objects", ""):
			if !u.Write {
				return nil, 0, errForbidden
			}
			return struct{}{}, http.StatusOK, c.store.Remove(u, path[4])
		}
		return nil, 0, problem(http.StatusMethodNotAllowed, "this cannot be done here")
	}
	return nil, 0, errUnknown
}

func (c served) as(u User) Collection {
	out := c.Collection
	out.CanWrite = u.Write
	return out
}

// accepts reports whether a peer takes what this server speaks.
func accepts(header string) bool {
	if header == "" {
		return true
	}
	for part := range strings.SplitSeq(header, ",") {
		kind, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		switch kind {
		case "*/*", "application/*":
			return true
		case "application/taxii+json":
			if v := parameters["version"]; v == "" || v == "2.1" {
				return true
			}
		}
	}
	return false
}

// manifestEntry is an object of a manifest.
type manifestEntry struct {
	ID      string `json:"id"`
	Added   string `json:"date_added"`
	Version string `json:"version"`
	Type    string `json:"media_type"`
}

// get answers for what is below a collection.
func (c served) get(w http.ResponseWriter, r *http.Request, path []string) (any, int, error) {
	f, err := filterOf(r.URL.Query())
	if err != nil {
		return nil, 0, err
	}
	what := path[0]
	switch {
	case len(path) == 1 && (what == "objects" || what == "manifest"):
	case len(path) == 2 && what == "objects":
		f.ids = path[1:2]
	case len(path) == 3 && what == "objects" && path[2] == "versions":
		f.ids, f.versions, what = path[1:2], versions{all: true}, "versions"
	default:
		return nil, 0, errUnknown
	}
	p := c.store.page(f)
	if len(path) > 1 && len(p.entries) == 0 && f.after.IsZero() {
		return nil, 0, errUnknown
	}
	out := map[string]any{}
	if n := len(p.entries); n > 0 {
		w.Header().Set("X-TAXII-Date-Added-First", written(p.entries[0].Added))
		w.Header().Set("X-TAXII-Date-Added-Last", written(p.entries[n-1].Added))
		if p.more {
			out["more"], out["next"] = true, next(p.entries[n-1].Added)
		}
	}
	var list []any
	name := "objects"
	if what == "versions" {
		name = what
	}
	for i := range p.entries {
		e := &p.entries[i]
		switch what {
		case "objects":
			list = append(list, e.Object)
		case "manifest":
			list = append(list, manifestEntry{e.thing.ID, written(e.Added), e.versionText(), stixType})
		case "versions":
			list = append(list, e.versionText())
		}
	}
	if list != nil {
		out[name] = list
	}
	return out, http.StatusOK, nil
}

// post keeps what a peer sends.
func (s *Server) post(w http.ResponseWriter, r *http.Request, u User, c served) (any, int, error) {
	if !u.Write {
		return nil, 0, errForbidden
	}
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/taxii+json" || parameters["version"] != "" && parameters["version"] != "2.1" {
		return nil, 0, problem(http.StatusUnsupportedMediaType, "send "+MediaType)
	}
	things, err := stix.Read(http.MaxBytesReader(w, r.Body, MaxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, 0, problem(http.StatusRequestEntityTooLarge, fmt.Sprintf("a request has %d bytes at most: send fewer objects at once", MaxBody))
	case err != nil:
		return nil, 0, problem(http.StatusUnprocessableEntity, err.Error())
	}
	now := s.Now()
	kept, refused, err := c.store.Add(u, things, s.Users.owned())
	if err != nil {
		return nil, 0, err
	}
	st := Status{
		ID: uuid.NewString(), Status: "complete", Requested: written(now), Total: len(things),
		Succeeded: len(kept), Successes: kept, Failed: len(refused), Failures: refused,
	}
	s.log().Info("objects came", "from", u.Name, "kept", len(kept), "refused", len(refused))
	s.remember(st)
	return st, http.StatusAccepted, nil
}

func (s *Server) remember(st Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.statuses == nil {
		s.statuses = map[string]Status{}
	}
	if len(s.order) == keptStatuses {
		delete(s.statuses, s.order[0])
		s.order = s.order[1:]
	}
	s.statuses[st.ID] = st
	s.order = append(s.order, st.ID)
}

func (s *Server) status(id string) (any, int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, ok := s.statuses[id]
	if !ok {
		return nil, 0, errUnknown
	}
	return st, http.StatusOK, nil
}
