package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stillhunt/stillhunt/campaign"
)

func TestSummary(t *testing.T) {
	for _, width := range []int{20, 80, 120, 400} {
		for _, colour := range []bool{false, true} {
			var b strings.Builder
			if err := Summary(&b, typical().data(), width, colour); err != nil {
				t.Fatal(err)
			}
			out := b.String()
			t.Log("\n" + out)
			if strings.Contains(out, "\x1b") != colour {
				t.Errorf("colour asked %v, but not so", colour)
			}
			limit := max(60, min(width, 110))
			for line := range strings.Lines(out) {
				if n := visible(strings.TrimRight(line, "\n")); n > limit {
					t.Errorf("a line of %d columns on a terminal of %d: %s", n, width, line)
				}
			}
			if n := strings.Count(out, "\n"); width >= 80 && n > 34 {
				t.Errorf("%d lines are not read in ten seconds", n)
			}
			flat := strings.Join(strings.Fields(out), " ")
			for _, want := range []string{"Two campaigns are named", "very likely (80–95 %), high confidence", "84 accounts", "5–15 Mar 2026", "math 58 %", "88 % of its accounts share a card",
				"a campus or an office", "at most 1 in 100", "stillhunt.client.ja4", "stillhunt-hunt/report.html"} {
				if !strings.Contains(flat, want) {
					t.Errorf("width %d: the summary does not say %q", width, want)
				}
			}
		}
	}
}

func TestSummaryCountsTheRest(t *testing.T) {
	var b strings.Builder
	if err := Summary(&b, crowded(20, 12).data(), 80, false); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "12 more campaigns") {
		t.Error("campaigns that are not shown are not counted")
	}
}

// A name from the log cannot steer the terminal.
func TestSummaryIsPlain(t *testing.T) {
	w := newWorld(3, 10, 3)
	w.add("a\x1b[31mred\u202ename", "", 12, 0, 2)
	var b strings.Builder
	if err := Summary(&b, w.finish().data(), 80, false); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(b.String(), "\x1b\u202e") {
		t.Errorf("control characters reach the terminal: %q", b.String())
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"incomprehensibilities are long", 10, []string{"incomprehensibilities", "are long"}},
		{"share 88 % more", 9, []string{"share", "88 % more"}},
		{"\x1b[1mone\x1b[0m two", 7, []string{"\x1b[1mone\x1b[0m two"}},
	} {
		got := wrap(c.in, c.width)
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
		}
		for _, row := range got {
			if !utf8.ValidString(row) {
				t.Errorf("row %q is cut inside a letter", row)
			}
		}
	}
}

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		Thousands(int64(-1234567)): "-1,234,567",
		count(1, "account"):        "1 account",
		count(2104, "family"):      "2,104 families",
		percent(0):                 "0 %",
		percent(.0004):             "< 0.1 %",
		percent(.0042):             "0.4 %",
		percent(.9999):             "> 99.9 %",
		percent(.995):              "99.5 %",
		percent(1):                 "100 %",
		window("2026-03-03T01:00:00Z", "2026-03-03T23:00:00Z"): "3 Mar 2026",
		window("2026-03-03T01:00:00Z", "2026-03-14T23:00:00Z"): "3–14 Mar 2026",
		window("2026-02-27T01:00:00Z", "2026-03-14T23:00:00Z"): "27 Feb – 14 Mar 2026",
		window("2025-12-30T01:00:00Z", "2026-01-02T23:00:00Z"): "30 Dec 2025 – 2 Jan 2026",
		window("", ""):  "no exchanges",
		odds(0):         "about even",
		odds(-1.1):      "3 to 1",
		odds(6.2):       "about 490 to 1",
		odds(60):        "more than a million to 1",
		natsWords(-.04): "0.0",
		natsWords(-.7):  "−0.7",
		oneIn(.01):      "1 in 100",
		qWords(2e-9):    "< 0.000001",
		qWords(.00012):  "0.00012",
		interval(campaign.Interval{Low: 3, High: 3}):         "3",
		interval(campaign.Interval{Low: 1199.6, High: 1300}): "1,200–1,300",
		likelihoodWords("very likely"):                       "very likely (80–95 %)",
		likelihoodWords("odd"):                               "odd",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
