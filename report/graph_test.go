package report

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/hunt"
)

// The drawing is the same whatever the order of the rows, and stays in its frame.
func TestGraph(t *testing.T) {
	for _, n := range []int{2, 46, 60, 61, 500} {
		w := newWorld(5, 10, 5)
		w.add("heron", "", n, 0, 4)
		rows := w.links
		svg := string(newGraph(rows).draw("heron"))
		shuffled := slices.Clone(rows)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if string(newGraph(shuffled).draw("heron")) != svg {
			t.Errorf("%d accounts: the drawing depends on the order of the rows", n)
		}
		if dots := strings.Count(svg, "<circle"); dots != min(n, dotsLimit) {
			t.Errorf("%d accounts: %d dots", n, dots)
		}
		if len(svg) > 150_000 {
			t.Errorf("%d accounts: the drawing has %d bytes", n, len(svg))
		}
		for _, m := range regexp.MustCompile(`(?:cx|x)="(-?[\d.]+)"`).FindAllStringSubmatch(svg, -1) {
			if x, err := strconv.ParseFloat(m[1], 64); err != nil || x < 0 || x > graphWidth {
				t.Errorf("%d accounts: something is drawn at x = %s", n, m[1])
			}
		}
	}
}

func TestGraphOfNothingShared(t *testing.T) {
	if g := newGraph([]hunt.LinkRecord{{Account: "a", Family: "payment", Trait: "card", Value: "1"}, {Account: "b", Family: "payment", Trait: "card", Value: "2"}}); g != nil {
		t.Error("a graph of values that nobody shares is drawn")
	}
}

func TestGraphKeepsTheMostSharedValues(t *testing.T) {
	var rows []hunt.LinkRecord
	for v := range 40 {
		for a := range v + 2 {
			rows = append(rows, hunt.LinkRecord{Account: fmt.Sprintf("%03d", a), Family: "network", Trait: "network", Value: fmt.Sprint(v)})
		}
	}
	g := newGraph(rows)
	if l := g.lanes[0]; len(l.values) != hunt.DrawnValues || l.hidden != 40-hunt.DrawnValues || len(l.values[0].holders) < 42-hunt.DrawnValues {
		t.Errorf("%d values drawn, %d hidden, the first with %d holders", len(l.values), l.hidden, len(l.values[0].holders))
	}
}

func TestTimeline(t *testing.T) {
	day := func(d, n int64) hunt.DayRecord { return hunt.DayRecord{Day: 20000 + d, Exchanges: n} }
	all := []hunt.DayRecord{day(0, 50), day(1, 70), day(9, 60)}
	l := drawTimeline([]hunt.DayRecord{day(1, 7), day(2, 9)}, all, []Release{{"atlas-3", day(2, 0).Day}, {"later", day(900, 0).Day}}, "heron")
	if l.Releases != "atlas-3 on "+dayDate(day(2, 0).Day) || strings.Count(string(l.SVG), "class=\"release\"") != 1 {
		t.Errorf("releases %q in %s", l.Releases, l.SVG)
	}
	if l.Unit != "day" || l.Columns != 10 || l.Peak != "9" || l.TotalPeak != "70" {
		t.Errorf("got %d columns a %s, peaks %s and %s", l.Columns, l.Unit, l.Peak, l.TotalPeak)
	}
	if n := strings.Count(string(l.SVG), "h5v"); n != 2 {
		t.Errorf("%d bars, want 2", n)
	}
	year := drawTimeline([]hunt.DayRecord{day(0, 1), day(1, 2), day(364, 3)}, nil, nil, "heron")
	if year.Unit != "week" || year.Columns != 53 || year.Peak != "3" {
		t.Errorf("a year: %d columns a %s, peak %s", year.Columns, year.Unit, year.Peak)
	}
	if drawTimeline(nil, all, nil, "heron") != nil {
		t.Error("a time line of nothing is drawn")
	}
}
