package taxii

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/share/stix"
)

// filter is what a request wants of a collection.
type filter struct {
	after    time.Time // added_after, or where a page goes on
	limit    int
	ids      []string // nil: any
	types    []string
	versions versions
	specs    []string
}

// filterOf reads a request's parameters.
func filterOf(q url.Values) (filter, error) {
	f := filter{limit: maxPage, versions: versions{last: true}}
	if v := q.Get("added_after"); v != "" {
		t, err := time.Parse(time.RFC3339, v)
		if err != nil {
			return f, problem(http.StatusBadRequest, "added_after is no time: write 2026-01-31T12:00:00.000Z")
		}
		f.after = t
	}
	if v := q.Get("limit"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			return f, problem(http.StatusBadRequest, "limit is a number of objects, 1 or more")
		}
		f.limit = min(n, maxPage)
	}
	if v := q.Get("next"); v != "" {
		t, ok := parseNext(v)
		if !ok {
			return f, problem(http.StatusBadRequest, "next is not what this server gave: begin anew")
		}
		if f.after.Before(t) {
			f.after = t
		}
	}
	var wanted []string
	for _, p := range []struct {
		name string
		to   *[]string
	}{{"match[id]", &f.ids}, {"match[type]", &f.types}, {"match[version]", &wanted}, {"match[spec_version]", &f.specs}} {
		v := q.Get(p.name)
		if v == "" {
			continue
		}
		if *p.to = strings.Split(v, ","); len(*p.to) > maxValues {
			return f, problem(http.StatusBadRequest, fmt.Sprintf("%s has %d values at most: ask again for the others", p.name, maxValues))
		}
	}
	var err error
	if wanted != nil {
		f.versions, err = versionsOf(wanted)
	}
	return f, err
}

// maxValues bounds what each entry of a collection is compared with.
const maxValues = 100

// versions are those that are wanted of an object.
type versions struct {
	all, last, first bool
	at               []time.Time
}

func versionsOf(words []string) (v versions, err error) {
	for _, w := range words {
		switch w {
		case "all":
			v.all = true
		case "last":
			v.last = true
		case "first":
			v.first = true
		default:
			t, err := time.Parse(time.RFC3339, w)
			if err != nil {
				return v, problem(http.StatusBadRequest, "match[version] is last, first, all or times")
			}
			v.at = append(v.at, t)
		}
	}
	return v, nil
}

func (v *versions) has(e *entry, s span) bool {
	return v.all || v.last && e.version.Equal(s.last) || v.first && e.version.Equal(s.first) || slices.ContainsFunc(v.at, e.version.Equal)
}

// next is where a page goes on: after what was added then.
func next(added time.Time) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(added.UnixMicro(), 10)))
}

func parseNext(text string) (time.Time, bool) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(string(b), 10, 64)
	return time.UnixMicro(n), err == nil && n > 0 && n < 1<<53
}

// page is what a filter gives, and whether there is more.
type page struct {
	entries []entry
	more    bool
}

// Page finds what a filter wants, in the order in which it was added.
func (s *Store) page(f filter) page {
	s.mu.RLock()
	defer s.mu.RUnlock()
	from, _ := slices.BinarySearchFunc(s.entries, f.after, func(e entry, t time.Time) int {
		if e.Added.After(t) {
			return 1
		}
		return -1
	})
	var p page
	now, size := s.now(), 0
	for i := from; i < len(s.entries); i++ {
		e := &s.entries[i]
		if !f.wants(e, s.spans[e.thing.ID]) || s.over(e, now) {
			continue
		}
		if len(p.entries) == f.limit || size > maxBytes {
			p.more = true
			break
		}
		p.entries = append(p.entries, *e)
		size += len(e.Object)
	}
	return p
}

func (f *filter) wants(e *entry, all span) bool {
	return (f.ids == nil || slices.Contains(f.ids, e.thing.ID)) &&
		(f.types == nil || slices.Contains(f.types, e.thing.Type)) &&
		(f.specs == nil || slices.Contains(f.specs, "2.1")) &&
		f.versions.has(e, all)
}

// versions of an entry as TAXII writes them.
func (e *entry) versionText() string {
	if e.thing.Version() == "" {
		return written(e.version)
	}
	return stix.Stamp(e.version)
}
