package proving

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stillhunt/stillhunt/hunt"
)

func TestMadeBy(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"range/traffic/day.jsonl.zst", "range/scenario.yaml", "logs/traffic/day.jsonl", "found/x"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(path)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, path), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]bool{"range/traffic/day.jsonl.zst": true, "logs/traffic/day.jsonl": false, "range/day.jsonl": false} {
		text, err := json.Marshal(hunt.Manifest{Inputs: []hunt.ManifestInput{{Path: "elsewhere/log.jsonl"}, {Path: filepath.Join(dir, path)}}})
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "found", hunt.ManifestFile), text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := MadeBy(filepath.Join(dir, "found")); got != want {
			t.Errorf("a hunt in %s was made by the range: %v", path, got)
		}
	}
	if MadeBy(filepath.Join(dir, "logs")) {
		t.Error("a directory without a hunt was made by the range")
	}
}
