package duck

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Keep removes what does not belong to the named segments: segments that were
// dropped, segments whose writer died before it had them in its journal, and
// files half written. Only the one owner of a lake may call it.
func (l *Lake) Keep(ctx context.Context, segments []string) error {
	keep := make(map[string]bool, len(segments))
	for _, s := range segments {
		keep[s+extension] = true
	}
	for _, sub := range []string{observations, dictionary} {
		err := filepath.WalkDir(filepath.Join(l.dir, sub), func(path string, d fs.DirEntry, err error) error {
			ours := strings.HasSuffix(path, extension) || strings.HasSuffix(path, extension+unfinished)
			if err != nil || d.IsDir() || !ours || keep[d.Name()] {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			return os.Remove(path)
		})
		if err != nil {
			return fmt.Errorf("tidying the lake %s: %w", l.dir, err)
		}
	}
	left, err := filepath.Glob(filepath.Join(l.dir, spillPrefix+"*"))
	if err != nil {
		return fmt.Errorf("tidying the lake %s: %w", l.dir, err)
	}
	for _, path := range left {
		if path == l.spill {
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("tidying the lake %s: %w", l.dir, err)
		}
	}
	return nil
}
