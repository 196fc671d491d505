// Package pool reads real prompts for the range: JSON Lines with text, label,
// source, conversation_id, turn, lang and kind. Only text is required. Texts
// stay in memory; no error repeats one.
package pool

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"

	"github.com/klauspost/compress/zstd"
	"github.com/stillhunt/stillhunt/proving/fit/split"
	"github.com/stillhunt/stillhunt/proving/grammar"
)

// Longest is the size in bytes of the longest prompt that is used.
const Longest = 8 << 10

// Set is what the pools hold.
type Set struct {
	People  []Conversation // sorted; of people, by the label benign or none
	Harvest []Source       // sorted by name; label harvest
	Files   []File
	Skipped int // too long, blank, benchmark probes, turns written by a machine
}

// Conversation is a person's turns in order.
type Conversation struct {
	Source string
	Lang   string
	Turns  []string
}

// Source is where harvest prompts come from.
type Source struct {
	Name  string
	Texts []string
}

// File names a pool without its place.
type File struct {
	Name   string `yaml:"name"`
	SHA256 string `yaml:"sha256"`
}

// Empty reports whether there is nothing of people and nothing of harvests.
func (s *Set) Empty() bool { return len(s.People) == 0 && len(s.Harvest) == 0 }

type row struct {
	Text         string          `json:"text"`
	Label        string          `json:"label"`
	Source       string          `json:"source"`
	Conversation json.RawMessage `json:"conversation_id"`
	Turn         float64         `json:"turn"`
	Lang         string          `json:"lang"`
	Kind         string          `json:"kind"`
}

// machineTurn is the kind of a turn that an agent wrote, not a person.
const machineTurn = "agent_machine_turn"

// Read reads pools, plain, gzip or zstd. The result does not depend on the
// order of the files or lines. Errors name file and line, never the text. With
// heldOut only those of people's prompts are used that the text weights were
// not fitted on.
func Read(ctx context.Context, paths []string, heldOut bool) (*Set, error) {
	b := builder{turns: map[convKey][]turn{}, harvest: map[string][]string{}, set: &Set{}, heldOut: heldOut}
	for _, path := range paths {
		if err := b.file(ctx, path); err != nil {
			return nil, err
		}
	}
	return b.finish(), nil
}

type convKey struct{ source, id string }

type turn struct {
	at   float64
	text string
	lang string
}

type builder struct {
	set     *Set
	turns   map[convKey][]turn
	harvest map[string][]string
	heldOut bool
}

func (b *builder) file(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading a prompt pool: %w", err)
	}
	defer f.Close()
	sum := sha256.New()
	in, err := open(bufio.NewReaderSize(io.TeeReader(f, sum), 1<<16))
	if err != nil {
		return fmt.Errorf("reading the prompt pool %s: %w", path, err)
	}
	defer in.Close()
	if err := b.lines(ctx, path, in); err != nil {
		return err
	}
	if _, err := io.Copy(sum, f); err != nil { // what the reader did not need
		return fmt.Errorf("reading the prompt pool %s: %w", path, err)
	}
	b.set.Files = append(b.set.Files, File{filepath.Base(path), hex.EncodeToString(sum.Sum(nil))})
	return nil
}

// open undoes gzip or zstd, told by the first bytes.
func open(r *bufio.Reader) (io.ReadCloser, error) {
	magic, err := r.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		return gzip.NewReader(r)
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		d, err := zstd.NewReader(r)
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}
	return io.NopCloser(r), nil
}

func (b *builder) lines(ctx context.Context, path string, in io.Reader) error {
	sc := bufio.NewScanner(in)
	sc.Buffer(make([]byte, 1<<16), 16<<20)
	n := 0
	for sc.Scan() {
		n++
		if err := ctx.Err(); err != nil {
			return err
		}
		line := bytes.TrimSpace(sc.Bytes())
		if len(line) == 0 {
			continue
		}
		var r row
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("%s:%d: no JSON object with a string text", path, n) // the cause could quote the line
		}
		if err := b.add(r, fmt.Sprintf("%s:%d", path, n)); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("%s:%d: %w", path, n+1, err)
	}
	return nil
}

func (b *builder) add(r row, line string) error {
	switch r.Label {
	case "", "benign", "harvest":
	case "benchmark":
		b.set.Skipped++
		return nil
	default:
		return errors.New("the label is none of harvest, benchmark and benign")
	}
	if r.Kind == machineTurn || !grammar.Plain(r.Text, Longest) {
		b.set.Skipped++
		return nil
	}
	if r.Label == "harvest" {
		b.harvest[r.Source] = append(b.harvest[r.Source], r.Text)
		return nil
	}
	var id string
	if json.Unmarshal(r.Conversation, &id) != nil {
		id = string(r.Conversation) // a number
	}
	if b.heldOut && split.Fitted(id, r.Text) {
		b.set.Skipped++
		return nil
	}
	if id == "" || id == "null" {
		id = line
	}
	k := convKey{r.Source, id}
	b.turns[k] = append(b.turns[k], turn{r.Turn, r.Text, r.Lang})
	return nil
}

func (b *builder) finish() *Set {
	s := b.set
	for k, turns := range b.turns {
		sort.Slice(turns, func(i, j int) bool {
			if turns[i].at != turns[j].at {
				return turns[i].at < turns[j].at
			}
			return turns[i].text < turns[j].text
		})
		c := Conversation{Source: k.source, Lang: turns[0].lang}
		for _, t := range turns {
			c.Turns = append(c.Turns, t.text)
		}
		s.People = append(s.People, c)
	}
	sort.Slice(s.People, func(i, j int) bool {
		a, b := s.People[i], s.People[j]
		if a.Source != b.Source {
			return a.Source < b.Source
		}
		return slices.Compare(a.Turns, b.Turns) < 0
	})
	for name, texts := range b.harvest {
		slices.Sort(texts)
		s.Harvest = append(s.Harvest, Source{name, slices.Compact(texts)})
	}
	sort.Slice(s.Harvest, func(i, j int) bool { return s.Harvest[i].Name < s.Harvest[j].Name })
	sort.Slice(s.Files, func(i, j int) bool { return s.Files[i].SHA256 < s.Files[j].SHA256 })
	return s
}
