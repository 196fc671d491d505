package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/observe"
)

// intentNames are the intents that go by cues, in the order of
// observe.Observation.Intent.
var intentNames = [observe.IntentHarvest]string{"reasoning", "instructions", "grading", "preference", "cleaning", "safety", "tools"}

// hits counts what the cue grammars say of the prompts of one source.
type hits struct {
	prompts   float64
	weak      [observe.IntentHarvest]float64 // any score
	strong    [observe.IntentHarvest]float64 // 128 and above
	anyStrong float64
}

func (h *hits) add(o *observe.Observation) {
	h.prompts++
	best := uint8(0)
	for i := range h.weak {
		best = max(best, o.Intent[i])
		if o.Intent[i] > 0 {
			h.weak[i]++
		}
		if o.Intent[i] >= 128 {
			h.strong[i]++
		}
	}
	if best >= 128 {
		h.anyStrong++
	}
}

// watcher observes bare prompts.
type watcher struct {
	worker *observe.Worker
	o      observe.Observation
}

func newWatcher() (*watcher, error) {
	k, err := key.FromBytes(bytes.Repeat([]byte{1}, key.Size)) // nothing that it keys is written
	if err != nil {
		return nil, err
	}
	ob, err := observe.New(observe.Options{Key: k})
	if err != nil {
		return nil, fmt.Errorf("the weights are written, but this program was built with older ones; run it again for the table: %w", err)
	}
	return &watcher{worker: ob.Worker()}, nil
}

func (w *watcher) observe(prompt string) *observe.Observation {
	w.worker.Observe(&exchange.Exchange{Input: []exchange.Message{{Role: "user", Text: prompt}}, Tools: exchange.Absent}, &w.o)
	return &w.o
}

// intentTable shows how often the cue grammars find an intent in every source,
// and in the templates that public distillation projects sent to a teacher.
func intentTable(data string) (string, error) {
	w, err := newWatcher()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, `## Intents by cue grammars

The grammars are written by hand and were not fitted on any of this. Share of prompts with two
cues or more of an intent (128 and above); in brackets with one at least.

| source | prompts | %s |
|---|---|%s
`, strings.Join(intentNames[:], " | "), strings.Repeat("---|", len(intentNames)))
	for _, pool := range []string{"benign_prompts.jsonl.gz", "harvest_prompts.jsonl.gz"} {
		sources := map[string]*hits{}
		err := eachLine(filepath.Join(data, pool), func(l *line) {
			if sources[l.Source] == nil {
				sources[l.Source] = &hits{}
			}
			sources[l.Source].add(w.observe(l.Text))
		})
		if err != nil {
			return "", err
		}
		for _, s := range sorted(sources) {
			h := sources[s]
			fmt.Fprintf(&b, "| %s | %.0f |", s, h.prompts)
			for i := range h.weak {
				fmt.Fprintf(&b, " %.3f (%.3f) |", h.strong[i]/h.prompts, h.weak[i]/h.prompts)
			}
			fmt.Fprintln(&b)
		}
	}
	err = w.templates(&b, filepath.Join(data, "harvest_templates.jsonl"))
	return b.String(), err
}

// templates adds what is found in the real templates, by their kind.
func (w *watcher) templates(b *strings.Builder, path string) error {
	file, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the templates: %w", err)
	}
	kinds := map[string]*hits{}
	for n, l := range bytes.Split(bytes.TrimSpace(file), []byte("\n")) {
		var t struct{ Kind, Template string }
		if err := json.Unmarshal(l, &t); err != nil {
			return fmt.Errorf("%s:%d: not a template", path, n+1)
		}
		if kinds[t.Kind] == nil {
			kinds[t.Kind] = &hits{}
		}
		kinds[t.Kind].add(w.observe(t.Template))
	}
	fmt.Fprintf(b, "\n| kind of template | templates | any intent | %s |\n|---|---|---|%s\n",
		strings.Join(intentNames[:], " | "), strings.Repeat("---|", len(intentNames)))
	for _, k := range sorted(kinds) {
		h := kinds[k]
		fmt.Fprintf(b, "| %s | %.0f | %.0f |", k, h.prompts, h.anyStrong)
		for i := range h.weak {
			fmt.Fprintf(b, " %.0f (%.0f) |", h.strong[i], h.weak[i])
		}
		fmt.Fprintln(b)
	}
	return nil
}
