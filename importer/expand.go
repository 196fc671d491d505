package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/importer/stream"
)

// Stdin is the path that stands for standard input.
const Stdin = "-"

// Input is one file of traffic, standard input, or what Resolve makes one of.
type Input struct {
	Path    string
	Size    int64   // bytes as stored; −1 if it cannot be told (a pipe)
	ModTime int64   // microseconds since 1970 UTC; 0 for a pipe
	Parts   []Input // the files that are read as this one, because their records are joined

	format *Format // what Resolve told; nil if it could not
	url    string  // of a stream or a database, with its secrets, which Path has not
	table  string  // of a database
}

// IsStream tells a Kafka topic or a NATS stream, which goes on where it was
// left, from a file.
func (in Input) IsStream() bool { return stream.Is(in.Path) }

// Expand finds the inputs that patterns name: files, globs, folders with all
// that is in them, "-" for standard input. Files and folders whose name starts
// with a dot are passed over inside a folder, and of a range (a folder with
// traffic/ and scenario.yaml) only traffic/ is taken. The result is sorted by
// path, each path once.
func Expand(patterns []string) ([]Input, error) {
	var all []Input
	for _, p := range patterns {
		found, err := expand(p)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(a, b Input) int { return strings.Compare(a.Path, b.Path) })
	return slices.CompactFunc(all, func(a, b Input) bool { return a.Path == b.Path }), nil
}

func expand(pattern string) ([]Input, error) {
	if stream.Is(pattern) {
		name, err := stream.Redact(pattern)
		return []Input{{Path: name, Size: -1, url: pattern}}, err
	}
	if isDatabase(pattern) {
		in, err := database(pattern)
		return []Input{in}, err
	}
	if pattern == Stdin {
		return []Input{{Path: Stdin, Size: -1}}, nil
	}
	paths := []string{pattern}
	if _, err := os.Stat(pattern); errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(pattern, `*?[`) {
		paths, err = filepath.Glob(pattern)
		if err != nil {
			return nil, fmt.Errorf("the pattern %s is not closed: write [ as \\[", pattern)
		}
		if len(paths) == 0 {
			return nil, fmt.Errorf("no file matches %s", pattern)
		}
	}
	var all []Input
	for _, p := range paths {
		found, err := add(nil, filepath.Clean(p))
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("the folder %s holds no files", p)
		}
		all = append(all, found...)
	}
	return all, nil
}

// add appends the file at path, or the files in the folder at path.
func add(all []Input, path string) ([]Input, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, explain(path, err)
	case info.Mode().IsRegular():
		f, err := os.Open(path) // better now than after an hour
		if err != nil {
			return nil, explain(path, err)
		}
		return append(all, Input{Path: path, Size: info.Size(), ModTime: info.ModTime().UnixMicro()}), f.Close()
	case !info.IsDir(): // a named pipe, /dev/fd/…
		return append(all, Input{Path: path, Size: -1}), nil
	}
	if isRange(path) {
		path = filepath.Join(path, "traffic")
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, explain(path, err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		inside := filepath.Join(path, e.Name())
		if !e.IsDir() { // a link to a folder is not followed: it may lead back
			info, err := os.Stat(inside)
			if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
				continue
			}
		}
		if all, err = add(all, inside); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// isRange tells a directory that `range generate` made.
func isRange(path string) bool {
	traffic, err := os.Stat(filepath.Join(path, "traffic"))
	if err != nil || !traffic.IsDir() {
		return false
	}
	scenario, err := os.Stat(filepath.Join(path, "scenario.yaml"))
	return err == nil && scenario.Mode().IsRegular()
}

// explain says what to do about an input that cannot be had.
func explain(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no %s: check the path (a pattern needs quotes, standard input is -): %w", path, fs.ErrNotExist)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("no permission to read %s: run as a user who may, or chmod it: %w", path, fs.ErrPermission)
	}
	return fmt.Errorf("reading %s: %w", path, err)
}
