package share

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/stillhunt/stillhunt/share/community"
)

// Summary says what leaves, for whoever answers for it.
func Summary(w io.Writer, c *Case) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "Campaign\t%s, as %s to TLP:%s\n", c.Group.Name, c.By, strings.ToUpper(c.TLP))
	fmt.Fprintf(t, "Key\t%s of the community %s\n", c.Key.ID, c.Community.Name)
	fmt.Fprintf(t, "Good until\t%s\n", c.Until.UTC().Format(time.RFC3339))
	for _, k := range community.Kinds {
		n := 0
		for _, i := range c.Indicators {
			if i.Kind == k {
				n++
			}
		}
		if n+c.LeftOut[k] > 0 {
			fmt.Fprintf(t, "%s\t%d leave, %d stay\n", k, n, c.LeftOut[k])
		}
	}
	if n := len(c.Disputes); n > 0 {
		fmt.Fprintf(t, "Disputed\tthe campaign, by %d\n", n)
	}
	for _, i := range c.Indicators {
		if len(i.Disputes) > 0 {
			state := fmt.Sprintf("confidence %d", i.Confidence)
			if i.Withdrawn {
				state = "withdrawn"
			}
			fmt.Fprintf(t, "Disputed\t%s %s…, by %d: %s\n", i.Kind, i.Value[:8], len(i.Disputes), state)
		}
	}
	fmt.Fprintf(t, "\nWhat stays is shown by fewer than %d of the accused accounts, or by too many others.\n", leastAccounts)
	return t.Flush()
}

// WriteJSON writes what was found with the accounts: it is for this house.
func WriteJSON(w io.Writer, f *Found) error { return writeJSON(w, f) }

// Show says what was found, for the terminal.
func Show(w io.Writer, f *Found) error {
	n := f.Counts
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "Looked for\t%d of %d indicators\n", n.Looked, n.Indicators)
	for _, c := range []struct {
		n    int
		what string
	}{
		{n.Expired, "whose time is over"}, {n.Ahead, "dated ahead"}, {n.Revoked, "taken back"}, {n.Disputed, "disputed away"}, {n.Unknown, "under a key that the community's file lacks"}, {n.Replaced, "made under a key after it was replaced"},
		{n.Other, "of a kind left out"}, {n.TooMany, fmt.Sprintf("beyond %d of a kind for one campaign", mostOfAKind)}, {n.Foreign, "of another form"},
	} {
		if c.n > 0 {
			fmt.Fprintf(t, "Not looked for\t%d %s\n", c.n, c.what)
		}
	}
	fmt.Fprintf(t, "Found\t%d\n", n.Found)
	if err := t.Flush(); err != nil || n.Found == 0 {
		return err
	}
	fmt.Fprintln(t, "\nKIND\tFROM\tCONFIDENCE\tACCOUNTS\tEXCHANGES\tIN")
	for i := range f.Matches {
		m := &f.Matches[i]
		var in []string
		for _, g := range slices.Sorted(maps.Keys(m.Groups)) {
			in = append(in, fmt.Sprintf("%d in %s", m.Groups[g], g[:min(len(g), 8)]))
		}
		confidence := fmt.Sprint(m.Confidence)
		if len(m.Disputes) > 0 {
			confidence += fmt.Sprintf(" (disputed by %d)", len(m.Disputes))
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%s\n", m.Kind, m.From, confidence, len(m.Accounts), m.Exchanges, strings.Join(in, ", "))
	}
	fmt.Fprintln(t, "\nA match is a lead: it accuses nobody, and is no part of a hunt.")
	return t.Flush()
}
