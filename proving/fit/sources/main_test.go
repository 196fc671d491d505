package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/proving/pool"
)

func TestWithout(t *testing.T) {
	all := []campaign.Lesson{
		{World: "own", Sources: []string{"gsm8k_train", "alpaca_52k"}},
		{World: "kin", Sources: []string{"alpaca_zh_carbonz0"}},
		{World: "other", Sources: []string{"gsm8k_train"}},
		{World: "innocents"},
	}
	var kept []string
	for _, l := range without("alpaca_52k", all) {
		kept = append(kept, l.World)
	}
	if len(kept) != 2 || kept[0] != "other" || kept[1] != "innocents" {
		t.Errorf("without the source %v are kept, want other and innocents", kept)
	}
	if len(all) != 4 || all[1].World != "kin" {
		t.Error("the lessons themselves were changed")
	}
}

func TestWriteMakesAPool(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pool.jsonl")
	want := pool.Source{Name: "made-up", Texts: []string{"Add <3> & \"four\".\nShow each step of the sum.", "Name five rivers of the north and say where they end."}}
	if err := write(path, want); err != nil {
		t.Fatal(err)
	}
	set, err := pool.Read(t.Context(), []string{path}, false)
	if err != nil {
		text, _ := os.ReadFile(path)
		t.Fatalf("%v in\n%s", err, text)
	}
	if len(set.Harvest) != 1 || set.Harvest[0].Name != want.Name || len(set.Harvest[0].Texts) != 2 {
		t.Errorf("read back: %+v", set.Harvest)
	}
}
