package proving

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/internal/sources"
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/observe"
)

// What makes the traffic, what hunts in it beside campaign.Thresholds, what
// scores it and what others' rules are: a cached result is of the same code.
// Pages and tables are left out, they are written afresh.
//
//go:embed generate.go day.go truth.go releases.go population/*.go grammar/*.go grammar/rules/*.gram pool/*.go scenario/*.go wire/*.go arrival/*.go arrival/laws.yaml
var maker embed.FS

//go:embed score.go score_calibration.go score_held.go score_match.go score_read.go cluster.go interval.go daily.go trial.go
var scorer embed.FS

//go:embed contest.go score.go score_read.go baseline/*.go
var rules embed.FS

// judged names all code that a trial's figures depend on, beside the scenario.
func judged() string {
	return strings.Join([]string{hunt.Version, campaign.Thresholds(), hashTree(hunt.Source()), hashTree(duck.Source()), hashTree(maker), hashTree(scorer)}, " ")
}

// contested names all code that a baseline's figures depend on.
func contested() string {
	return strings.Join([]string{hashTree(maker), hashTree(rules), hashTree(observe.Source())}, " ")
}

// hashTree is the hash of a tree's files, tests left out.
func hashTree(tree embed.FS) string {
	h := sha256.New()
	sources.Write(h, "", tree)
	return hex.EncodeToString(h.Sum(nil))
}

// slot is a place in the cache; its zero holds nothing.
type slot struct{ path string }

// slot gives the place of a result that depends on the given things.
func (r *runner) slot(kind string, of ...any) slot {
	if r.o.Cache == "" {
		return slot{}
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", of))
	return slot{filepath.Join(r.o.Cache, kind+"-"+hex.EncodeToString(sum[:12])+".json")}
}

// load reads what is kept; what cannot be read counts as not there.
func (s slot) load(v any) bool {
	if s.path == "" {
		return false
	}
	text, err := os.ReadFile(s.path)
	return err == nil && json.Unmarshal(text, v) == nil
}

func (s slot) keep(v any) error {
	if s.path == "" {
		return nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keeping a result: %w", err)
	}
	return replace(s.path, func(f *os.File) error { _, err := f.Write(text); return err })
}
