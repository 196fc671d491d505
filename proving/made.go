package proving

import (
	"os"
	"path/filepath"

	"github.com/stillhunt/stillhunt/hunt"
)

// MadeBy reports whether a hunt directory is of traffic that the range made: one of
// its inputs lies in the folder traffic of a range directory. It cannot tell once
// that directory is gone.
func MadeBy(huntDir string) bool {
	m, err := hunt.ReadManifest(huntDir)
	if err != nil {
		return false
	}
	for _, in := range m.Inputs {
		dir, folder := filepath.Split(filepath.Dir(in.Path))
		if folder != trafficDir {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, scenarioFile)); err == nil {
			return true
		}
	}
	return false
}
