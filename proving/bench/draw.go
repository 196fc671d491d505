package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/proving/plot"
)

// Measures of the drawing.
const (
	width, height            = 760., 440.
	left, right, top, bottom = 90., 730., 70., 370.
)

// axis is a logarithmic axis.
type axis struct {
	from, to float64 // on paper
	ticks    []float64
}

// newAxis covers values, which are above 0.
func newAxis(from, to, low, high float64) axis {
	a := axis{from: from, to: to, ticks: []float64{plot.Tick(low / 2)}}
	for a.ticks[len(a.ticks)-1] < high || len(a.ticks) < 2 {
		a.ticks = append(a.ticks, plot.Tick(1.5*a.ticks[len(a.ticks)-1]))
	}
	return a
}

func (a axis) at(v float64) float64 {
	first, last := a.ticks[0], a.ticks[len(a.ticks)-1]
	return a.from + math.Log(v/first)/math.Log(last/first)*(a.to-a.from)
}

// draw draws the time of hunts against their exchanges, and the time that the
// smallest would grow to in proportion.
func draw(path string, all []hunted) error {
	least, most := all[0], all[0]
	low, high := math.Inf(1), 0.
	for _, h := range all {
		if h.exchanges < least.exchanges {
			least = h
		}
		if h.exchanges > most.exchanges {
			most = h
		}
		low, high = min(low, h.took.Seconds()), max(high, h.took.Seconds())
	}
	linear := least.took.Seconds() * float64(most.exchanges) / float64(least.exchanges)
	x := newAxis(left, right, float64(least.exchanges), float64(most.exchanges))
	y := newAxis(bottom, top, min(low, linear), max(high, linear))
	var b strings.Builder
	const title = "Time of a hunt against exchanges"
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" aria-labelledby="t">`+"\n", width, height)
	fmt.Fprintf(&b, "<title id=\"t\">%s</title>\n%s", title, plot.Look)
	fmt.Fprintf(&b, `<rect class="page" width="%g" height="%g"/>`+"\n", width, height)
	plot.Label(&b, "title", "start", 16, 26, fmt.Sprintf("%s: time grows with the power %.3f", title, exponent(all)))
	plot.Label(&b, "quiet", "start", 16, 46, "both axes are logarithmic; dashed: in proportion to the smallest")
	for _, v := range x.ticks {
		fmt.Fprintf(&b, `<path class="grid" d="M%.1f %gV%g"/>`+"\n", x.at(v), top, bottom)
		plot.Label(&b, "quiet", "middle", x.at(v), bottom+20, strconv.FormatFloat(v/1e6, 'f', -1, 64)+" M")
	}
	for _, v := range y.ticks {
		fmt.Fprintf(&b, `<path class="grid" d="M%g %.1fH%g"/>`+"\n", left, y.at(v), right)
		plot.Label(&b, "quiet", "end", left-10, y.at(v)+4, plot.Whole(v)+" s")
	}
	plot.Label(&b, "quiet", "middle", (left+right)/2, bottom+46, "exchanges")
	fmt.Fprintf(&b, `<path class="half" d="M%.1f %.1fL%.1f %.1f"/>`+"\n", x.at(float64(least.exchanges)), y.at(least.took.Seconds()), x.at(float64(most.exchanges)), y.at(linear))
	for i, h := range all {
		cx, cy := x.at(float64(h.exchanges)), y.at(h.took.Seconds())
		if i > 0 {
			before := all[i-1]
			fmt.Fprintf(&b, `<path class="least" d="M%.1f %.1fL%.1f %.1f"/>`+"\n", x.at(float64(before.exchanges)), y.at(before.took.Seconds()), cx, cy)
		}
		fmt.Fprintf(&b, `<circle class="ours dot" cx="%.1f" cy="%.1f" r="5"/>`+"\n", cx, cy)
		plot.Label(&b, "ours", "end", cx-10, cy-8, duration(h.took.Seconds()))
	}
	b.WriteString("</svg>\n")
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

// duration writes seconds to the next whole one.
func duration(s float64) string {
	d := time.Duration(s * float64(time.Second)).Round(time.Second).String()
	if long, ok := strings.CutSuffix(d, "m0s"); ok {
		d = long + "m"
	}
	return d
}
