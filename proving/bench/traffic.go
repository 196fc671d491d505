package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/proving"
)

// traffic is what is measured on.
type traffic struct {
	path, accounts string
	exchanges      int64
	bytes          int64
	people         int
}

// makeTraffic writes the block, then copies of it, until there are enough
// exchanges. Each copy has accounts of its own.
func makeTraffic(ctx context.Context, dir string, exchanges int64) (traffic, error) {
	block := filepath.Join(dir, "block")
	if _, err := os.Stat(block); err != nil {
		if _, err := proving.Generate(ctx, proving.Options{Scenario: "letter", Out: block, Scale: .01, Benign: 5000, Days: 14, Seed: 1}); err != nil {
			return traffic{}, err
		}
	}
	lines, err := load(ctx, block)
	if err != nil {
		return traffic{}, err
	}
	t := traffic{path: filepath.Join(dir, "traffic"), accounts: filepath.Join(dir, "accounts.jsonl")}
	if err := os.RemoveAll(t.path); err != nil {
		return t, err
	}
	if err := os.Mkdir(t.path, 0o755); err != nil {
		return t, err
	}
	copies := int((exchanges + int64(len(lines)) - 1) / int64(len(lines)))
	for c := range copies {
		if err := t.copyBlock(lines, c); err != nil {
			return t, err
		}
	}
	facts, err := os.ReadFile(filepath.Join(block, "accounts.jsonl"))
	if err != nil {
		return t, err
	}
	return t, t.copyFacts(facts, copies)
}

func load(ctx context.Context, block string) ([][]byte, error) {
	inputs, err := importer.Expand([]string{block})
	if err != nil {
		return nil, err
	}
	var lines [][]byte
	for _, in := range inputs {
		r, err := in.Open(ctx, importer.Position{})
		if err != nil {
			return nil, err
		}
		for {
			b, err := r.Next(nil)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, errors.Join(err, r.Close())
			}
			lines = append(lines, bytes.Split(bytes.TrimSuffix(b.Data, []byte("\n")), []byte("\n"))...)
		}
		if err := r.Close(); err != nil {
			return nil, err
		}
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("the block %s is empty", block)
	}
	return lines, nil
}

// ids finds the values that make an exchange, an account, an organisation or
// a conversation another one.
var ids = regexp.MustCompile(`"(?:user\.id|stillhunt\.org\.id|stillhunt\.exchange\.id|gen_ai\.conversation\.id)":"[^"]+`)

// rename gives every id of a line the copy's number, in place of its last two
// characters, so that lines keep their length.
func rename(dst, line []byte, c int) []byte {
	const digits = "abcdefghijklmnopqrstuvwxyz234567"
	at := len(dst)
	dst = append(dst, line...)
	if c == 0 {
		return dst
	}
	for _, m := range ids.FindAllIndex(line, -1) {
		end := at + m[1]
		dst[end-1], dst[end-2] = digits[c%32], digits[c/32%32]
	}
	return dst
}

func (t *traffic) copyBlock(lines [][]byte, c int) error {
	f, err := os.Create(filepath.Join(t.path, fmt.Sprintf("part-%04d.jsonl", c)))
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	var buf []byte
	for _, line := range lines {
		buf = append(rename(buf[:0], line, c), '\n')
		t.exchanges++
		t.bytes += int64(len(buf))
		if _, err := w.Write(buf); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

func (t *traffic) copyFacts(facts []byte, copies int) error {
	var b bytes.Buffer
	lines := bytes.Split(bytes.TrimSpace(facts), []byte("\n"))
	for c := range copies {
		for _, line := range lines {
			b.Write(rename(nil, line, c))
			b.WriteByte('\n')
		}
	}
	t.people = len(lines) * copies
	return os.WriteFile(t.accounts, b.Bytes(), 0o644)
}

const (
	tableStart = "<!-- make bench: from here -->\n"
	tableEnd   = "<!-- make bench: to here -->\n"
)

// replaceTable puts the table between its marks.
func replaceTable(path, table string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(b), tableStart)
	_, tail, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no place for the table: put %q and %q there", path, strings.TrimSpace(tableStart), strings.TrimSpace(tableEnd))
	}
	return os.WriteFile(path, []byte(head+tableStart+"\n"+table+"\n"+tableEnd+tail), 0o644)
}
