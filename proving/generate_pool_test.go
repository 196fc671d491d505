package proving

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPoolsAreUsed(t *testing.T) {
	pool := filepath.Join(t.TempDir(), "pool.jsonl")
	var b strings.Builder
	for i := range 60 {
		b.WriteString(`{"text":"Zebra question number `)
		b.WriteString(strings.Repeat("x", i+1))
		b.WriteString(` about quokkas and their habits in the wild?","source":"a","conversation_id":` + string(rune('0'+i%10)) + `,"turn":` + string(rune('0'+i/10)) + "}\n")
		b.WriteString(`{"text":"Derive the okapi identity for ` + strings.Repeat("y", i+1) + ` and prove it.","source":"h","label":"harvest"}` + "\n")
	}
	if err := os.WriteFile(pool, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r, dir := generate(t, Options{Scenario: "quickstart", Days: 4, Scale: .2, Benign: 200, Prompts: []string{pool}, Labels: true})
	if r.PoolPrompts != 120 || r.PeopleReuse < 1 || r.HarvestReuse < 1 {
		t.Errorf("report %+v", r)
	}
	counts := map[string]int{}
	lines(t, dir, func(_ string, line []byte) {
		harvest := strings.Contains(string(line), `"stillhunt.label":"harvest"`)
		if strings.Contains(string(line), "okapi") {
			counts["okapi"]++
			if !harvest {
				t.Fatal("a harvest prompt outside the harvest")
			}
		}
		if strings.Contains(string(line), "quokkas") {
			counts["quokkas"]++
			if harvest {
				t.Fatal("a person's prompt in the harvest")
			}
		}
	})
	if counts["okapi"] < 100 || counts["quokkas"] < 20 {
		t.Errorf("the pools are hardly used: %v", counts)
	}
	text, err := os.ReadFile(filepath.Join(dir, scenarioFile))
	if err != nil || strings.Contains(string(text), filepath.Dir(pool)) {
		t.Errorf("scenario.yaml names the place of a pool (%v)", err)
	}
}
