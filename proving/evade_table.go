package proving

import (
	"fmt"
	"io"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
)

// WriteMarkdown writes what the search found as the section of docs/evasion.md.
func (f *Frontier) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	e := f.Evasion
	fmt.Fprintf(&b, "The goal is %.0f harvested exchanges in %d days by the letter's law. Each effort was tried at scale %g with %d innocents and %d days, seeds %s; the rules of others at the thresholds of seeds %s. Unnamed is a campaign of which less than half of the accounts are named. Version %s, thresholds `%s`.\n\n",
		e.Goal, e.Days, e.World.Scale, e.World.Benign, e.World.Days, numbers(e.Seeds), numbers(e.Train), hunt.Version, campaign.Thresholds()[:16])
	b.WriteString("| to stay unnamed by | costs | dollars a thousand exchanges | with |\n|---|---|---|---|\n")
	for _, d := range f.Detectors {
		a := f.Cheapest[d]
		if a == nil {
			fmt.Fprintf(&b, "| %s | – | – | no effort that was tried |\n", d)
			continue
		}
		fmt.Fprintf(&b, "| %s | %.0f | %.2f | %s |\n", d, a.Cost, a.Cost/e.Goal*1000, a.Effort)
	}
	b.WriteString("\nEverything that was tried, the cheapest first; the share of the campaign's accounts that are named:\n\n| effort | costs | Stillhunt | rules that name half |\n|---|---|---|---|\n")
	for i := range f.Attempts {
		a := &f.Attempts[i]
		var by []string
		for _, d := range f.Detectors[1 : len(f.Detectors)-1] {
			if !a.evades(d) {
				by = append(by, d)
			}
		}
		fmt.Fprintf(&b, "| %s | %.0f | %.2f | %s |\n", a.Effort, a.Cost, a.Named[ours], list(by))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
