package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/hunt"
)

// Lake writes what a lake holds.
func Lake(w io.Writer, s hunt.LakeStand) error {
	t := newText(w, 110, false)
	t.line("Lake        " + Printable(s.Lake))
	t.line("Exchanges   " + Thousands(s.Exchanges) + " of " + count(s.Accounts, "account"))
	if s.Twice > 0 {
		t.line("Duplicates  " + Thousands(s.Twice) + ", left out")
	}
	if s.Days > 0 {
		t.line("Window      " + window(s.From, s.To) + ", " + count(s.Days, "day"))
	}
	t.line("Removed     " + count(s.Removed, "exchange") + " by retain and erase")
	t.line("Size        " + hunt.Size(s.Bytes))
	var schemas []string
	for _, name := range slices.Sorted(maps.Keys(s.Schemas)) {
		schemas = append(schemas, fmt.Sprintf("%s of %s", Thousands(s.Schemas[name]), Printable(name)))
	}
	t.line(strings.TrimSpace("Segments    " + orNone(strings.Join(schemas, ", "))))
	if k := s.Keys; k.Key != "" {
		t.line(fmt.Sprintf("Key         %s under %s, %s under one that it was rotated from, %s under another or of another version",
			Thousands(k.Now), k.Key, Thousands(k.Earlier), Thousands(k.Unknown)))
	}
	return t.err
}
