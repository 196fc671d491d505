package proving

import (
	"fmt"
	"io"
	"math"
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

// WriteSVG draws the efforts: their cost against the share of accounts that
// Stillhunt names, and below each cost the least share that was reached.
func (f *Frontier) WriteSVG(w io.Writer) error {
	const width, height, left, bottom, top, right = 720., 360., 60., 50., 20., 20.
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" font-family="sans-serif" font-size="12" role="img" aria-label="cost of evading against the share of accounts named">`+"\n", width, height)
	low, high := math.Inf(1), 0.
	for _, a := range f.Attempts {
		low, high = min(low, a.Cost), max(high, a.Cost)
	}
	if high <= low {
		low, high = low*.9, low*1.1+1
	}
	x := func(cost float64) float64 { return left + (cost-low)/(high-low)*(width-left-right) }
	y := func(share float64) float64 { return top + (1-share)*(height-top-bottom) }
	fmt.Fprintf(&b, `<rect width="%g" height="%g" fill="#fff"/>`+"\n", width, height)
	for _, share := range []float64{0, .25, .5, .75, 1} {
		fmt.Fprintf(&b, `<line x1="%g" x2="%g" y1="%.1f" y2="%.1f" stroke="#ddd"/><text x="%g" y="%.1f" text-anchor="end">%g</text>`+"\n", left, width-right, y(share), y(share), left-8, y(share)+4, share)
	}
	for i := range 5 {
		cost := low + (high-low)*float64(i)/4
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle">%.0f</text>`+"\n", x(cost), height-bottom+18, cost)
	}
	fmt.Fprintf(&b, `<text x="%g" y="%g" text-anchor="middle">dollars for %.0f exchanges</text>`+"\n", width/2, height-8, f.Evasion.Goal)
	fmt.Fprintf(&b, `<text x="14" y="%g" text-anchor="middle" transform="rotate(-90 14 %g)">accounts named by Stillhunt</text>`+"\n", height/2, height/2)
	least := 1.
	var path strings.Builder
	for _, a := range f.Attempts {
		if s := a.Named[ours]; s < least || path.Len() == 0 {
			if path.Len() == 0 {
				fmt.Fprintf(&path, "M%.1f %.1f", x(a.Cost), y(s))
			} else {
				fmt.Fprintf(&path, "H%.1fV%.1f", x(a.Cost), y(s))
			}
			least = s
		}
	}
	fmt.Fprintf(&b, `<path d="%sH%g" fill="none" stroke="#a33" stroke-width="1.5"/>`+"\n", path.String(), width-right)
	for _, a := range f.Attempts {
		fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="4" fill="#246" fill-opacity=".6"><title>%s: %.0f dollars, %.2f named</title></circle>`+"\n", x(a.Cost), y(a.Named[ours]), a.Effort, a.Cost, a.Named[ours])
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}
