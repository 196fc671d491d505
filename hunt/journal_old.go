package hunt

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/stillhunt/stillhunt/lake"
)

// oldJournalFile listed the parts of a hunt in versions before 0.3: a header,
// then one line a part.
const oldJournalFile = "journal.jsonl"

const oldJournalSchema = "stillhunt.journal/v2"

type oldHeader struct {
	Schema   string `json:"schema"`
	Observer string `json:"observer"`
}

// adopter is a lake that can make segments of the files of an older version.
type adopter interface {
	Adopt(ctx context.Context, segment string, note []byte) error
}

// migrate gives the segments of an older lake their notes, from the journal
// that an older version wrote beside it, and removes the journal. It may be
// stopped and done again. What another observer saw is left to be read again.
func migrate(ctx context.Context, dir string, l lake.Lake, old, observer, reading string) error {
	path := filepath.Join(dir, oldJournalFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the journal of an older version: %w", err)
	}
	parts, err := readOldJournal(text, old)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if a, ok := l.(adopter); ok {
		for _, p := range parts {
			b, err := json.Marshal(note{noteSchema, observer, reading, p})
			if err != nil {
				return err
			}
			if err := a.Adopt(ctx, p.Segment, b); err != nil {
				return fmt.Errorf("bringing the lake of an older version to this one: %w", err)
			}
		}
	}
	return os.Remove(path)
}

// readOldJournal gives the parts that a journal lists; none if it is another
// observer's. A last line cut off by a kill is no part.
func readOldJournal(text []byte, observer string) ([]*part, error) {
	r := bufio.NewReader(bytes.NewReader(text))
	var parts []*part
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if err == io.EOF {
			return parts, nil
		}
		if n == 1 {
			var h oldHeader
			if json.Unmarshal(line, &h) != nil || h != (oldHeader{oldJournalSchema, observer}) {
				return nil, nil
			}
			continue
		}
		p := new(part)
		if err := json.Unmarshal(line, p); err != nil || !p.sound() {
			return nil, fmt.Errorf("line %d is damaged: remove the file and hunt again, everything is then read again", n)
		}
		parts = append(parts, p)
	}
}
