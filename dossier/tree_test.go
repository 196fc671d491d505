package dossier

import (
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// stored are the hashes of a tree as package tlog stores them.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = s[x]
	}
	return out, nil
}

func leafOf(i int64) []byte { return fmt.Appendf(nil, "record %d", i) }

// The tree is that of package tlog, however leaves are put together.
func TestTreeIsRFC6962(t *testing.T) {
	var s stored
	var c cover
	for i := range int64(300) {
		h, err := tlog.StoredHashes(i, leafOf(i), s)
		if err != nil {
			t.Fatal(err)
		}
		s = append(s, h...)
		c.leaf(tlog.RecordHash(leafOf(i)))
		want, err := tlog.TreeHash(i+1, s)
		if err != nil {
			t.Fatal(err)
		}
		if c.root() != want {
			t.Fatalf("of %d leaves the root is another", i+1)
		}
	}
}

func TestCoversJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 200).Draw(t, "leaves")
		var whole cover
		for i := range n {
			whole.leaf(tlog.RecordHash(leafOf(i)))
		}
		var joined cover
		for joined.to < n {
			part := cover{from: joined.to, to: joined.to}
			end := min(n, joined.to+rapid.Int64Range(1, 50).Draw(t, "part"))
			for part.to < end {
				part.leaf(tlog.RecordHash(leafOf(part.to)))
			}
			if len(part.nodes) != len(levels(part.from, part.to)) {
				t.Fatalf("[%d, %d) is covered by %d nodes, want %d", part.from, part.to, len(part.nodes), len(levels(part.from, part.to)))
			}
			g := part.gap()
			again := g.cover()
			if err := joined.join(&again); err != nil {
				t.Fatal(err)
			}
		}
		if joined.root() != whole.root() {
			t.Fatal("joined it is another root")
		}
	})
}
