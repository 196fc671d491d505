package duck

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Drop removes segments, each in one step.
func (l *Lake) Drop(ctx context.Context, segments []string) error {
	for _, s := range segments {
		err := ctx.Err()
		if err == nil {
			err = l.drop(s)
		}
		if err != nil {
			return fmt.Errorf("dropping segment %s of the lake %s: %w", s, l.dir, err)
		}
	}
	return nil
}

func (l *Lake) drop(segment string) error {
	r, err := l.readRecord(segment)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, path := range append([]string{l.recordPath(segment)}, l.files(r)...) { // the record first: without it they are nothing
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Keep removes what does not belong to the named segments: other segments, files
// that no record names (their writer died), and files half written.
func (l *Lake) Keep(ctx context.Context, segments []string) error {
	if err := l.keep(ctx, segments); err != nil {
		return fmt.Errorf("tidying the lake %s: %w", l.dir, err)
	}
	return nil
}

func (l *Lake) keep(ctx context.Context, named []string) error {
	keep := map[string]bool{}
	for _, s := range named {
		r, err := l.readRecord(s)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		keep[l.recordPath(s)] = true
		for _, path := range l.files(r) {
			keep[path] = true
		}
	}
	for _, sub := range []string{segments, observations, dictionary} { // records first: what they name must be there
		err := filepath.WalkDir(filepath.Join(l.dir, sub), func(path string, d fs.DirEntry, err error) error {
			name := strings.TrimSuffix(filepath.Base(path), unfinished)
			ours := strings.HasSuffix(name, extension) || strings.HasSuffix(name, recordExtension)
			if err != nil || d.IsDir() || !ours || keep[path] {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			return os.Remove(path)
		})
		if err != nil {
			return err
		}
	}
	left, err := filepath.Glob(filepath.Join(l.dir, spillPrefix+"*"))
	if err != nil {
		return err
	}
	for _, path := range left {
		if path == l.spill {
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}
