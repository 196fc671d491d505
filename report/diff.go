package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/stillhunt/stillhunt/hunt"
)

// diffListed is how many accounts of a kind a comparison names.
const diffListed = 10

// WriteDiff writes what is different in a later hunt for a terminal of width
// columns.
func WriteDiff(w io.Writer, d hunt.Diff, width int, colour bool) error {
	t := newText(w, width, colour)
	t.para("", t.bold(diffHeadline(d)))
	t.line("")
	t.para("Before      ", d.Before.Dir+" · "+diffSide(d.Before))
	t.para("After       ", d.After.Dir+" · "+diffSide(d.After))
	for _, c := range d.Changed {
		t.para(pad("Changed", 12), fmt.Sprintf("%s: %s → %s", c.What, orNone(c.Before), orNone(c.After)))
	}
	if d.Incomparable != "" {
		return t.err
	}
	t.kin("Campaigns", d.Found, hunt.KindCampaign)
	t.kin("Coordinated, but not campaigns", d.Found, hunt.KindGroup)
	if len(d.Ended) > 0 {
		t.line("")
		t.line(t.bold("Ended") + t.dim("  nothing now comes from them"))
		for _, k := range d.Ended {
			t.para("  ", fmt.Sprintf("%s · %s, %s", Printable(k.Name), k.Kind, count(k.Accounts, "account")))
		}
	}
	t.accusations("Newly accused", d.Accused)
	t.accusations("No longer accused", d.Cleared)
	return t.err
}

func diffSide(s hunt.DiffSide) string {
	return fmt.Sprintf("%s of %s · %s", count(s.Exchanges, "exchange"), count(s.Accounts, "account"), window(s.From, s.To))
}

func diffHeadline(d hunt.Diff) string {
	if d.Incomparable != "" {
		return fmt.Sprintf("Accounts cannot be compared, nor the campaigns made of them: %s.", d.Incomparable)
	}
	ended := 0
	for _, k := range d.Ended {
		if k.Kind == hunt.KindCampaign {
			ended++
		}
	}
	parts := []string{fmt.Sprintf("%s before, %s now", count(d.Before.Campaigns, "campaign"), Thousands(d.After.Campaigns))}
	for _, relation := range []string{hunt.Same, hunt.Grew, hunt.Shrank, hunt.Merged, hunt.Split, hunt.Fresh} {
		n := 0
		for _, r := range d.Found {
			if r.Kind == hunt.KindCampaign && r.Relation == relation {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, Thousands(n)+" "+relation)
		}
	}
	if ended > 0 {
		parts = append(parts, Thousands(ended)+" ended")
	}
	accused := "the same accounts are accused"
	if len(d.Accused)+len(d.Cleared) > 0 {
		accused = fmt.Sprintf("%s newly accused, %s no longer", count(len(d.Accused), "account"), Thousands(len(d.Cleared)))
	}
	return strings.Join(parts, ", ") + "; " + accused + "."
}

// kin lists the campaigns, or the groups, with what they were.
func (t *text) kin(title string, found []hunt.Relation, kind string) {
	name := 0
	for _, r := range found {
		if r.Kind == kind {
			name = max(name, visible(Printable(r.Name)))
		}
	}
	if name == 0 {
		return
	}
	t.line("")
	t.line(t.bold(title))
	for _, r := range found {
		if r.Kind == kind {
			t.lines("  "+pad(Printable(r.Name), name)+"  ", related(r), 3)
		}
	}
}

// related is what a campaign or group was: "grew from 40 to 51 accounts, as amber heron".
func related(r hunt.Relation) string {
	var s string
	switch r.Relation {
	case hunt.Fresh:
		s = "new · " + count(r.Accounts, "account")
	case hunt.Merged, hunt.Split:
		s = fmt.Sprintf("%s from %s · %s", r.Relation, ancestors(r.From), count(r.Accounts, "account"))
	case hunt.Same:
		s = "same · " + count(r.Accounts, "account") + alias(r)
	default:
		s = fmt.Sprintf("%s from %s to %s", r.Relation, Thousands(r.From[0].Accounts), count(r.Accounts, "account")) + alias(r)
	}
	switch r.Moved {
	case hunt.Named:
		s += " · was no campaign"
	case hunt.Unnamed:
		s += " · was named a campaign"
	}
	return s
}

// alias is what the only one that r comes from is called, if it is not r's name.
func alias(r hunt.Relation) string {
	from := r.From[0]
	if from.ID == r.ID {
		return ""
	}
	s := " · was " + Printable(from.Name)
	if from.Shared < min(from.Accounts, r.Accounts) {
		s += fmt.Sprintf(", %s shared", Thousands(from.Shared))
	}
	return s
}

func (t *text) accusations(title string, list []hunt.Accusation) {
	if len(list) == 0 {
		return
	}
	t.line("")
	t.line(t.bold(title) + t.dim("  "+count(len(list), "account")))
	for i, a := range list {
		if i == diffListed {
			t.line(t.dim(fmt.Sprintf("  … and %s: --json lists them", Thousands(len(list)-i))))
			break
		}
		t.printf("  %s  %s\n", pad(Printable(a.Account), 20), t.dim("in "+Printable(a.Name)))
	}
}

// orNone cuts a hash short and names what is not there.
func orNone(s string) string {
	const short = 12
	switch {
	case s == "":
		return "none"
	case len(s) == 64:
		return s[:short] + "…"
	}
	return s
}
