package proving

import (
	"path/filepath"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/proving/pool"
	"github.com/stillhunt/stillhunt/proving/population"
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

// Sources says which sources of real harvest prompts each campaign of a world
// draws from, by the campaign's name.
func Sources(w World, seed uint64, sources []pool.Source) (map[string][]string, error) {
	s, err := find(w.Scenario)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for i, c := range s.Campaigns {
		for _, k := range population.Deal(sources, seed, i, len(s.Campaigns), c.Sources) {
			out[c.Name] = append(out[c.Name], sources[k].Name)
		}
	}
	return out, nil
}
