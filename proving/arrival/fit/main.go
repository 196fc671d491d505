// Command fit fits the laws of arrival to public traces and writes their
// numbers, with source and licence, into proving/arrival/laws.yaml and a page
// about them.
//
//	go run ./proving/arrival/fit -data ../shared/data
//
// The data is a folder with traces/servegen_clients.csv,
// traces/servegen_windows.csv.gz, traces/mooncake_conversation.csv and
// traces/azure2023_{conv,code}.csv. No row of them is copied.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"
	"github.com/stillhunt/stillhunt/proving/arrival"
)

func main() {
	data := flag.String("data", "../shared/data", "folder that holds traces/")
	out := flag.String("out", "proving/arrival/laws.yaml", "where the numbers are written")
	page := flag.String("page", "docs/arrival.md", "where the page is written")
	flag.Parse()
	if err := run(*data, *out, *page); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run(data, out, page string) error {
	l, err := fit(filepath.Join(data, "traces"))
	if err != nil {
		return err
	}
	text, err := yaml.Marshal(l)
	if err != nil {
		return err
	}
	text = append([]byte("# Written by go run ./proving/arrival/fit; fit anew, do not change by hand.\n"), text...)
	if err := os.WriteFile(out, text, 0o644); err != nil {
		return fmt.Errorf("writing the numbers: %w", err)
	}
	if err := os.WriteFile(page, describe(l), 0o644); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}

// fit reads every trace of a folder.
func fit(dir string) (*arrival.Laws, error) {
	var l arrival.Laws
	for _, step := range []func(string, *arrival.Laws) error{clients, conversations, tokens} {
		if err := step(dir, &l); err != nil {
			return nil, err
		}
	}
	return &l, nil
}
