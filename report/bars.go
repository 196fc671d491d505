package report

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// bar draws a share of a scale as a bar that fills its place; against gives it
// another colour (the number beside it has a minus sign).
func bar(value, scale float64, against bool) template.HTML {
	w := 0.0
	if scale > 0 {
		w = math.Min(100, 100*math.Abs(value)/scale)
	}
	if w > 0 && w < .8 {
		w = .8 // what is there can be seen
	}
	class := "fill"
	if against {
		class = "fill against"
	}
	return template.HTML(fmt.Sprintf(
		`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/><rect class="%s" width="%s" height="10"/></svg>`,
		class, coordinate(w)))
}

// coordinate writes a place in a drawing: one digit after the point is plenty.
func coordinate(x float64) string {
	s := fmt.Sprintf("%.1f", x)
	return strings.TrimSuffix(s, ".0")
}
