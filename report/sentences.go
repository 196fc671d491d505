package report

import (
	"fmt"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
)

// headline is the hunt in one sentence.
func headline(r campaign.Result) string {
	in := r.Input
	span := windowWords(in.From, in.To)
	if span != "" {
		span = " " + span
	}
	if len(r.Campaigns) == 0 {
		return fmt.Sprintf("No campaign is named in %s of %s%s.", count(in.Exchanges, "exchange"), count(in.Accounts, "account"), span)
	}
	accounts, exchanges := totals(r.Campaigns)
	noun := "campaigns are"
	if len(r.Campaigns) == 1 {
		noun = "campaign is"
	}
	return fmt.Sprintf("%s %s named: %s of %s accounts sent %s of the %s exchanges%s.",
		spelled(len(r.Campaigns)), noun, Thousands(accounts), Thousands(in.Accounts), Thousands(exchanges), Thousands(in.Exchanges), span)
}

// totals sums accused accounts and their exchanges.
func totals(groups []campaign.Group) (accounts int, exchanges int64) {
	for _, g := range groups {
		accounts += g.Accounts
		exchanges += g.Exchanges
	}
	return accounts, exchanges
}

// errorRate states how often a named campaign is wrong, and whether the
// statement holds.
func errorRate(r campaign.Result) (sentence string, holds bool) {
	rate := oneIn(r.FDR)
	c := r.Calibration
	switch {
	case drifted(c):
		return fmt.Sprintf("The stated error rate (%s) does not hold for this hunt: the reference has drifted (%s).", rate, c.Drift), false
	case c.State == "calibrated" && len(r.Campaigns) == 0:
		return fmt.Sprintf("No group reached the level at which at most %s named campaigns is expected to be wrong.", rate), true
	case c.State == "calibrated":
		return fmt.Sprintf("Of the campaigns named, at most %s is expected to be wrong.", rate), true
	case c.State == "weak":
		return fmt.Sprintf("The aim is at most %s wrong among the campaigns named, but only %s of unrelated accounts could be drawn from this traffic: take it as an aim, not as a measured rate.", rate, count(c.Nulls, "group")), false
	}
	return "No error rate can be stated: this traffic has too few unrelated accounts to calibrate on.", false
}

func drifted(c campaign.Calibration) bool {
	return c.Drift != "" && c.Drift != "none" && !strings.HasPrefix(c.Drift, "not computable")
}

// calibrationWords say what the error rate rests on.
func calibrationWords(c campaign.Calibration) string {
	var s []string
	if c.Method != "" {
		s = append(s, strings.TrimSuffix(capital(c.Method), ".")+".")
	}
	if c.Nulls > 0 {
		s = append(s, fmt.Sprintf("It rests on %s drawn from %s of this very traffic.", count(c.Nulls, "benign group"), count(c.Blocks, "account")))
	}
	switch {
	case c.Drift == "none":
		s = append(s, "The reference has not drifted.")
	case drifted(c):
		s = append(s, "Drift: "+strings.TrimSuffix(c.Drift, ".")+".")
	default:
		why := ""
		if _, reason, ok := strings.Cut(c.Drift, ": "); ok {
			why = ": " + strings.TrimSuffix(reason, ".")
		}
		s = append(s, "Whether the reference has drifted could not be computed"+why+".")
	}
	return strings.Join(s, " ")
}

// missing is a set of fields and the detectors that they would switch on.
type missing struct {
	Fields    []string
	Detectors []string // "exits (networks)"
}

// notComputable gathers what could not be computed by the fields that lack, in
// the order of the result.
func notComputable(r campaign.Result) []missing {
	at := map[string]int{}
	var out []missing
	for _, n := range r.NotComputable {
		k := strings.Join(n.Missing, "\x00")
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, missing{Fields: n.Missing})
		}
		out[i].Detectors = append(out[i].Detectors, detectorWords(n.Detector)+" ("+strings.ToLower(familyWords(n.Family))+")")
	}
	return out
}
