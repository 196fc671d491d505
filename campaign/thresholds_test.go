package campaign

import (
	"io/fs"
	"testing"

	"github.com/stillhunt/stillhunt/link"
)

func TestThresholdsCoverTheDetectors(t *testing.T) {
	for name, tree := range map[string]fs.FS{"assess.go": source, "detect_burst.go": source, "calibrate/" + firstFile(t): source, "trait.go": link.Source()} {
		if text, err := fs.ReadFile(tree, name); err != nil || len(text) == 0 {
			t.Errorf("%s is not hashed: %v", name, err)
		}
	}
	if a, b := Thresholds(), Thresholds(); len(a) != 64 || a != b {
		t.Errorf("%q and %q", a, b)
	}
}

func firstFile(t *testing.T) string {
	t.Helper()
	list, err := fs.ReadDir(source, "calibrate")
	if err != nil || len(list) == 0 {
		t.Fatalf("calibrate is not embedded: %v", err)
	}
	return list[0].Name()
}
