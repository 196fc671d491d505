package check

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteTable writes the report for people to read.
func (r *Report) WriteTable(w io.Writer) error {
	out := bufio.NewWriter(w)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s, seed %d: %d accounts\n", r.Scenario, r.Seeds[0], r.Accounts)

	fmt.Fprintf(t, "\nPeople's own topics: excess collision θ, %.2f or more\nlanguage\tpeople\tθ\terror\t\n", LeastTheta)
	for _, p := range r.Topics {
		note := ""
		if !p.Judged {
			note = "too few to judge"
		}
		fmt.Fprintf(t, "%s\t%d\t%.3f\t%.3f\t%s\n", p.Language, p.Accounts, p.Theta, p.Error, note)
	}
	fmt.Fprintf(t, "\nWhat means nothing must not tell: AUC up to %.2f, within two errors\nclass\tamong\taccounts\tinnocents\tAUC\terror\tmost by\n", GreatestLeak)
	for _, l := range r.Leaks {
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%.3f\t%.3f\t%s\n", l.Class, l.Kind, l.Accounts, l.Innocents, l.AUC, l.Error, strings.Join(l.By, ", "))
	}
	if len(r.Features) > 0 {
		fmt.Fprintf(t, "\nWhat one figure of an account achieves alone\nfigure\tAUC\trecall at %.1f %% wrongful\n", 100*Wrongful)
		for _, f := range r.Features {
			fmt.Fprintf(t, "%s\t%.3f\t%.3f\n", f.Name, f.AUC, f.Recall)
		}
		fmt.Fprintf(t, "\nAll of them together, account by account, trained on %d other seeds; evasive and mimic forms up to %.1f, within an error\ncampaign\taccounts\tinnocents\tAUC\trecall at %.1f %% wrongful\terror\tof like volume\tAUC against them\tmost by\n", len(r.Seeds)-1, TooEasy, 100*Wrongful)
		for _, a := range r.Reach {
			name := a.Campaign
			if a.Network {
				name += " (carries customers: not judged)"
			}
			fmt.Fprintf(t, "%s\t%d\t%d\t%.3f\t%.3f\t%.3f\t%d\t%.3f\t%s\n", name, a.Accounts, a.Innocents, a.AUC, a.Recall, a.Error, a.Matched, a.MatchedAUC, strings.Join(a.By, ", "))
		}
	}
	fmt.Fprintln(t)
	for _, f := range r.Failures {
		fmt.Fprintln(t, "FAILS: "+f)
	}
	if len(r.Failures) == 0 {
		fmt.Fprintln(t, "holds")
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return out.Flush()
}
