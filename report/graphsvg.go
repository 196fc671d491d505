package report

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
)

// The drawing is made of lanes: a row of dots for the accounts in the middle,
// above and below it a row for each family with its shared values. Where a
// value stands says its family, so that colour need not.
const (
	graphWidth = 960.0
	graphLeft  = 150.0 // room for the names of the lanes
	laneHeight = 66.0
)

// draw gives the graph as SVG. name is the group's.
func (g *graph) draw(name string) template.HTML {
	above := (len(g.lanes) + 1) / 2
	height := laneHeight*float64(len(g.lanes)+1) + 6
	row := func(i int) float64 { return laneHeight*float64(i) + laneHeight/2 + 3 }
	accountsY := row(above)
	place := func(d int) float64 {
		if len(g.dots) == 1 {
			return (graphLeft + graphWidth) / 2
		}
		return graphLeft + 14 + (graphWidth-graphLeft-28)*float64(d)/float64(len(g.dots)-1)
	}
	var edges, marks, labels strings.Builder
	for i, l := range g.lanes {
		y := row(i)
		if i >= above {
			y = row(i + 1)
		}
		fmt.Fprintf(&labels, `<text x="0" y="%s">%s</text><text class="sub" x="0" y="%s">%s</text>`,
			coordinate(y-2), template.HTMLEscapeString(familyWords(l.family)), coordinate(y+13), l.caption())
		places := l.places(place)
		lines := 0 // the more there are, the fainter each
		for _, v := range l.values {
			lines += len(v.dots)
		}
		fmt.Fprintf(&edges, `<g stroke-opacity="%.2f">`, math.Max(.08, math.Min(.32, 36/float64(max(1, lines)))))
		for j, v := range l.values {
			x := places[j]
			var clear, faint strings.Builder
			for _, e := range v.dots {
				line := &clear
				if g.pooled && 2*e.holders < len(g.dots[e.dot].accounts) {
					line = &faint
				}
				to, bend := place(e.dot), (y+accountsY)/2
				fmt.Fprintf(line, "M%.0f %.0fC%.0f %.0f %.0f %.0f %.0f %.0f", x, y, x, bend, to, bend, to, accountsY)
			}
			if clear.Len() > 0 {
				fmt.Fprintf(&edges, `<path d="%s"/>`, clear.String())
			}
			if faint.Len() > 0 {
				fmt.Fprintf(&edges, `<path class="faint" d="%s"/>`, faint.String())
			}
			side := v.side(g.accounts)
			fmt.Fprintf(&marks, `<rect x="%s" y="%s" width="%s" height="%s"><title>%s shared by %s</title></rect>`,
				coordinate(x-side/2), coordinate(y-side/2), coordinate(side), coordinate(side),
				template.HTMLEscapeString(capital(traitWords(v.trait))), count(len(v.holders), "account"))
		}
		edges.WriteString("</g>")
	}
	fmt.Fprintf(&labels, `<text x="0" y="%s">Accounts</text><text class="sub" x="0" y="%s">%s</text>`,
		coordinate(accountsY-2), coordinate(accountsY+13), g.caption())
	for d, dot := range g.dots {
		title := count(len(dot.accounts), "account")
		if len(dot.accounts) == 1 {
			title = dot.accounts[0]
		}
		fmt.Fprintf(&marks, `<circle cx="%s" cy="%s" r="%s"><title>%s</title></circle>`, coordinate(place(d)), coordinate(accountsY),
			coordinate(3.2+math.Min(2.5, math.Log10(float64(len(dot.accounts))))), template.HTMLEscapeString(title))
	}
	return template.HTML(fmt.Sprintf(
		`<svg class="graph" viewBox="0 0 %d %d" role="img"><title>%s</title><g class="edges">%s</g><g class="marks">%s</g><g class="labels">%s</g></svg>`,
		int(graphWidth), int(height), template.HTMLEscapeString(g.describe(name)), edges.String(), marks.String(), labels.String()))
}

// places sets the values of a lane halfway between where their holders are and
// an even spread: values that everybody shows would else lie on one heap.
func (l lane) places(place func(int) float64) []float64 {
	out := make([]float64, len(l.values))
	left, right := graphLeft+14, graphWidth-14
	gap := math.Min(30, (right-left)/math.Max(1, float64(len(l.values)-1)))
	for i, v := range l.values {
		m := v.middle()
		lo := math.Floor(m)
		x := place(int(lo))
		if m > lo {
			x += (m - lo) * (place(int(lo)+1) - x)
		}
		even := left + (right-left)*(float64(i)+.5)/float64(len(l.values))
		out[i] = (x + even) / 2
		if i > 0 {
			out[i] = math.Max(out[i], out[i-1]+gap)
		}
	}
	limit := right
	for i := len(out) - 1; i >= 0; i-- { // push back what ran over the edge
		out[i] = math.Min(out[i], limit)
		limit = out[i] - gap
	}
	return out
}

// side is the side of a value's square: its area grows with its holders.
func (v shared) side(accounts int) float64 {
	return 7 + 15*math.Sqrt(float64(len(v.holders))/float64(max(1, accounts)))
}

func (l lane) caption() string {
	if l.hidden > 0 {
		return fmt.Sprintf("%s of %s values", Thousands(len(l.values)), Thousands(len(l.values)+l.hidden))
	}
	return count(len(l.values), "shared value")
}

func (g *graph) caption() string {
	if !g.pooled {
		return Thousands(g.accounts)
	}
	if g.accounts < 2*len(g.dots) {
		return Thousands(g.accounts) + ", one or two a dot"
	}
	return fmt.Sprintf("%s, about %s a dot", Thousands(g.accounts), whole(float64(g.accounts)/float64(len(g.dots))))
}

// describe is the drawing in words, for those who do not see it.
func (g *graph) describe(name string) string {
	var parts []string
	for _, l := range g.lanes {
		n := 0
		var holders []int32
		for _, v := range l.values {
			n++
			holders = append(holders, v.holders...)
		}
		slices.Sort(holders)
		parts = append(parts, fmt.Sprintf("%s: %s held by %s", familyWords(l.family), count(n+l.hidden, "shared value"), count(len(slices.Compact(holders)), "account")))
	}
	return fmt.Sprintf("What the accounts of %s share. %s.", name, strings.Join(parts, "; "))
}
