package proving

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"github.com/stillhunt/stillhunt/proving/scenario"
)

// ReleasesFile is the list of models that came out, in a range whose scenario
// has releases; a hunt takes it with --releases.
const ReleasesFile = "releases.jsonl"

// releases writes the list of releases, if there are any.
func (g *generator) releases(list []scenario.Release) error {
	if len(list) == 0 {
		return nil
	}
	return replace(filepath.Join(g.options.Out, ReleasesFile), func(f *os.File) error {
		enc := json.NewEncoder(f)
		for _, r := range list {
			line := struct {
				Model string `json:"model"`
				Time  string `json:"time"`
			}{r.Model, r.Time(g.world.First).Format(time.RFC3339)}
			if err := enc.Encode(line); err != nil {
				return err
			}
		}
		return nil
	})
}
