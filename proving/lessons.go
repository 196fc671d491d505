package proving

import (
	"path/filepath"

	"github.com/stillhunt/stillhunt/hunt"
)

// ReadTruth reads the truth of a range directory.
func ReadTruth(rangeDir string) ([]Truth, error) {
	return readTruth(filepath.Join(rangeDir, truthFile))
}

// Hunting gives the options of a hunt in a range directory into out, under the
// key of every range hunt, which lies in keyDir and is made if it is not there.
func Hunting(rangeDir, out, keyDir string) (hunt.Options, error) {
	key, err := rangeKey(keyDir)
	return huntOptions(rangeDir, out, key), err
}
