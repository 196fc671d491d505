package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/stillhunt/stillhunt/internal/textmodel"
	"github.com/stillhunt/stillhunt/internal/words"
	"github.com/stillhunt/stillhunt/proving/fit/split"
)

// text is one prompt of the corpus. Its words are kept as hashes only.
type text struct {
	source   string
	people   bool // of the benign pool, not of a harvest
	fitted   bool // people: of the half that models are fitted on; harvest: always
	english  bool
	target   int // capability head that the source stands for, or general; -1 if mixed
	features []textmodel.Feature
	pieces   [][]textmodel.Feature // of a long prompt, 48 words each
	talk     string                // conversation, to measure how it stays together
}

// perSource caps how many prompts of one source are read: a source of 22,000
// must not outvote one of 100.
const perSource = 2000

// line is one prompt of a pool in the form of the data folder's README.
type line struct {
	Source       string `json:"source"`
	Lang         string `json:"lang"`
	Conversation string `json:"conversation_id"`
	Text         string `json:"text"`
}

// corpus reads the pools of a data folder.
func corpus(folder string) ([]text, error) {
	people, err := readPool(filepath.Join(folder, "benign_prompts.jsonl.gz"), true)
	if err != nil {
		return nil, err
	}
	harvests, err := readPool(filepath.Join(folder, "harvest_prompts.jsonl.gz"), false)
	return append(people, harvests...), err
}

func readPool(path string, people bool) ([]text, error) {
	var texts []text
	var scan []words.Word
	count := map[string]int{}
	err := eachLine(path, func(l *line) {
		if count[l.Source]++; !people && count[l.Source] > perSource {
			return
		}
		t := text{source: l.Source, people: people, fitted: true, target: targetOf(l.Source),
			talk: l.Conversation, english: l.Lang == "en"}
		if people {
			t.fitted = split.Fitted(l.Conversation, l.Text)
		}
		scan = words.Scan(scan[:0], l.Text)
		t.features = textmodel.Features(nil, scan)
		for at := 0; people && len(scan) >= 2*piece && at+piece <= min(len(scan), maxPieces*piece); at += piece {
			t.pieces = append(t.pieces, textmodel.Features(nil, scan[at:at+piece]))
		}
		texts = append(texts, t)
	})
	return texts, err
}

// A long prompt also counts by its pieces of 48 words, at most 20: short
// prompts are what most codewords are for.
const piece, maxPieces = 48, 20

// eachLine calls do with every prompt of a pool. What do gets is valid until it
// returns.
func eachLine(path string, do func(*line)) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("opening a pool of prompts: %w (name its folder with -data)", err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return fmt.Errorf("%s:%d: not an object of the pool's form", path, n)
		}
		do(&l)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// Heads of the text model, in the order of the weights file; observe reads them
// by the same numbers. Heads for tool use, science and safety were tried and
// left out: on a source they had not seen they named the wrong thing more often
// than the right one. These capabilities go by cues.
const (
	headHarvest = iota
	headMath
	headCode
	general // what no head claims
)

var headNames = [textmodel.Heads]string{"harvest", "math", "code", "general"}

// targetOf is the capability that most prompts of a source ask for.
func targetOf(source string) int {
	switch source {
	case "gsm8k_train", "deepscaler_math", "limo_eval_olympiadbench", "limo_eval_math", "limo_eval_kaoyan",
		"limo_eval_gaokao", "limo_eval_amc", "limo_eval_aime", "limo_eval_cn_math_2024":
		return headMath
	case "gpteacher_codegen", "code_alpaca_2k", "mbpp_plus", "humaneval":
		return headCode
	case "alpaca_52k", "alpaca_zh_carbonz0", "llamafactory_alpaca_en_demo", "belle_eval_1k", "belle_zh_seed_175",
		"selfinstruct_seed_175", "dolly_3k_human_written", "hh_harmless_test", "gpteacher_toolformer":
		return general
	}
	if strings.HasPrefix(source, "alpaca_eval_") {
		return general
	}
	return -1
}
