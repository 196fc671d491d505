package report

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/stillhunt/stillhunt/hunt"
)

// timeline is the drawing of a group's exchanges over time, with all traffic
// faint behind it. The two have scales of their own: a campaign may be a
// thousandth of the traffic.
type timeline struct {
	SVG         template.HTML
	Unit        string // what one column is: "day" or "week"
	Peak        string // of the group
	TotalPeak   string // of all traffic
	First, Last string
	Middle      string
	Columns     int
	Releases    string // the models that came out meanwhile, in words; empty if none is known
}

// Release is a model and the day it came out.
type Release struct {
	Model string
	Day   int64 // days since 1970 UTC
}

// weekFrom is how many days are drawn as weeks.
const weekFrom = 120

// drawTimeline draws the days of a group over the days of all traffic, both
// sorted by day, and marks releases; nil if there are no days.
func drawTimeline(own, all []hunt.DayRecord, releases []Release, name string) *timeline {
	if len(own) == 0 {
		return nil
	}
	first, last := own[0].Day, own[len(own)-1].Day
	if len(all) > 0 {
		first, last = min(first, all[0].Day), max(last, all[len(all)-1].Day)
	}
	step, unit := int64(1), "day"
	if last-first+1 > weekFrom {
		step, unit = 7, "week"
	}
	n := int((last-first)/step) + 1
	mine, total := columns(own, first, step, n), columns(all, first, step, n)
	peak, top := highest(mine), highest(total)

	const height = 100.0
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="timeline" viewBox="0 0 %d %d" preserveAspectRatio="none" role="img"><title>%s</title>`,
		n*10, int(height), template.HTMLEscapeString(fmt.Sprintf("Exchanges a %s of %s, at most %s; all traffic behind it, at most %s.", unit, name, Thousands(peak), Thousands(top))))
	if top > 0 {
		fmt.Fprintf(&b, `<path class="all" d="M0 %d`, int(height))
		for i, v := range total {
			y := coordinate(height - height*float64(v)/float64(top))
			fmt.Fprintf(&b, "L%d %sL%d %s", i*10, y, i*10+10, y)
		}
		fmt.Fprintf(&b, `L%d %dZ"/>`, n*10, int(height))
	}
	b.WriteString(`<path class="own" d="`)
	for i, v := range mine {
		if v == 0 {
			continue
		}
		h := max(1.5, height*.92*float64(v)/float64(peak))
		fmt.Fprintf(&b, "M%s %dv-%sh5v%sz", coordinate(float64(i*10)+2.5), int(height), coordinate(h), coordinate(h))
	}
	b.WriteString(`"/>`)
	var came []string
	for _, r := range releases {
		if r.Day < first || r.Day > last {
			continue
		}
		x := coordinate(float64(r.Day-first) / float64(step) * 10)
		fmt.Fprintf(&b, `<path class="release" vector-effect="non-scaling-stroke" d="M%s 0V%d"/>`, x, int(height))
		came = append(came, Printable(r.Model)+" on "+dayDate(r.Day))
	}
	b.WriteString(`</svg>`)
	return &timeline{
		SVG: template.HTML(b.String()), Unit: unit, Peak: Thousands(peak), TotalPeak: Thousands(top),
		First: dayDate(first), Middle: dayDate(first + (last-first)/2), Last: dayDate(last), Columns: n,
		Releases: strings.Join(came, ", "),
	}
}

// columns sums days into n columns of step days from first on.
func columns(days []hunt.DayRecord, first, step int64, n int) []int64 {
	out := make([]int64, n)
	for _, d := range days {
		if i := (d.Day - first) / step; i >= 0 && i < int64(n) {
			out[i] += d.Exchanges
		}
	}
	return out
}

func highest(v []int64) int64 {
	top := int64(0)
	for _, x := range v {
		top = max(top, x)
	}
	return top
}

// byGroup cuts days, sorted by group, into the days of each group.
func byGroup(days []hunt.DayRecord) map[string][]hunt.DayRecord {
	out := map[string][]hunt.DayRecord{}
	for start := 0; start < len(days); {
		end := start
		for end < len(days) && days[end].Group == days[start].Group {
			end++
		}
		out[days[start].Group] = days[start:end]
		start = end
	}
	return out
}
