package duck

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"
)

// folds holds what is kept of the days before the last, so that a hunt in a lake
// that has grown by a day asks that day, and of the days before only whether they
// have what it has. A fold is a folder named after the files that it was made
// of; it can be removed at any time, and is then made again.
const folds = "folds"

const foldFile = "fold.json"

// fold says what a fold was made of.
type fold struct {
	Texts string             `json:"texts"` // hash of the queries that made it
	Days  map[int64][]string `json:"days"`  // its files, by day
	Mixed []int64            `json:"mixed"` // days in which an id comes twice
}

// Fold says whether answers are to be made of folds, from the next Select on.
// The first of them costs a little more, and those after it the cost of what is
// new. A Select within limits of time never uses folds, nor does one beside
// another process that does.
func (l *Lake) Fold(on bool) { l.folding = on }

// textHash is the hash of all queries: a fold that others made is none.
func textHash() string {
	h := sha256.New()
	_ = fs.WalkDir(texts, ".", func(path string, d fs.DirEntry, err error) error { // an embedded file has no errors
		if err == nil && !d.IsDir() {
			b, _ := texts.ReadFile(path)
			fmt.Fprintf(h, "%s %d %s", path, len(b), b)
		}
		return nil
	})
	for _, c := range observationColumns() {
		fmt.Fprintf(h, "%s %s\n", c.name, c.kind)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (f *fold) name() (string, error) {
	b, err := json.Marshal(f)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12]), err
}

// fits reports whether a fold is of some of the first of these days, as they
// are now.
func (f *fold) fits(days map[int64][]string, texts string) bool {
	if f.Texts != texts || len(f.Days) == 0 {
		return false
	}
	through := slices.Max(slices.Collect(maps.Keys(f.Days)))
	for d, files := range days {
		if d <= through && !slices.Equal(files, f.Days[d]) {
			return false
		}
	}
	for d := range f.Days {
		if len(days[d]) == 0 {
			return false
		}
	}
	return true
}

// findFold gives the fold of the most days that fits, and its folder; nil if
// there is none.
func (l *Lake) findFold(days map[int64][]string, texts string) (*fold, string, error) {
	entries, err := os.ReadDir(filepath.Join(l.dir, folds))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	var best *fold
	var where string
	for _, e := range entries {
		dir := filepath.Join(l.dir, folds, e.Name())
		b, err := os.ReadFile(filepath.Join(dir, foldFile))
		if err != nil {
			continue // it is not whole
		}
		f := new(fold)
		if json.Unmarshal(b, f) == nil && f.fits(days, texts) && (best == nil || len(f.Days) > len(best.Days)) {
			best, where = f, dir
		}
	}
	return best, where, nil
}

// lockFolds reports whether this process alone may change the folds, until Close.
func (l *Lake) lockFolds() (bool, error) {
	if l.foldLock != nil {
		return true, nil
	}
	if err := os.MkdirAll(filepath.Join(l.dir, folds), 0o755); err != nil {
		return false, err
	}
	f, err := os.OpenFile(filepath.Join(l.dir, folds, ".lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return false, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return false, nil
		}
		return false, err
	}
	l.foldLock = f
	return true, nil
}

// makeFold makes the folder of a fold: what was settled of its days.
// Its states are made as they are asked for.
func (l *Lake) makeFold(ctx context.Context, f *fold) (string, error) {
	name, err := f.name()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(l.dir, folds, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := l.keepState(ctx, "SELECT * FROM dropped WHERE day IN ("+numbers(slices.Sorted(maps.Keys(f.Days)))+")", filepath.Join(dir, "dropped"+extension)); err != nil {
		return "", err
	}
	b, err := json.Marshal(f)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, foldFile)
	if err := os.WriteFile(path+unfinished, b, 0o644); err != nil {
		return "", err
	}
	return dir, publish([]string{path})
}

// keepFolds removes all folds but these.
func (l *Lake) keepFolds(dirs ...string) error {
	entries, err := os.ReadDir(filepath.Join(l.dir, folds))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if dir := filepath.Join(l.dir, folds, e.Name()); e.IsDir() && !slices.Contains(dirs, dir) {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// stand chooses the ground that questions are answered from: of the days before
// the last a fold, which itself stands on the fold of an earlier Select.
func (l *Lake) stand(ctx context.Context, s *selection) error {
	last := slices.Max(slices.Collect(maps.Keys(s.days)))
	sealed := &fold{Texts: s.texts, Days: map[int64][]string{}, Mixed: []int64{}}
	for d, files := range s.days {
		if d < last {
			sealed.Days[d] = files
		}
	}
	for _, d := range s.mixed {
		if d < last {
			sealed.Mixed = append(sealed.Mixed, d)
		}
	}
	if len(sealed.Days) == 0 {
		l.ground = nil
		return l.keepFolds()
	}
	dir, err := l.makeFold(ctx, sealed)
	if err != nil {
		return err
	}
	before := &ground{rows: s.rowsOf(func(d int64) bool { return d < last }), dir: dir, made: map[string]string{}}
	if s.fold != nil && s.foldDir != dir {
		known := func(d int64) bool { return len(s.fold.Days[d]) > 0 }
		before.below = &ground{rows: s.rowsOf(known), dir: s.foldDir, frozen: true, made: map[string]string{}}
		before.fresh = s.rowsOf(func(d int64) bool { return d < last && !known(d) })
	}
	l.ground = &ground{rows: "observations", below: before, fresh: s.rowsOf(func(d int64) bool { return d == last }), made: map[string]string{}}
	return l.keepFolds(dir, s.foldDir)
}

// selection is what a Select found.
type selection struct {
	days    map[int64][]string // files by day
	names   []string           // dictionaries
	mixed   []int64            // days with an id that comes twice
	limits  string
	texts   string
	fold    *fold // nil: none fits
	foldDir string
}
