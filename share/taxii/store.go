package taxii

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stillhunt/stillhunt/internal/durable"
	"github.com/stillhunt/stillhunt/share/stix"
)

// Limits of a store.
const (
	maxEntries = 500_000
	maxStored  = 1 << 30 // bytes
	loneDays   = 90      // how long what hangs on an indicator stays without one
)

// Store is a collection in a file: a line an object, in the order in which they
// came. It is safe for many goroutines of one process.
type Store struct {
	now  func() time.Time
	path string
	most int // entries

	mu      sync.RWMutex
	file    *os.File
	bytes   int64
	entries []entry // by added
	spans   map[string]span
	ends    map[string]time.Time // by the id of an indicator, or of a value: when the last version, or indicator of it, ends
}

// entry is a line of the file.
type entry struct {
	Added  time.Time       `json:"added"`
	By     string          `json:"by,omitempty"`   // the user's name
	Gone   string          `json:"gone,omitempty"` // an id: what came before of it is not given out any more
	Object json.RawMessage `json:"object,omitempty"`

	thing   stix.Thing
	version time.Time
}

// span has the versions of an object, the first and the last of them, and who
// wrote it and sent it.
type span struct {
	versions    []time.Time
	first, last time.Time
	by, user    string
}

// OpenStore opens the file of a collection, and makes it if it is not there.
// What is over is left out of it.
func OpenStore(path string, now func() time.Time) (*Store, error) {
	s := &Store{now: now, path: path, most: maxEntries, spans: map[string]span{}, ends: map[string]time.Time{}}
	if err := s.load(path); err != nil {
		return nil, fmt.Errorf("reading the collection %s: %w", path, err)
	}
	if err := s.rewrite(); err != nil {
		return nil, fmt.Errorf("writing the collection %s: %w", path, err)
	}
	return s, nil
}

func (s *Store) load(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return s.read(f)
}

func (s *Store) read(r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 2*stix.MaxObject)
	for n := 1; lines.Scan(); n++ {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			if !lines.Scan() && lines.Err() == nil { // the server was killed while it wrote the last one: nobody was told that it is kept
				break
			}
			return fmt.Errorf("line %d: %w", n, err)
		}
		if e.Gone != "" {
			s.forget(e.Gone)
			continue
		}
		t, err := stix.ReadObject(e.Object)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		e.thing = t
		s.take(e)
	}
	return lines.Err()
}

// rewrite puts what is left in the file's place, and keeps it open.
func (s *Store) rewrite() error {
	now, size := s.now(), int64(0)
	s.entries = slices.DeleteFunc(s.entries, func(e entry) bool { return s.over(&e, now) })
	f, err := os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+".*") // mode 0600
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for i := range s.entries {
		line, err2 := plainJSON(&s.entries[i])
		if err2 == nil {
			_, err2 = w.Write(append(line, '\n'))
		}
		size += int64(len(line)) + 1
		err = errors.Join(err, err2)
	}
	err = errors.Join(err, w.Flush(), f.Sync())
	if err == nil {
		err = os.Rename(f.Name(), s.path)
	}
	if err != nil {
		return errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	if s.file != nil {
		err = s.file.Close()
	}
	s.file, s.bytes = f, size
	return errors.Join(err, durable.Dir(filepath.Dir(s.path)))
}

// Close closes the file.
func (s *Store) Close() error { return s.file.Close() }

// over reports whether an indicator's time is.
func over(t *stix.Thing, now time.Time) bool {
	return t.Type == "indicator" && !t.ValidUntil.IsZero() && !now.Before(t.ValidUntil)
}

// over reports whether an entry's time is: an indicator's, or that of the last
// indicator that a value, what was observed of values, or a relationship hangs on.
func (s *Store) over(e *entry, now time.Time) bool {
	on := e.hangsOn()
	if on == nil {
		return over(&e.thing, now)
	}
	var last time.Time
	for _, id := range on {
		end, ok := s.ends[id]
		if !ok {
			end = e.Added.AddDate(0, 0, loneDays)
		}
		if last.Before(end) {
			last = end
		}
	}
	return !now.Before(last)
}

// hangsOn are the indicators or values whose end is an entry's; nil if it has no
// end, or one of its own.
func (e *entry) hangsOn() []string {
	value := func(id string) bool { return strings.HasPrefix(id, stix.FingerprintType+"--") }
	switch t := &e.thing; {
	case value(t.ID):
		return []string{t.ID}
	case t.Type == "relationship" && t.Relationship == "indicates":
		return []string{t.Source}
	case t.Type == "observed-data" && len(t.Refs) > 0 && !slices.ContainsFunc(t.Refs, func(id string) bool { return !value(id) }):
		return t.Refs
	}
	return nil
}

// forever is the end of an indicator that has none.
var forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// end notes when an indicator ends, for what hangs on it.
func (s *Store) end(t *stix.Thing) {
	until := t.ValidUntil
	if until.IsZero() {
		until = forever
	}
	on := []string{t.ID}
	if k, kind, v, ok := stix.ParsePattern(t.Pattern); ok {
		on = append(on, stix.Fingerprint(k, kind, v).ID())
	}
	for _, id := range on {
		if s.ends[id].Before(until) {
			s.ends[id] = until
		}
	}
}

// take puts an entry among the others. The caller holds mu or is alone.
func (s *Store) take(e entry) {
	if e.version = e.thing.Modified; e.version.IsZero() {
		if e.version = e.thing.Created; e.version.IsZero() {
			e.version = e.Added
		}
	}
	at, ok := s.spans[e.thing.ID]
	if !ok {
		at = span{first: e.version, last: e.version, by: e.thing.By, user: e.By}
	}
	if e.version.Before(at.first) {
		at.first = e.version
	}
	if at.last.Before(e.version) {
		at.last = e.version
	}
	if e.thing.Type == "indicator" {
		s.end(&e.thing)
	}
	at.versions = append(at.versions, e.version)
	s.spans[e.thing.ID] = at
	s.entries = append(s.entries, e)
}

func (s *Store) forget(id string) {
	s.entries = slices.DeleteFunc(s.entries, func(e entry) bool { return e.thing.ID == id })
	delete(s.spans, id)
	delete(s.ends, id)
}

// Add keeps objects that a user sends. A version that is there already stays as
// it is. It returns what became of each, in their order, and an error if
// nothing could be kept.
func (s *Store) Add(u User, things []stix.Thing, owned map[string]bool) ([]Detail, []Detail, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var kept, refused []Detail
	var b bytes.Buffer
	var fresh []entry
	added := s.now().UTC().Truncate(time.Microsecond)
	if n := len(s.entries); n > 0 && !s.entries[n-1].Added.Before(added) {
		added = s.entries[n-1].Added.Add(time.Microsecond) // each has a time of its own: pages go on by it
	}
	batch, authors := map[string]bool{}, map[string]string{} // by id and version; by id
	for i := range things {
		t := &things[i]
		d := Detail{ID: t.ID, Version: t.Version()}
		if d.Version == "" {
			d.Version = written(added)
		}
		why := s.refuses(u, t, owned)
		if by, ok := authors[t.ID]; why == "" && ok && by != t.By {
			why = otherAuthor
		}
		if why != "" {
			d.Message = why
			refused = append(refused, d)
			continue
		}
		kept = append(kept, d)
		authors[t.ID] = t.By
		if batch[t.ID+t.Version()] || s.has(t) {
			continue
		}
		batch[t.ID+t.Version()] = true
		e := entry{Added: added, By: u.Name, Object: t.Raw, thing: *t}
		line, err := plainJSON(&e)
		if err != nil {
			return nil, nil, err
		}
		b.Write(append(line, '\n'))
		fresh = append(fresh, e)
		added = added.Add(time.Microsecond)
	}
	full := func() bool { return len(s.entries)+len(fresh) > s.most || s.bytes+int64(b.Len()) > maxStored }
	now := s.now()
	if full() && slices.ContainsFunc(s.entries, func(e entry) bool { return s.over(&e, now) }) {
		if err := s.rewrite(); err != nil {
			return nil, nil, fmt.Errorf("making room in the collection: %w", err)
		}
	}
	if full() {
		return nil, nil, problem(http.StatusInsufficientStorage, "the collection is full")
	}
	if err := s.write(b.Bytes()); err != nil {
		return nil, nil, err
	}
	for _, e := range fresh {
		s.take(e)
	}
	return kept, refused, nil
}

const otherAuthor = "somebody else's object has this id"

// write appends whole lines, durably, or leaves the file as it was.
func (s *Store) write(lines []byte) error {
	_, err := s.file.WriteAt(lines, s.bytes)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing the collection: %w", err), s.file.Truncate(s.bytes))
	}
	s.bytes += int64(len(lines))
	return nil
}

// refuses says why an object is not kept.
func (s *Store) refuses(u User, t *stix.Thing, owned map[string]bool) string {
	if why := u.refuses(t, owned); why != "" {
		return why
	}
	at, ok := s.spans[t.ID]
	switch {
	case t.SpecVersion != "" && t.SpecVersion != "2.1":
		return "only STIX 2.1 is kept"
	case over(t, s.now()):
		return "its time is over"
	case ok && (at.by != t.By || at.user != u.Name && !s.has(t)):
		return otherAuthor
	}
	return ""
}

// has reports whether this version is kept. One without times has one version.
func (s *Store) has(t *stix.Thing) bool {
	at, ok := s.spans[t.ID]
	if !ok || t.Version() == "" {
		return ok
	}
	v := t.Modified
	if v.IsZero() {
		v = t.Created
	}
	return slices.ContainsFunc(at.versions, v.Equal)
}

// Remove takes an object away, all its versions. Only who wrote it may.
func (s *Store) Remove(u User, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.entries, func(e entry) bool { return e.thing.ID == id })
	switch {
	case i < 0:
		return errUnknown
	case s.entries[i].By != u.Name:
		return errForbidden
	}
	line, err := json.Marshal(&entry{Added: s.now().UTC(), By: u.Name, Gone: id})
	if err != nil {
		return err
	}
	if err := s.write(append(line, '\n')); err != nil {
		return err
	}
	s.forget(id)
	return nil
}
