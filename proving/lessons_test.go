package proving

import (
	"fmt"
	"testing"

	"github.com/stillhunt/stillhunt/proving/pool"
)

// TestSources: each campaign of a world has sources of its own, the same in
// every form of it, and others with another seed.
func TestSources(t *testing.T) {
	var sources []pool.Source
	for i := range 23 {
		sources = append(sources, pool.Source{Name: fmt.Sprintf("source-%02d", i)})
	}
	first, err := Sources(World{Scenario: "three-labs"}, 1, sources)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for name, list := range first {
		for _, s := range list {
			if other, ok := seen[s]; ok {
				t.Errorf("%s and %s both draw from %s", name, other, s)
			}
			seen[s] = name
		}
		if len(list) == 0 {
			t.Errorf("%s draws from nothing", name)
		}
	}
	if len(first) != 3 {
		t.Errorf("%d campaigns, want three", len(first))
	}
	evasive, err := Sources(World{Scenario: "three-labs-evasive"}, 1, sources)
	if err != nil || fmt.Sprint(evasive) != fmt.Sprint(first) {
		t.Errorf("the evasive form draws from %v, the loud one from %v (%v)", evasive, first, err)
	}
	if other, _ := Sources(World{Scenario: "three-labs"}, 2, sources); fmt.Sprint(other) == fmt.Sprint(first) {
		t.Error("another seed deals out the same")
	}
	if _, err := Sources(World{Scenario: "nowhere"}, 1, sources); err == nil {
		t.Error("there is no such scenario")
	}
}
