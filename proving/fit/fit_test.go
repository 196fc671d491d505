package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/internal/textmodel"
	"github.com/stillhunt/stillhunt/internal/words"
)

// topics are the invented subjects of the tests' corpora.
var topics = []string{
	"bread oven flour yeast dough crust bake", "train ticket station platform delay rail",
	"garden tomato soil water seed leaf bloom", "violin chord melody rhythm tune bow",
}

var drills = []string{
	"sum integer divisor prime modulo remainder find", "function array loop index return python string",
}

func speak(rng *rand.Rand, topic string) string {
	ws := strings.Fields(topic)
	said := []string{"please", "the"}
	for range 4 + rng.IntN(8) {
		said = append(said, ws[rng.IntN(len(ws))])
	}
	return strings.Join(said, " ")
}

// writePool writes a pool as the data folder has it.
func writePool(t *testing.T, path string, lines []line) {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for _, l := range lines {
		if err := json.NewEncoder(z).Encode(l); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// invented makes a data folder of invented people and harvests.
func invented(t *testing.T, harvests []string) string {
	t.Helper()
	folder := t.TempDir()
	rng := rand.New(rand.NewPCG(1, 1))
	var people, asked []line
	for i := range 400 {
		source := []string{"dolly_3k_human_written", "hh_harmless_test"}[i%2]
		people = append(people, line{Source: source, Lang: "en", Conversation: fmt.Sprint(i), Text: speak(rng, topics[i%len(topics)])})
	}
	for i := range 200 {
		source := []string{"gsm8k_train", "code_alpaca_2k", "deepscaler_math", "gpteacher_codegen"}[i%4]
		asked = append(asked, line{Source: source, Lang: "en", Text: speak(rng, harvests[i%len(harvests)])})
	}
	writePool(t, filepath.Join(folder, "benign_prompts.jsonl.gz"), people)
	writePool(t, filepath.Join(folder, "harvest_prompts.jsonl.gz"), asked)
	template := `{"kind":"judge_template","template":"As an impartial judge, rate the response."}`
	if err := os.WriteFile(filepath.Join(folder, "harvest_templates.jsonl"), []byte(template), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// made runs the command and returns the files it writes.
func made(t *testing.T, data string, seed uint64) (weights, table []byte) {
	t.Helper()
	root := t.TempDir()
	for _, dir := range []string{"observe/weights", "docs"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := run(data, root, seed); err != nil {
		t.Fatal(err)
	}
	weights, err := os.ReadFile(filepath.Join(root, "observe/weights/text.bin"))
	if err != nil {
		t.Fatal(err)
	}
	table, err = os.ReadFile(filepath.Join(root, "docs/fit.md"))
	if err != nil {
		t.Fatal(err)
	}
	return weights, table
}

func TestTwiceTheSameBytes(t *testing.T) {
	data := invented(t, drills)
	weights, table := made(t, data, 1)
	again, tableAgain := made(t, data, 1)
	if !bytes.Equal(weights, again) || !bytes.Equal(table, tableAgain) {
		t.Error("the same data and seed made different files")
	}
	if other, _ := made(t, data, 2); bytes.Equal(weights, other) {
		t.Error("the seed does nothing")
	}
	for _, text := range []string{"bread oven", "integer divisor"} {
		if bytes.Contains(weights, []byte(strings.Fields(text)[0])) || bytes.Contains(table, []byte(text)) {
			t.Errorf("a word of the training text is in the files")
		}
	}
}

// What harvests ask must not move the codebook.
func TestCodebookKnowsNoHarvest(t *testing.T) {
	fitted := func(harvests []string) *textmodel.Parts {
		texts, err := corpus(invented(t, harvests))
		if err != nil {
			t.Fatal(err)
		}
		return fit(texts, 1).parts
	}
	a, b := fitted(drills), fitted([]string{"planet orbit comet moon telescope", "enzyme cell protein gene tissue"})
	if !reflect.DeepEqual(a.Tree, b.Tree) || a.Scale != b.Scale {
		t.Error("other harvests made another codebook")
	}
}

func TestInventedTopicsAreToldApart(t *testing.T) {
	weights, _ := made(t, invented(t, drills), 1)
	m, err := textmodel.Load(weights)
	if err != nil {
		t.Fatal(err)
	}
	r := m.Reader()
	read := func(text string) textmodel.Reading { return r.Read(words.Scan(nil, text)) }
	bread, train := read("please the flour yeast dough bread"), read("please the ticket platform rail train")
	if bread.Code/4 == train.Code/4 {
		t.Errorf("bread and trains share the cell of code %d", bread.Code)
	}
	sum := read("please find the prime divisor, the remainder modulo the integer")
	if sum.Scores[headHarvest] < 160 || bread.Scores[headHarvest] > 96 {
		t.Errorf("harvest-likeness %d of a drill, %d of bread", sum.Scores[headHarvest], bread.Scores[headHarvest])
	}
}

func TestMissingDataIsSaid(t *testing.T) {
	_, err := run(t.TempDir(), t.TempDir(), 1)
	if err == nil || !strings.Contains(err.Error(), "-data") {
		t.Errorf("%v, want an error that names -data", err)
	}
}
