// Docs writes the pages of docs/detectors from the doc blocks that open every
// signal and every detector, and the tables of docs/record.md from the schemas:
//
//	go run ./internal/docs
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// folder is where the pages live, under the module's root.
const folder = "docs/detectors"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	made, err := generate(root)
	if err != nil {
		return err
	}
	dir := filepath.Join(root, folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making %s: %w", folder, err)
	}
	old, err := written(root)
	if err != nil {
		return err
	}
	for name := range old {
		if _, ok := made[name]; !ok {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				return fmt.Errorf("removing a page whose block is gone: %w", err)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(made[name]), 0o644); err != nil {
			return fmt.Errorf("writing a page: %w", err)
		}
	}
	record, err := generateRecord(root)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(root, recordPage), []byte(record), 0o644); err != nil {
		return fmt.Errorf("writing a page: %w", err)
	}
	return nil
}

// generate makes every page in memory, by file name.
func generate(root string) (map[string]string, error) {
	blocks, err := read(root)
	if err != nil {
		return nil, err
	}
	out := map[string]string{"README.md": index(blocks)}
	for _, b := range blocks {
		out[b.file()] = page(b)
	}
	return out, nil
}

// generateRecord makes the page of the record in memory.
func generateRecord(root string) (string, error) {
	blocks, err := read(root)
	if err != nil {
		return "", err
	}
	traits, err := readTraits(root)
	if err != nil {
		return "", err
	}
	return recorded(root, blocks, traits)
}

// written reads the pages as they are in the tree.
func written(root string) (map[string]string, error) {
	paths, err := filepath.Glob(filepath.Join(root, folder, "*.md"))
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", folder, err)
	}
	out := map[string]string{}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			return nil, fmt.Errorf("reading a page: %w", err)
		}
		out[filepath.Base(p)] = string(text)
	}
	return out, nil
}

// moduleRoot is the closest folder, from the working one up, with a go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("finding the working directory: %w", err)
	}
	for {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		if err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if !errors.Is(err, fs.ErrNotExist) || up == dir {
			return "", fmt.Errorf("no go.mod here or above: run this inside the module")
		}
		dir = up
	}
}
