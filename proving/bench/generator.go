package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// measureGenerator makes the letter at a scale (1 is the published size), as the
// range's user would, counts what was made, and takes it away again.
func measureGenerator(ctx context.Context, binary, dir string, scale float64) (figures, error) {
	out := filepath.Join(dir, "letter")
	defer os.RemoveAll(out)
	f, err := measure(ctx, dir, binary, "range", "generate", "letter", "--scale", strconv.FormatFloat(scale, 'g', -1, 64), "-o", out, "--quiet")
	if err != nil {
		return f, err
	}
	truth, err := os.Open(filepath.Join(out, "truth.jsonl"))
	if err != nil {
		return f, err
	}
	defer truth.Close()
	for d := json.NewDecoder(truth); ; {
		var row struct {
			Exchanges int64 `json:"exchanges"`
			Harvest   int64 `json:"harvest_exchanges"`
		}
		if err := d.Decode(&row); errors.Is(err, io.EOF) {
			return f, nil
		} else if err != nil {
			return f, fmt.Errorf("reading the truth: %w", err)
		}
		f.exchanges += row.Exchanges
		f.harvest += row.Harvest
	}
}

func generatorTable(letter figures) string {
	return fmt.Sprintf(`| what | measured | budget |
|---|---|---|
| range generate letter, %.1f M exchanges, %.1f M of them harvest | %s, %.0f exchanges/s | 28.8 M in ≤ 10 min |
| its peak memory | %d MiB | ≤ 1,024 |
`, float64(letter.exchanges)/1e6, float64(letter.harvest)/1e6, letter.took.Round(time.Second), letter.rate(), letter.memory>>20)
}
