package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
)

// The summary is read in ten seconds: it shows the first campaigns and groups
// and counts the others.
const (
	summaryCampaigns = 8
	summaryGroups    = 6
	summaryReasons   = 3
)

// Summary writes what was found for a terminal of width columns.
func Summary(w io.Writer, d Data, width int, colour bool) error {
	t, r := newText(w, width, colour), d.Result
	t.para("", t.bold(headline(r)))
	for i, g := range r.Campaigns {
		if i == summaryCampaigns {
			t.line("")
			t.line(t.dim(fmt.Sprintf("… and %s in the report", count(len(r.Campaigns)-i, "more campaign"))))
			break
		}
		t.line("")
		t.campaign(g)
	}
	t.groups(r.Groups)

	t.line("")
	rate, holds := errorRate(r)
	if holds {
		t.para("Error rate  ", rate)
	} else {
		t.para(t.warn("Error rate  "), rate)
	}
	t.bound(r)
	t.unseen(r)
	if n := r.Input.Rejected; n > 0 {
		verb := "were"
		if n == 1 {
			verb = "was"
		}
		t.para("Rejected    ", fmt.Sprintf("%s %s not understood: see rejected.jsonl", count(n, "line"), verb))
		for _, line := range d.Rejected[:min(3, len(d.Rejected))] {
			t.lines("            ", Printable(line), 2)
		}
	}
	if d.Path != "" {
		t.line("Report      " + d.Path)
	}
	return t.err
}

// campaign takes four lines: what, how much, and two of why.
func (t *text) campaign(g campaign.Group) {
	t.line(fmt.Sprintf("%s  %s, %s confidence", t.bold(Printable(g.Name)), likelihoodWords(g.Likelihood), g.Confidence))
	figures := []string{count(g.Accounts, "account"), count(g.Exchanges, "exchange"), window(g.First, g.Last), rate(g.PerAccountDay) + " an account and day"}
	if s := targetWords(g.Targets); s != "" {
		figures = append(figures, s)
	}
	t.lines("  ", strings.Join(figures, " · "), 2)
	if s := topReasons(g, summaryReasons); len(s) > 0 {
		t.lines("  "+t.dim("why  "), strings.Join(s, "; "), 3)
	}
}

func (t *text) groups(groups []campaign.Group) {
	if len(groups) == 0 {
		return
	}
	t.line("")
	t.line("Coordinated, but not campaigns; nobody in them is accused:")
	name := 0
	for _, g := range groups[:min(len(groups), summaryGroups)] {
		name = max(name, visible(Printable(g.Name)))
	}
	for i, g := range groups {
		if i == summaryGroups {
			t.line(t.dim(fmt.Sprintf("  … and %s", Thousands(len(groups)-i))))
			break
		}
		t.lines("  "+pad(Printable(g.Name), name)+"  ", fmt.Sprintf("%s · %s, %s", hypothesisWords(g.Hypothesis), count(g.Accounts, "account"), count(g.Exchanges, "exchange")), 1)
	}
}

// unseen says which fields would have switched on more.
func (t *text) unseen(r campaign.Result) {
	var fields []string
	for _, m := range notComputable(r) {
		for _, f := range m.Fields {
			if !slices.Contains(fields, f) {
				fields = append(fields, f)
			}
		}
	}
	if len(fields) > 0 {
		verb := "were"
		if len(r.NotComputable) == 1 {
			verb = "was"
		}
		t.lines("Unseen      ", fmt.Sprintf("%s %s not computable; these fields would switch them on: %s", count(len(r.NotComputable), "detector"), verb, strings.Join(fields, ", ")), 4)
	}
}

// topReasons are the strongest findings for a campaign in plain words, one a
// family, of each its first clause.
func topReasons(g campaign.Group, n int) []string {
	var all []campaign.Reason
	for _, f := range byWeight(g.Families) {
		if r := strongest(f.Reasons); len(r) > 0 && r[0].Nats > 0 {
			all = append(all, r[0])
		}
	}
	var out []string
	for _, r := range strongest(all)[:min(n, len(all))] {
		text, _, _ := strings.Cut(r.Text, ";")
		out = append(out, text)
	}
	return out
}

// targetWords name what is asked for, the most first: "math 58 %, reasoning 27 %".
func targetWords(targets []campaign.Target) string {
	sorted := slices.Clone(targets)
	slices.SortStableFunc(sorted, func(a, b campaign.Target) int { return cmp.Compare(b.Share, a.Share) })
	var out []string
	for _, t := range sorted {
		if len(out) < 3 && t.Share >= .05 {
			out = append(out, t.Capability+" "+percent(t.Share))
		}
	}
	return strings.Join(out, ", ")
}
