package proving

import (
	"embed"
	"os"
	"testing"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/observe"
)

// TestSlots: what is kept is read again; what was broken off in the middle is
// not believed; whatever differs in anything has another place.
func TestSlots(t *testing.T) {
	r := &runner{o: RunOptions{Cache: t.TempDir()}}
	s := r.slot("trial", "world", []uint64{1}, true)
	was := Trial{Seed: 7, Exchanges: 12, World: World{Scenario: "letter"}}
	var is Trial
	if s.load(&is) {
		t.Error("it is there before it is kept")
	}
	if err := s.keep(was); err != nil {
		t.Fatal(err)
	}
	if !s.load(&is) || is.Seed != 7 || is.Exchanges != 12 || is.World != was.World {
		t.Errorf("%+v", is)
	}
	text, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range text {
		if err := os.WriteFile(s.path, text[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if s.load(&is) {
			t.Fatalf("%d of %d bytes are believed", n, len(text))
		}
	}
	seen := map[string]bool{s.path: true}
	for _, other := range []slot{
		r.slot("rules", "world", []uint64{1}, true), r.slot("trial", "other", []uint64{1}, true), r.slot("trial", "world", []uint64{1}, false),
		r.slot("trial", "world", []uint64{1 << 40}, true), r.slot("trial", "world", []uint64{1<<40 + 1}, true), r.slot("trial", "world", []uint64{1, 1}, true),
	} {
		if seen[other.path] {
			t.Errorf("%s is two places in one", other.path)
		}
		seen[other.path] = true
	}
}

// TestWhatDecidesIsHashed: the trees that stand for code hold it.
func TestWhatDecidesIsHashed(t *testing.T) {
	for path, tree := range map[string]embed.FS{
		"run.go": hunt.Source(), "select.go": duck.Source(), "sql/holders.sql": duck.Source(), "observer.go": observe.Source(),
		"population/campaign.go": maker, "trial.go": scorer, "score_match.go": scorer, "baseline/pair.go": rules, "contest.go": rules,
	} {
		if _, err := tree.ReadFile(path); err != nil {
			t.Error(err)
		}
	}
}
