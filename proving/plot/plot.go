// Package plot holds what the range's drawings have in common: a style sheet for
// pages that are light and dark, labels, and the ticks of logarithmic axes.
package plot

import (
	"fmt"
	"html"
	"math"
	"strings"

	"github.com/stillhunt/stillhunt/report"
)

// Look is the style sheet of a drawing.
const Look = `<style>
text{font:13px system-ui,sans-serif;fill:#1f2328}
.title{font-weight:600;font-size:14px}.quiet{fill:#59636e}.ours{font-weight:600}
.page{fill:#fff}.grid{stroke:#d1d9e0}.bar{stroke:#8c959f;stroke-width:2}.half{stroke:#59636e;stroke-dasharray:4 4}
.dot{fill:#59636e}.ours.dot{fill:#0969da}.bar.ours{stroke:#0969da}
.try{fill:#0969da;fill-opacity:.55}.least{fill:none;stroke:#0969da;stroke-width:2}
@media(prefers-color-scheme:dark){
text{fill:#f0f6fc}.quiet{fill:#9198a1}.page{fill:#0d1117}.grid{stroke:#3d444d}.bar{stroke:#656c76}.half{stroke:#9198a1}
.dot{fill:#9198a1}.ours.dot{fill:#4493f8}.bar.ours{stroke:#4493f8}.try{fill:#4493f8}.least{stroke:#4493f8}}
</style>
`

// Label writes a text; anchor is SVG's text-anchor.
func Label(b *strings.Builder, class, anchor string, x, y float64, text string) {
	fmt.Fprintf(b, `<text class="%s" text-anchor="%s" x="%.1f" y="%.1f">%s</text>`+"\n", strings.TrimSpace(class), anchor, x, y, html.EscapeString(text))
}

// Tick is the next of 1, 2, 5, 10, 20, 50, … that is not below v, which is
// above 0.
func Tick(v float64) float64 {
	ten := math.Pow(10, math.Floor(math.Log10(v)))
	for _, k := range []float64{1, 2, 5} {
		if v <= k*ten*(1+1e-9) {
			return k * ten
		}
	}
	return 10 * ten
}

// Whole writes an amount to the next whole number, its thousands apart.
func Whole(v float64) string { return report.Thousands(int64(math.Round(v))) }
