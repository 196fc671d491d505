package report

import (
	"fmt"

	"github.com/stillhunt/stillhunt/campaign"
)

// limits says what a hunt could not have seen, a sentence each: what no run of
// this version sees, and what this input was too short or too poor for.
func limits(r campaign.Result) []string {
	out := []string{
		fmt.Sprintf("Operators of fewer than %d accounts: below that a household, a small team and a handful of keys look the same.", campaign.Least),
		"Operators whose accounts share nothing: each with a network, a card, a device, a sign-up day and wording of its own.",
	}
	if span := windowWords(r.Input.From, r.Input.To); span != "" {
		out = append(out, fmt.Sprintf("Anything that is not in this log, %s: harvesting before or after it, and accounts of other providers.", span))
	}
	if len(r.NotComputable) > 0 {
		out = append(out, fmt.Sprintf("Whatever only the %s above could have shown.", count(len(r.NotComputable), "detector")+" that lacked a field"))
	}
	return out
}
