// Command fit makes the weights of the text model from a data folder and
// writes down how well they do on sources they have not seen:
//
//	go run ./proving/fit -data ../shared/data
//
// No text leaves it: the weights are numbers, the table has figures.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/stillhunt/stillhunt/internal/textmodel"
)

func main() {
	data := flag.String("data", "../shared/data", "folder of the prompt pools")
	root := flag.String("root", ".", "folder of the repository, where weights and table are written")
	seed := flag.Uint64("seed", 1, "seed of the fitting")
	flag.Parse()
	table, err := run(*data, *root, *seed)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
	fmt.Print(table)
}

// run makes the weights and their table, and writes both below root.
func run(data, root string, seed uint64) (table string, err error) {
	texts, err := corpus(data)
	if err != nil {
		return "", err
	}
	made := fit(texts, seed)
	file := made.parts.Encode()
	model, err := textmodel.Load(file)
	if err != nil {
		return "", fmt.Errorf("loading the weights just made: %w", err)
	}
	if err := os.WriteFile(filepath.Join(root, "observe", "weights", "text.bin"), file, 0o644); err != nil {
		return "", fmt.Errorf("writing the weights: %w", err)
	}
	intents, err := intentTable(data)
	if err != nil {
		return "", err
	}
	table = report(texts, made, model, len(file), seed) + intents
	if err := os.WriteFile(filepath.Join(root, "docs", "fit.md"), []byte(table), 0o644); err != nil {
		return "", fmt.Errorf("writing the table: %w", err)
	}
	return table, nil
}
