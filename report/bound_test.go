package report

import (
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
)

func TestBoundTable(t *testing.T) {
	b := newBoundTable(campaign.Result{FDR: .01, Calibration: campaign.Calibration{State: "calibrated", Drift: "none"}, Bound: fakeBound()})
	if b.Why != "" || len(b.Rows) != 5 || strings.Join(b.Shares, " ") != "0 % 30 % 60 %" {
		t.Fatalf("%+v", b)
	}
	if got := b.Rows[0].Means; got.Harvest != notKnown || got.Named[0] != notKnown {
		t.Errorf("what is not computable: %+v", got)
	}
	if got := b.Rows[0].Tasks; got.Harvest != "none" || got.Named[0] != "no" {
		t.Errorf("what is never seen: %+v", got)
	}
	if got := b.Rows[4]; got.Means.Harvest != "50 %" || got.Means.Named[0] != "yes" || got.Tasks.Harvest != "60 %" || got.Tasks.Named[0] != "yes" || got.Tasks.Named[1] != "mostly" || got.Tasks.Named[2] != "no" {
		t.Errorf("a thousand: %+v", got)
	}
	if strings.Contains(b.Lead, "aim") {
		t.Errorf("a rate that holds: %s", b.Lead)
	}
	drifted := newBoundTable(campaign.Result{FDR: .01, Calibration: campaign.Calibration{State: "drifted", Drift: "prompts grew"}, Bound: fakeBound()})
	if !strings.Contains(drifted.Lead, "does not hold") {
		t.Errorf("a rate that does not hold: %s", drifted.Lead)
	}
	none := newBoundTable(campaign.Result{Bound: campaign.Bound{Why: "nothing was calibrated"}})
	if none.Why != "nothing was calibrated" || len(none.Rows) != 0 {
		t.Errorf("nothing: %+v", none)
	}
	if old := newBoundTable(campaign.Result{}); old.Why == "" {
		t.Error("a hunt without the table says nothing")
	}
}

func TestBoundOnTheTerminal(t *testing.T) {
	var b strings.Builder
	x := newText(&b, 60, false)
	x.bound(campaign.Result{FDR: .01, Calibration: campaign.Calibration{State: "calibrated"}, Bound: fakeBound()})
	out := b.String()
	flat := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{"Could see at 0 %, 30 %, 60 % camouflage", "exits and cards from 30, 30, 100 accounts on", "tasks only from 100, 1,000, never"} {
		if !strings.Contains(flat, want) {
			t.Errorf("the sentence lacks %q:\n%s", want, out)
		}
	}
	for line := range strings.Lines(out) {
		if visible(strings.TrimRight(line, "\n")) > 60 {
			t.Errorf("wide: %q", line)
		}
	}
	b.Reset()
	x.bound(campaign.Result{Bound: campaign.Bound{Why: "nothing was calibrated"}})
	if got := b.String(); !strings.Contains(got, "not computable: nothing was calibrated") {
		t.Error(got)
	}
}
