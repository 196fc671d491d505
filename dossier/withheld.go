package dossier

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/stillhunt/stillhunt/dossier/claim"
)

// gap is a stretch of leaves that a file leaves out: a line of its entry
// withheld. Hashes are those of the nodes that cover it, from left to right, so
// that the root can be computed and the number withheld is known.
type gap struct {
	From   int64       `json:"from"`
	To     int64       `json:"to"`
	Hashes []tlog.Hash `json:"hashes"`
}

func (c *cover) gap() gap {
	g := gap{From: c.from, To: c.to}
	for _, n := range c.nodes {
		g.Hashes = append(g.Hashes, n.hash)
	}
	return g
}

func (g *gap) cover() cover {
	c := cover{from: g.From, to: g.From}
	for i, level := range levels(g.From, g.To) {
		c.push(subtree{level, g.Hashes[i]})
	}
	return c
}

// readGaps reads the entry withheld: gaps in their order, with leaves between
// them.
func readGaps(text []byte) ([]gap, error) {
	var out []gap
	var reader claim.Reader
	end := int64(-1)
	s := bufio.NewScanner(bytes.NewReader(text))
	s.Buffer(nil, mostLine)
	for n := 1; s.Scan(); n++ {
		var g gap
		err := reader.Check(s.Bytes())
		if err == nil {
			err = strict(s.Bytes(), &g)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", withheldEntry, n, err)
		}
		if g.From <= end || g.To <= g.From || g.To > mostLeaves || len(g.Hashes) != len(levels(g.From, g.To)) {
			return nil, fmt.Errorf("%s:%d: it covers no stretch of leaves after the one before", withheldEntry, n)
		}
		end = g.To
		out = append(out, g)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", withheldEntry, err)
	}
	return out, nil
}

func writeGaps(gaps []gap) []byte {
	var b bytes.Buffer
	for _, g := range gaps {
		line, err := json.Marshal(g)
		if err != nil {
			panic(err) // numbers and hashes marshal
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// strict reads JSON that has no other fields and nothing behind it.
func strict(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if d.More() {
		return fmt.Errorf("there is something behind the object")
	}
	return nil
}
