package hunt

import (
	"path/filepath"
	"testing"

	"github.com/stillhunt/stillhunt/observe"
)

func TestSkeletonsAreKeptOnlyWhenManySendThem(t *testing.T) {
	for _, c := range []struct {
		name     string
		accounts int
		org      func(i int) uint64
		kept     bool
	}{
		{"nineteen accounts", 19, func(int) uint64 { return 0 }, false},
		{"twenty of one organisation", 20, func(int) uint64 { return 7 }, false},
		{"twenty without one", 20, func(int) uint64 { return 0 }, true},
		{"twenty of two", 20, func(i int) uint64 { return uint64(i%2) + 1 }, true},
	} {
		path := filepath.Join(t.TempDir(), SkeletonsFile)
		s, err := openSkeletons(path)
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		see := func(i int) {
			s.see(&observe.Observation{Skeleton: 5, Account: uint64(i) + 1, Org: c.org(i)}, func() string { asked++; return "grade this ▢" })
		}
		for i := range c.accounts {
			see(i)
			see(i) // a second time from the same account counts for nothing
		}
		if asked != 0 && c.accounts < 20 {
			t.Errorf("%s: text was asked for at once", c.name)
		}
		see(0) // the next sighting
		if err := s.write(); err != nil {
			t.Fatal(err)
		}
		again, err := openSkeletons(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := again.text[5]; ok != c.kept {
			t.Errorf("%s: kept %v, want %v", c.name, ok, c.kept)
		}
	}
}
