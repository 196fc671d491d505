package duck

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/contract"
)

func open(t testing.TB, o Options) *Lake {
	t.Helper()
	l, err := Open(t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func TestContract(t *testing.T) {
	threads := 0
	contract.Run(t, func(t testing.TB) lake.Lake {
		threads = threads%2 + 1 // how many must not matter
		return open(t, Options{Threads: threads})
	})
}

func TestSegmentsAreCompleteOrAbsent(t *testing.T) {
	l := open(t, Options{})
	obs := contract.Crowd(1, 50)
	contract.Write(t, l, "kept", obs)
	s, err := l.Begin(t.Context(), "aborted")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Append(&obs[0]); err != nil {
		t.Fatal(err)
	}
	if err := s.Abort(); err != nil {
		t.Fatal(err)
	}
	contract.Write(t, l, "orphan", obs)
	half := filepath.Join(l.dir, dictionary, "half.parquet.tmp")
	if err := os.WriteFile(half, []byte("PAR1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := l.Keep(t.Context(), []string{"kept"}); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(l.dir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob(filepath.Join(l.dir, "*", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(left, deeper...) {
		if strings.Contains(path, ".parquet") && !strings.HasPrefix(filepath.Base(path), "kept.") {
			t.Errorf("%s is left", path)
		}
	}
	if _, err := l.Select(t.Context(), []string{"kept"}, 0, 0); err != nil {
		t.Error(err)
	}
	if _, err := l.Select(t.Context(), []string{"kept", "orphan"}, 0, 0); err == nil {
		t.Error("a segment that is not there was selected")
	}
}
