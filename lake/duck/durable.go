package duck

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Places below the lake's directory.
const (
	observations    = "observations"
	dictionary      = "dictionary"
	segments        = "segments"
	spillPrefix     = ".spill-" // what the engine of one process cannot hold in memory
	extension       = ".parquet"
	recordExtension = ".json"
	unfinished      = ".tmp" // ends the names of files still being written
)

// publish gives files that were written under temporary names their own, so
// that each of them is complete or absent whatever happens: the bytes reach the
// disk before the name does, and the name before publish returns.
func publish(paths []string) error {
	for _, path := range paths {
		if err := syncPath(path + unfinished); err != nil {
			return err
		}
	}
	dirs := map[string]bool{}
	for _, path := range paths {
		if err := os.Rename(path+unfinished, path); err != nil {
			return err
		}
		dirs[filepath.Dir(path)] = true
		dirs[filepath.Dir(filepath.Dir(path))] = true // a day's directory may be new itself
	}
	for dir := range dirs {
		if err := syncPath(dir); err != nil {
			return err
		}
	}
	return nil
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// ErrFull is the error of a write that the disk had no room for.
var ErrFull = errors.New("the disk is full: free some space and run the same command again, it goes on where it stopped")

// fullDisk turns DuckDB's reason into an error, and into ErrFull where it is.
func fullDisk(reason string) error {
	if strings.Contains(reason, "No space left on device") || strings.Contains(reason, "Disk quota exceeded") ||
		strings.Contains(reason, "max_temp_directory_size") {
		return fmt.Errorf("%w (%w)", ErrFull, syscall.ENOSPC)
	}
	return errors.New(firstLine(reason))
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// plainPath refuses what DuckDB would take for a pattern.
func plainPath(path string) error {
	if strings.ContainsAny(path, "*?[") {
		return fmt.Errorf("%q has one of the characters *?[ in its path, which DuckDB takes for a pattern: choose another place", path)
	}
	return nil
}

func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
