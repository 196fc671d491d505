package hunt

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/stillhunt/stillhunt/observe"
)

// SkeletonsFile is the only text that a hunt ever writes, and only when asked:
// one JSON object a line, sorted by skeleton.
const SkeletonsFile = "skeletons.jsonl"

// Skeleton is a line of SkeletonsFile.
type Skeleton struct {
	Skeleton string `json:"skeleton"` // sixteen hexadecimal digits, as in links.parquet
	Text     string `json:"text"`     // slots are marked, nothing particular is left
}

// A skeleton is kept once this many accounts, not all of one organisation,
// have sent it: what so many send is no one person's words.
const skeletonAccounts = 20

// skeletonLimit bounds the skeletons counted at a time; at the limit those
// that one account alone has sent are forgotten.
const skeletonLimit = 1 << 18

// skeletons counts who sends which skeleton, and keeps the text of those that
// many send, from the next sighting on. It is safe for many workers.
type skeletons struct {
	path string
	mu   sync.Mutex
	seen map[uint64]*sighting
	text map[uint64]string
}

type sighting struct {
	accounts []uint64 // distinct, at most skeletonAccounts
	org      uint64   // of the first
	several  bool     // another organisation, or none, sent it too
}

// ReadSkeletons gives the texts that a hunt kept, by skeleton as links.parquet
// writes it; none if the hunt was not asked to keep any.
func ReadSkeletons(dir string) (map[string]string, error) {
	s, err := openSkeletons(filepath.Join(dir, SkeletonsFile))
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(s.text))
	for k, text := range s.text {
		out[fmt.Sprintf("%016x", k)] = text
	}
	return out, nil
}

// openSkeletons goes on where an earlier hunt stopped.
func openSkeletons(path string) (*skeletons, error) {
	s := &skeletons{path: path, seen: map[uint64]*sighting{}, text: map[uint64]string{}}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the skeletons kept before: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var k Skeleton
		var hash uint64
		if json.Unmarshal(lines.Bytes(), &k) != nil {
			continue
		}
		if _, err := fmt.Sscanf(k.Skeleton, "%x", &hash); err == nil {
			s.text[hash] = k.Text
		}
	}
	return s, lines.Err()
}

// see counts an observation; text is asked only when it is to be kept.
func (s *skeletons) see(o *observe.Observation, text func() string) {
	if o.Skeleton == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.text[o.Skeleton]; ok {
		return
	}
	x := s.seen[o.Skeleton]
	if x == nil {
		if len(s.seen) >= skeletonLimit {
			maps.DeleteFunc(s.seen, func(_ uint64, x *sighting) bool { return len(x.accounts) == 1 })
		}
		if len(s.seen) < skeletonLimit {
			s.seen[o.Skeleton] = &sighting{accounts: []uint64{o.Account}, org: o.Org, several: o.Org == 0}
		}
		return
	}
	if len(x.accounts) >= skeletonAccounts && x.several {
		s.text[o.Skeleton] = text()
		delete(s.seen, o.Skeleton)
		return
	}
	x.several = x.several || o.Org != x.org
	if len(x.accounts) < skeletonAccounts && !slices.Contains(x.accounts, o.Account) {
		x.accounts = append(x.accounts, o.Account)
	}
}

// write keeps what was found.
func (s *skeletons) write() error {
	var b []byte
	for _, k := range slices.SortedFunc(maps.Keys(s.text), cmp.Compare[uint64]) {
		line, err := json.Marshal(Skeleton{fmt.Sprintf("%016x", k), s.text[k]})
		if err != nil {
			return fmt.Errorf("writing %s: %w", s.path, err)
		}
		b = append(append(b, line...), '\n')
	}
	return WriteFile(s.path, b)
}
