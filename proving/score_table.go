package proving

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// table is one table of the scoreboard; the first row is its head.
type table struct {
	rows [][]string
	note string // below it
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// WriteTable writes the scoreboard for a terminal.
func (b Scoreboard) WriteTable(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for i, t := range b.tables() {
		if i > 0 {
			fmt.Fprintln(out)
		}
		rows := t.rows
		if i == 0 {
			rows = rows[1:] // its head says nothing that the rows do not
		}
		for _, row := range rows {
			fmt.Fprintln(out, strings.TrimRight(strings.Join(row, "\t"), "\t"))
		}
		if err := out.Flush(); err != nil {
			return err
		}
		if t.note != "" {
			fmt.Fprintln(out, t.note)
		}
	}
	return out.Flush()
}

// WriteMarkdown writes the same tables in Markdown.
func (b Scoreboard) WriteMarkdown(w io.Writer) error {
	var out strings.Builder
	for i, t := range b.tables() {
		if i > 0 {
			out.WriteByte('\n')
		}
		for j, row := range t.rows {
			fmt.Fprintf(&out, "| %s |\n", strings.Join(row, " | "))
			if j == 0 {
				fmt.Fprintf(&out, "|%s\n", strings.Repeat("---|", len(row)))
			}
		}
		if t.note != "" {
			fmt.Fprintf(&out, "\n%s\n", t.note)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func (b *Scoreboard) tables() []table {
	out := []table{b.summary()}
	for _, t := range []table{b.campaigns(), b.collateral(), b.lost(), b.innocents(), b.languages(), b.reliability()} {
		if len(t.rows) > 1 {
			out = append(out, t)
		}
	}
	return out
}

func (b *Scoreboard) summary() table {
	var t table
	t.add("figure", "value")
	t.add("account precision", b.Precision.String())
	t.add("account recall", b.Recall.String())
	t.add("the same at probability .9", fmt.Sprintf("precision %s; recall %s", b.StrictPrecision.Short(), b.StrictRecall.Short()))
	t.add("wrongful verdicts", fmt.Sprintf("%d in %d account-days: %.3g per million, below %.3g (95 %%)", b.Wrongful.Count, b.Wrongful.Exposure, b.Wrongful.Rate, b.Wrongful.Upper))
	t.add("B³ precision, recall, F1", fmt.Sprintf("%.3f  %.3f  %.3f", b.Clustering.Precision, b.Clustering.Recall, b.Clustering.F1))
	t.add("adjusted Rand index", fmt.Sprintf("%.3f", b.Clustering.ARI))
	t.add("campaigns missed", list(b.Missed))
	t.add("campaigns split", list(b.Split))
	t.add("found and merged", list(b.Merged))
	t.add("found, matched by none", list(b.Unmatched))
	skill := "– (all candidates alike)"
	if b.Calibration.Skill != nil {
		skill = fmt.Sprintf("%.3f", *b.Calibration.Skill)
	}
	t.add("Brier score", fmt.Sprintf("%.5f over all accounts; skill over %d candidates %s", b.Calibration.Brier, b.Calibration.Candidates, skill))
	t.add("average precision", fmt.Sprintf("%.3f; by the labels a team would hold %.3f", b.Calibration.Precision, b.Held.Average))
	t.add("by held labels", fmt.Sprintf("precision %s; recall %s (%d labels, %d of them wrong)", b.Held.Precision.Short(), b.Held.Recall.Short(), b.Held.Labelled, b.Held.Wrong))
	return t
}

func (b *Scoreboard) campaigns() table {
	var t table
	t.add("campaign", "accounts", "found as", "precision", "recall", "first, last (days off)", "harvest", "estimate", "inside", "width")
	for _, c := range b.Campaigns {
		if c.Found == "" {
			t.add(c.Name, strconv.Itoa(c.Accounts), "not found", "", "", "", strconv.FormatInt(c.Harvest, 10), "", "", "")
			continue
		}
		t.add(c.Name, strconv.Itoa(c.Accounts), c.Found, fmt.Sprintf("%.3f", c.Precision.Value), fmt.Sprintf("%.3f", c.Recall.Value),
			fmt.Sprintf("%+d, %+d", c.FirstDayError, c.LastDayError), strconv.FormatInt(c.Harvest, 10), fmt.Sprintf("%.0f", c.Estimate), yes(c.Inside), fmt.Sprintf("%.3f", c.Width))
	}
	return t
}

func (b *Scoreboard) collateral() table {
	t := table{note: "Exchanges are those of accused accounts. The ratio is what was attributed over what the network sent to harvest."}
	t.add("network", "customers", "accused", "mixed accounts", "accused", "harvest", "customers' exchanges", "ratio")
	for _, c := range b.Campaigns {
		if k := c.Collateral; k != nil {
			t.add(c.Name, strconv.Itoa(k.Customers), strconv.Itoa(k.CustomersAccused), strconv.Itoa(k.Mixed), strconv.Itoa(k.MixedAccused),
				strconv.FormatInt(k.Harvest, 10), strconv.FormatInt(k.Carried, 10), cell(c.Found != "", "%.2f", k.Ratio))
		}
	}
	return t
}

func (b *Scoreboard) lost() table {
	var t table
	t.add("lost before half was named", "accounts", "named on", "after (days)", "lost", "of the harvest")
	if b.Daily == nil {
		return t
	}
	for _, c := range b.Daily.Campaigns {
		named, after := c.Named, strconv.Itoa(c.After)
		if named == "" {
			named, after = "never", "–"
		}
		t.add(c.Name, strconv.Itoa(c.Accounts), named, after, strconv.FormatInt(c.Lost, 10), fmt.Sprintf("%.1f %%", 100*c.Share))
	}
	return t
}

func (b *Scoreboard) innocents() table {
	var t table
	t.add("innocents", "group", "accounts", "accused", "per million account-days")
	for _, g := range b.Innocents {
		t.add(g.Class, g.Group, strconv.Itoa(g.Accounts), strconv.Itoa(g.Accused), fmt.Sprintf("%.3g (below %.3g)", g.Wrongful.Rate, g.Wrongful.Upper))
	}
	return t
}

func (b *Scoreboard) languages() table {
	var t table
	t.add("language", "innocents", "accused", "false-positive rate")
	for _, l := range b.Languages {
		t.add(l.Language, strconv.Itoa(l.Rate.Of), strconv.Itoa(l.Rate.Hits), fmt.Sprintf("%.5f (%.5f to %.5f)", l.Rate.Value, l.Rate.Low, l.Rate.High))
	}
	return t
}

func (b *Scoreboard) reliability() table {
	var t table
	t.add("probability", "members", "mean", "a campaign's own")
	for _, k := range b.Calibration.Bins {
		if k.Members > 0 {
			t.add(fmt.Sprintf("%.1f to %.1f", k.From, k.From+1./bins), strconv.Itoa(k.Members), fmt.Sprintf("%.3f", k.Forecast), k.Guilty.Short())
		}
	}
	return t
}

// String gives value, interval and counts.
func (p Proportion) String() string {
	if p.Of == 0 {
		return "– (0 of 0)"
	}
	return fmt.Sprintf("%.4f (%.4f to %.4f), %d of %d", p.Value, p.Low, p.High, p.Hits, p.Of)
}

// Short gives value and interval.
func (p Proportion) Short() string {
	if p.Of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.3f (%.3f to %.3f)", p.Value, p.Low, p.High)
}

// list gives the names, or none.
func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
