package proving

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"
	"github.com/stillhunt/stillhunt/proving/pool"
	"github.com/stillhunt/stillhunt/proving/scenario"
)

// Names in a range directory.
const (
	trafficDir   = "traffic"
	accountsFile = "accounts.jsonl"
	truthFile    = "truth.jsonl"
	scenarioFile = "scenario.yaml"
)

// generatorVersion changes when the same parameters give other traffic.
const generatorVersion = 1

// resolved is scenario.yaml: all that decides the traffic.
type resolved struct {
	scenario.Scenario `yaml:",inline"`
	Generator         int         `yaml:"generator"`
	Seed              uint64      `yaml:"seed"`
	Scale             float64     `yaml:"scale"`
	Labels            bool        `yaml:"labels"`
	HeldOut           bool        `yaml:"held_out,omitempty"`
	Prompts           []pool.File `yaml:"prompts,omitempty"`
}

// prepare makes the range directory and writes scenario.yaml. A directory that
// holds anything but a range of the same parameters is refused, so that nothing
// is overwritten or mixed; one of the same parameters is written again, which
// gives the same bytes.
func prepare(dir string, r resolved) error {
	text, err := yaml.Marshal(r)
	if err != nil {
		return fmt.Errorf("writing %s: %w", scenarioFile, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("reading the output directory: %w", err)
	}
	path := filepath.Join(dir, scenarioFile)
	if len(entries) > 0 {
		have, err := os.ReadFile(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("%s is not empty and is no range directory: name another with -o", dir)
		case err != nil:
			return fmt.Errorf("reading the range directory: %w", err)
		case !bytes.Equal(have, text):
			return fmt.Errorf("%s holds a range of other parameters (see its %s): name another directory with -o, or remove it first", dir, scenarioFile)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, trafficDir), 0o755); err != nil {
		return fmt.Errorf("making the range directory: %w", err)
	}
	return replace(path, func(f *os.File) error { _, err := f.Write(text); return err })
}

// replace writes a file under a temporary name and renames it, so that a file
// of that name is complete or absent.
func replace(path string, write func(*os.File) error) error {
	dir, name := filepath.Split(path)
	f, err := os.CreateTemp(dir, "."+name+".*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	err = errors.Join(write(f), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
