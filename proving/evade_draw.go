package proving

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/stillhunt/stillhunt/proving/plot"
)

// Measures of the drawing.
const (
	drawWidth  = 760.
	drawLeft   = 170. // of the axis of costs
	drawRight  = 715.
	rowsTop    = 66. // of the detectors
	rowHeight  = 24.
	shareTall  = 200. // of the axis of shares
	betweenTwo = 70.
)

// WriteSVG draws, over one axis of costs, the cheapest effort that stays unnamed
// by each detector, and below it all efforts that were tried with the share of
// accounts that Stillhunt names.
func (f *Frontier) WriteSVG(w io.Writer) error {
	low, high := math.Inf(1), 1.
	for _, a := range f.Attempts {
		low, high = min(low, a.Cost), max(high, a.Cost)
	}
	ticks := []float64{plot.Tick(max(1, low) / 2.5)} // at most the lowest cost
	for ticks[len(ticks)-1] < high || len(ticks) < 2 {
		ticks = append(ticks, plot.Tick(1.5*ticks[len(ticks)-1]))
	}
	x := func(cost float64) float64 {
		return drawLeft + math.Log(cost/ticks[0])/math.Log(ticks[len(ticks)-1]/ticks[0])*(drawRight-drawLeft)
	}
	rowsEnd := rowsTop + rowHeight*float64(len(f.Detectors))
	top := rowsEnd + betweenTwo
	bottom := top + shareTall
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" aria-labelledby="t">`+"\n", drawWidth, bottom+52)
	fmt.Fprintf(&b, "<title id=\"t\">What %s harvested exchanges cost a campaign that stays unnamed</title>\n%s", plot.Whole(f.Evasion.Goal), plot.Look)
	fmt.Fprintf(&b, `<rect class="page" width="%g" height="%g"/>`+"\n", drawWidth, bottom+52)
	plot.Label(&b, "title", "start", 16, 26, "The cheapest effort that stays unnamed by")
	plot.Label(&b, "quiet", "start", 16, 46, fmt.Sprintf("dollars for %s harvested exchanges in %d days, on a logarithmic scale", plot.Whole(f.Evasion.Goal), f.Evasion.Days))
	for _, cost := range ticks {
		fmt.Fprintf(&b, `<path class="grid" d="M%.1f %gV%gM%.1f %gV%g"/>`+"\n", x(cost), rowsTop, rowsEnd, x(cost), top, bottom)
		plot.Label(&b, "quiet", "middle", x(cost), rowsEnd+18, plot.Whole(cost))
		plot.Label(&b, "quiet", "middle", x(cost), bottom+18, plot.Whole(cost))
	}
	for i, d := range f.rows() {
		f.row(&b, d, rowsTop+rowHeight*(float64(i)+.5), x)
	}
	plot.Label(&b, "title", "start", 16, top-18, "All efforts that were tried, and the accounts that Stillhunt names")
	y := func(share float64) float64 { return top + (1-share)*shareTall }
	for _, share := range []float64{0, .25, .5, .75, 1} {
		class := "grid"
		if share == unnamed {
			class = "half"
		}
		fmt.Fprintf(&b, `<path class="%s" d="M%g %.1fH%g"/>`+"\n", class, drawLeft, y(share), drawRight)
		plot.Label(&b, "quiet", "end", drawLeft-10, y(share)+4, strconv.FormatFloat(100*share, 'f', 0, 64)+" %")
	}
	plot.Label(&b, "quiet", "end", drawLeft-56, y(unnamed)-4, "named")
	plot.Label(&b, "quiet", "end", drawLeft-56, y(unnamed)+14, "unnamed")
	plot.Label(&b, "quiet", "middle", (drawLeft+drawRight)/2, bottom+40, "dollars; the line is the least that is named for no more money")
	fmt.Fprintf(&b, `<path class="least" d="%s"/>`+"\n", f.least(x, y))
	for _, a := range f.Attempts {
		fmt.Fprintf(&b, `<circle class="try" cx="%.1f" cy="%.1f" r="5"><title>%s: %s dollars, %.0f %% named</title></circle>`+"\n",
			x(a.Cost), y(a.Named[ours]), html.EscapeString(a.Effort.String()), plot.Whole(a.Cost), 100*a.Named[ours])
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// rows are the detectors in the order of the drawing: Stillhunt, the rules from
// the easiest to evade, all of them.
func (f *Frontier) rows() []string {
	out := slices.Clone(f.Detectors)
	cost := func(d string) float64 {
		switch a := f.Cheapest[d]; {
		case d == ours:
			return -1
		case d == allOfThem:
			return math.Inf(1)
		case a == nil:
			return math.MaxFloat64
		default:
			return a.Cost
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(cost(a), cost(b)) })
	return out
}

// row draws a detector's cheapest effort.
func (f *Frontier) row(b *strings.Builder, detector string, y float64, x func(float64) float64) {
	class := ""
	if detector == ours {
		class = "ours "
	}
	plot.Label(b, class, "end", drawLeft-12, y+4, detector)
	a := f.Cheapest[detector]
	if a == nil {
		plot.Label(b, "quiet", "start", drawLeft+8, y+4, "no effort that was tried")
		return
	}
	fmt.Fprintf(b, `<path class="%sbar" d="M%g %.1fH%.1f"/><circle class="%sdot" cx="%.1f" cy="%.1f" r="5"><title>%s</title></circle>`+"\n",
		class, drawLeft, y, x(a.Cost), class, x(a.Cost), y, html.EscapeString(a.Effort.String()))
	if at := x(a.Cost); at > drawRight-70 {
		plot.Label(b, class, "end", at-10, y-4, plot.Whole(a.Cost))
	} else {
		plot.Label(b, class, "start", at+10, y+4, plot.Whole(a.Cost))
	}
}

// least is the path of the smallest share that was named up to each cost.
func (f *Frontier) least(x, y func(float64) float64) string {
	var path strings.Builder
	least := math.Inf(1)
	for _, a := range f.Attempts {
		s := a.Named[ours]
		switch {
		case path.Len() == 0:
			fmt.Fprintf(&path, "M%.1f %.1f", x(a.Cost), y(s))
		case s < least:
			fmt.Fprintf(&path, "H%.1fV%.1f", x(a.Cost), y(s))
		}
		least = min(least, s)
	}
	return path.String() + fmt.Sprintf("H%g", drawRight)
}
