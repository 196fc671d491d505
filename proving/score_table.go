package proving

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteTable writes the scoreboard for a terminal.
func (b Scoreboard) WriteTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	line := func(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }
	line("account precision\t%s", b.Precision)
	line("account recall\t%s", b.Recall)
	line("wrongful verdicts\t%d in %d account-days: %.3g per million, below %.3g (95 %%)", b.Wrongful.Count, b.Wrongful.Exposure, b.Wrongful.Rate, b.Wrongful.Upper)
	line("B³ precision, recall, F1\t%.3f  %.3f  %.3f", b.Clustering.Precision, b.Clustering.Recall, b.Clustering.F1)
	line("adjusted Rand index\t%.3f", b.Clustering.ARI)
	if err := t.Flush(); err != nil {
		return err
	}
	if len(b.Campaigns) > 0 {
		line("\ncampaign\taccounts\tfound as\tprecision\trecall\tfirst, last (days off)\tharvest\testimate\tinside\twidth")
		for _, c := range b.Campaigns {
			found := c.Found
			if found == "" {
				line("%s\t%d\tnot found\t\t\t\t%d", c.Name, c.Accounts, c.Harvest)
				continue
			}
			line("%s\t%d\t%s\t%.3f\t%.3f\t%+d, %+d\t%d\t%.0f\t%s\t%.3f", c.Name, c.Accounts, found, c.Precision.Value, c.Recall.Value,
				c.FirstDayError, c.LastDayError, c.Harvest, c.Estimate, yes(c.Inside), c.Width)
		}
	}
	line("\ninnocents\tgroup\taccounts\taccused")
	for _, g := range b.Innocents {
		line("%s\t%s\t%d\t%d", g.Class, g.Group, g.Accounts, g.Accused)
	}
	if len(b.Languages) > 0 {
		line("\nlanguage\tinnocents\taccused\tfalse-positive rate")
		for _, l := range b.Languages {
			line("%s\t%d\t%d\t%.5f (%.5f to %.5f)", l.Language, l.Rate.Of, l.Rate.Hits, l.Rate.Value, l.Rate.Low, l.Rate.High)
		}
	}
	if len(b.Unmatched) > 0 {
		line("\nfound, but no campaign: %s", strings.Join(b.Unmatched, ", "))
	}
	return t.Flush()
}

// String gives value, interval and counts.
func (p Proportion) String() string {
	if p.Of == 0 {
		return "– (0 of 0)"
	}
	return fmt.Sprintf("%.4f (%.4f to %.4f), %d of %d", p.Value, p.Low, p.High, p.Hits, p.Of)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
