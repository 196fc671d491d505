package proving

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/proving/population"
)

// readTruth reads truth.jsonl. Errors name file and line.
func readTruth(path string) ([]Truth, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the truth (name a range directory with --truth): %w", err)
	}
	defer f.Close()
	var rows []Truth
	seen := map[string]bool{}
	sc := bufio.NewScanner(f)
	sc.Buffer(make([]byte, 1<<16), 1<<20)
	for n := 1; sc.Scan(); n++ {
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		var t Truth
		if err := json.Unmarshal(sc.Bytes(), &t); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		switch {
		case t.Account == "":
			return nil, fmt.Errorf("%s:%d: account is missing", path, n)
		case seen[t.Account]:
			return nil, fmt.Errorf("%s:%d: the account is there twice", path, n)
		case t.Class != population.Benign && t.Class != population.Lookalike && t.Class != population.Campaign:
			return nil, fmt.Errorf("%s:%d: class is none of benign, look-alike and campaign", path, n)
		case t.Class == population.Campaign && t.Group == "":
			return nil, fmt.Errorf("%s:%d: a campaign account has no group", path, n)
		}
		for _, at := range []string{t.First, t.Last} {
			if _, err := day(at); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, n, err)
			}
		}
		seen[t.Account] = true
		rows = append(rows, t)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s is empty: was the range generated to its end?", path)
	}
	return rows, nil
}

func readResult(path string) (*campaign.Result, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the hunt's result (name a hunt directory): %w", err)
	}
	var r campaign.Result
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if r.Schema != campaign.Schema {
		return nil, fmt.Errorf("%s has the schema %q, this version reads %q", path, r.Schema, campaign.Schema)
	}
	return &r, nil
}
