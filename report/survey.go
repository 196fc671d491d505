package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer"
)

// Survey writes what inputs were found to hold, which of the record's keys
// their exchanges carry, and which detectors can run on them.
func Survey(w io.Writer, inputs []importer.Survey, can []string, cannot []campaign.NotComputable, width int, colour bool) error {
	t := newText(w, width, colour)
	var exchanges int64
	fields, unknown := map[string]int64{}, map[string]int64{}
	for _, s := range inputs {
		exchanges += s.Exchanges
		for name, n := range s.Fields {
			fields[name] += n
		}
		for name, n := range s.Unknown {
			unknown[name] += n
		}
		t.surveyed(s)
	}
	if exchanges == 0 {
		return t.err
	}
	t.line("")
	t.line(t.bold("Share of the exchanges that carry a key"))
	for _, name := range exchange.AllFields.Names() {
		n := fields[name]
		share := "–"
		if n > 0 {
			share = percent(float64(n) / float64(exchanges))
		}
		row := fmt.Sprintf("  %5s  %s", share, name)
		if n == 0 {
			row = t.dim(row)
		}
		t.line(row)
	}
	if len(unknown) > 0 {
		names := make([]string, 0, len(unknown))
		for name := range unknown {
			names = append(names, Printable(name))
		}
		slices.Sort(names)
		t.lines("Not read    ", strings.Join(names, ", "), 4)
	}
	t.line("")
	t.detectors(can, cannot)
	return t.err
}

// surveyed takes a line for an input, and more for what was wrong with it.
func (t *text) surveyed(s importer.Survey) {
	format := s.Format
	if format == "" {
		format = "empty"
	}
	says := []string{count(s.Exchanges, "exchange")}
	for _, n := range []struct {
		n    int64
		what string
	}{{s.Duplicates, "of them there before"}, {s.Others, "other records"}, {s.Rejected, "rejected"}} {
		if n.n > 0 {
			says = append(says, fmt.Sprintf("%s %s", Thousands(n.n), n.what))
		}
	}
	t.para(Printable(s.Input)+"  ", t.bold(format)+": "+strings.Join(says, ", "))
	for _, r := range s.Worst {
		t.lines("    ", Printable(r.Error()), 3)
	}
}

// detectors says what can run, and what for want of which keys cannot.
func (t *text) detectors(can []string, cannot []campaign.NotComputable) {
	words := make([]string, len(can))
	for i, d := range can {
		words[i] = detectorWords(d)
	}
	t.line(t.bold("Detectors and shared values that can be computed from this log"))
	t.para("  ", strings.Join(words, ", "))
	if len(cannot) == 0 {
		return
	}
	t.line("")
	t.line(t.bold("That cannot, with the keys that they lack"))
	t.para("  ", "Account facts (hunt --accounts) are not part of the log: what needs created, payment, email, device, signup or suspended_at runs with them.")
	for _, m := range notComputable(campaign.Result{NotComputable: cannot}) {
		t.lines("  "+t.warn(strings.Join(m.Fields, ", "))+"  ", strings.Join(m.Detectors, ", "), 0)
	}
}
