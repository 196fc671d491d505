package share

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/share/stix"
)

// KeptFile is the file of a hunt directory with what peers wrote of what was
// shared and with what was taken back for it. STIX forbids a version after the
// one that takes an object back, so neither may depend on naming a peer's file
// again.
const KeptFile = "answers.json"

const keptSchema = "stillhunt.answers/v1"

// kept is what that file holds.
type kept struct {
	things    []stix.Thing    // disputes, and who wrote them
	withdrawn map[string]bool // ids of indicators
}

type keptText struct {
	Schema    string       `json:"schema"`
	Answers   []keptAnswer `json:"answers"`
	Withdrawn []string     `json:"withdrawn"`
}

type keptAnswer struct {
	File   string          `json:"file,omitempty"` // as stix.Thing has it
	Object json.RawMessage `json:"object"`
}

func readKept(dir string) (kept, error) {
	k := kept{withdrawn: map[string]bool{}}
	path := filepath.Join(dir, KeptFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return k, fmt.Errorf("reading what peers wrote before: %w", err)
	}
	var t keptText
	if err := json.Unmarshal(text, &t); err != nil {
		return k, fmt.Errorf("%s is damaged: %w", path, err)
	}
	if t.Schema != keptSchema {
		return k, fmt.Errorf("%s is of schema %q, this version reads %q", path, t.Schema, keptSchema)
	}
	for i, a := range t.Answers {
		o, err := stix.ReadObject(a.Object)
		if err != nil {
			return k, fmt.Errorf("%s: answer %d: %w", path, i+1, err)
		}
		o.File = a.File
		k.things = append(k.things, o)
	}
	for _, id := range t.Withdrawn {
		k.withdrawn[id] = true
	}
	return k, nil
}

// Keep writes down what peers wrote and what the case takes back, for the next
// time that it is shared. Call it before the case leaves.
func (c *Case) Keep() error {
	t := keptText{Schema: keptSchema, Answers: []keptAnswer{}}
	wrote := map[string]bool{}
	for i := range c.kept.things {
		if x := &c.kept.things[i]; x.Disputes() {
			wrote[x.By] = true
		}
	}
	for i := range c.kept.things {
		if x := &c.kept.things[i]; x.Disputes() || x.Type == "identity" && wrote[x.ID] {
			t.Answers = append(t.Answers, keptAnswer{x.File, x.Raw})
		}
	}
	gone := maps.Clone(c.kept.withdrawn)
	for i := range c.Indicators {
		if n := &c.Indicators[i]; n.Withdrawn {
			gone[c.indicatorID(n)] = true
		}
	}
	t.Withdrawn = slices.AppendSeq([]string{}, maps.Keys(gone))
	slices.Sort(t.Withdrawn)
	if len(t.Answers)+len(t.Withdrawn) == 0 {
		return nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // nor indented: an object must not grow past what is read
	if err := e.Encode(t); err != nil {
		return err
	}
	return hunt.WriteFile(filepath.Join(c.Dir, KeptFile), b.Bytes())
}
