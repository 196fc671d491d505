package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/internal/textmodel"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/proving/fit/split"
)

// dataFolder is the folder of the prompt pools: STILLHUNT_SHARED names it, or
// it lies beside the repository.
func dataFolder(t *testing.T) string {
	t.Helper()
	folders := []string{filepath.Join("..", "..", "..", "shared", "data")}
	if env := os.Getenv("STILLHUNT_SHARED"); env != "" {
		folders = []string{filepath.Join(env, "data")}
	}
	for _, f := range folders {
		if _, err := os.Stat(filepath.Join(f, "benign_prompts.jsonl.gz")); err == nil {
			return f
		}
	}
	t.Skip("the prompt pools are not here: set STILLHUNT_SHARED to the folder that has data/")
	return ""
}

// The committed weights and their table are what the command makes of the data,
// and on people that nothing was fitted on they keep what the table promises.
func TestCommittedWeights(t *testing.T) {
	data := dataFolder(t)
	committed, err := os.ReadFile(filepath.Join("..", "..", "observe", "weights", "text.bin"))
	if err != nil {
		t.Fatal(err)
	}
	model, err := textmodel.Load(committed)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := corpus(data)
	if err != nil {
		t.Fatal(err)
	}
	reader := model.Reader()
	codes := map[uint16]bool{}
	var people, none, crowd, taken float64
	for i := range texts {
		t := &texts[i]
		if !t.people || t.fitted {
			continue
		}
		x := reader.ReadFeatures(t.features)
		people++
		if codes[x.Code] = true; x.Code == textmodel.NoCode {
			none++
		}
		if t.source == "hh_harmless_test" {
			if crowd++; x.Scores[headMath] >= observe.Decided {
				taken++
			}
		}
	}
	if none/people > 0.03 || len(codes) < 500 {
		t.Errorf("%.3f of the unseen people have no code, %d leaves are used", none/people, len(codes))
	}
	if taken/crowd > 0.03 {
		t.Errorf("%.3f of the unseen crowd's talk is taken for mathematics", taken/crowd)
	}
	if testing.Short() || underRace {
		t.Skip("fitting anew takes too long here: run the test without -short and -race")
	}
	weights, table := made(t, data, 1)
	if !bytes.Equal(weights, committed) {
		t.Error("observe/weights/text.bin is not what the command makes: run go run ./proving/fit")
	}
	docs, err := os.ReadFile(filepath.Join("..", "..", "docs", "fit.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(table, docs) {
		t.Error("docs/fit.md is not what the command writes: run go run ./proving/fit")
	}
}

// Left out, the sources of mathematics and code are still told from people; the
// head must not get worse unnoticed.
func TestLeftOutSources(t *testing.T) {
	texts, err := corpus(dataFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	v := choose(texts)
	bags := make([]bag, len(texts))
	for i := range texts {
		bags[i] = v.bag(texts[i].features, len(v.features))
	}
	k := tasks()[headHarvest]
	for source, want := range map[string]float64{"gsm8k_train": 0.80, "mbpp_plus": 0.95} {
		m := k.train(texts, bags, len(v.features), split.Kin(source), 1)
		var harvest, people []float64
		for i := range texts {
			switch t := &texts[i]; {
			case t.source == source:
				harvest = append(harvest, m.score(bags[i]))
			case t.people && !t.fitted && t.english:
				people = append(people, m.score(bags[i]))
			}
		}
		slices.Sort(people)
		if got := auc(harvest, people); got < want {
			t.Errorf("%s left out: AUC %.3f, want %.2f at least", source, got, want)
		}
	}
}
