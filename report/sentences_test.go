package report

import (
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
)

func TestErrorRate(t *testing.T) {
	named := []campaign.Group{{}}
	for _, c := range []struct {
		name      string
		found     []campaign.Group
		state     string
		drift     string
		want      string
		wantHolds bool
	}{
		{"calibrated", named, "calibrated", "none", "at most 1 in 100 is expected to be wrong", true},
		{"calibrated, first hunt", named, "calibrated", "not computable: there is no earlier hunt", "at most 1 in 100 is expected to be wrong", true},
		{"nothing named", nil, "calibrated", "none", "No group reached the level", true},
		{"drifted", named, "calibrated", "prompt lengths doubled", "does not hold", false},
		{"few groups", named, "weak", "none", "an aim, not as a measured rate", false},
		{"no groups", named, "none", "none", "No error rate can be stated", false},
	} {
		r := campaign.Result{FDR: .01, Campaigns: c.found, Calibration: campaign.Calibration{State: c.state, Drift: c.drift, Nulls: 3}}
		got, holds := errorRate(r)
		if !strings.Contains(got, c.want) || holds != c.wantHolds {
			t.Errorf("%s: %q (holds %v), want %q (%v)", c.name, got, holds, c.want, c.wantHolds)
		}
	}
}

func TestCalibrationWords(t *testing.T) {
	got := calibrationWords(campaign.Calibration{Method: "groups drawn from all", Nulls: 400, Blocks: 2100, Drift: "not computable: there is no earlier hunt"})
	want := "Groups drawn from all. It rests on 400 benign groups drawn from 2,100 accounts of this very traffic. Whether the reference has drifted could not be computed: there is no earlier hunt."
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNotComputableGathersByFields(t *testing.T) {
	got := notComputable(campaign.Result{NotComputable: []campaign.NotComputable{
		{Detector: "shared-signup_day", Family: "lifecycle", Missing: []string{"created"}},
		{Detector: "payer", Family: "payment", Missing: []string{"payment.fingerprint"}},
		{Detector: "burst", Family: "lifecycle", Missing: []string{"created"}},
	}})
	if len(got) != 2 || strings.Join(got[0].Detectors, "; ") != "shared sign-up day (sign-up and use); burst (sign-up and use)" {
		t.Errorf("got %+v", got)
	}
}
