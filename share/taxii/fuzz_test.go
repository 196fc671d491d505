package taxii

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A stored file, and the parameters of a request, come from outside.
func FuzzLoad(f *testing.F) {
	f.Add(`{"added":"2026-03-20T12:00:00Z","by":"Lab A","object":{"type":"identity","id":"identity--00000000-0000-4000-8000-000000000000"}}` + "\n")
	f.Add(`{"added":"2026-03-20T12:00:00Z","gone":"x"}` + "\n{")
	f.Fuzz(func(t *testing.T, text string) {
		open := func(text string) (*Store, error) {
			s := &Store{now: func() time.Time { return time.Unix(2e9, 0) }, spans: map[string]span{}, ends: map[string]time.Time{}}
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
		all := filter{limit: maxPage, versions: versions{all: true}}
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
