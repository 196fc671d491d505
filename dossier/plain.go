package dossier

import (
	"strings"

	"github.com/stillhunt/stillhunt/dossier/claim"
)

// Plain is the least letter: counts, window, error rate, innocents and rivals, in
// plain sentences, rendered to nothing.
type Plain struct{}

// Prices implements Author: there are none.
func (Plain) Prices(*Case) ([]Price, error) { return nil, nil }

// accused is the condition that a record is of an accused account.
var accused = map[string]any{"account.accused": true}

// Claims implements Author.
func (Plain) Claims(c *Case) ([]Claim, error) {
	over := func(id, unit, op, field string) Claim {
		return Claim{ID: id, Unit: unit, Status: Observed, How: claim.How{Op: op, Kind: KindObservation, Field: field, Where: accused}}
	}
	out := []Claim{
		{ID: "accounts", Unit: "accounts", Status: Observed, How: claim.How{Op: claim.Count, Kind: KindAccount, Where: map[string]any{"accused": true}}},
		over("exchanges", "exchanges", claim.Count, ""),
		over("first", "time", claim.Min, "time"),
		over("last", "time", claim.Max, "time"),
		over("networks", "networks", claim.Distinct, "network"),
		over("output-tokens", "tokens", claim.Sum, "output"),
		{ID: "account-days", Unit: "days", Status: Observed, How: claim.How{Op: claim.Sum, Kind: KindAccount, Field: "days", Where: map[string]any{"accused": true}}},
		{ID: "per-account-day", Unit: "exchanges", Status: Observed, How: claim.How{Op: claim.Ratio, Of: []string{"exchanges", "account-days"}}},
		{ID: "candidates", Unit: "groups", Status: Observed, How: claim.How{Op: claim.Count, Kind: KindCandidate}},
		{ID: "p-value", Unit: "probability", Status: Inferred, How: claim.How{Op: claim.Tail}},
		{ID: "q-value", Unit: "probability", Status: Inferred, How: claim.How{Op: claim.BH}},
		{ID: "innocents", Unit: "accounts", Status: Inferred, How: claim.How{Op: claim.Innocents}},
	}
	for _, r := range c.Rivals {
		out = append(out, Claim{ID: "over-" + r.Hypothesis, Unit: "nats", Status: Inferred, How: claim.How{Op: claim.LogOdds, Rival: r.Hypothesis}})
	}
	x := c.Campaign.ExchangesAttributed
	return append(out, Claim{ID: "attributed", Value: x.Estimate, Low: &x.Low, High: &x.High, Unit: "exchanges", Status: Assessed,
		How: claim.How{Op: claim.Stated}, Note: "the hunt's estimate of what the operator sent, from prompt frames that are not sealed"}), nil
}

// Sentences implements Author.
func (Plain) Sentences(c *Case, claims []Claim) ([]Sentence, error) {
	out := []Sentence{
		{Section: "summary", Text: "We assess that {accounts} accounts have one operator; they sent {exchanges} exchanges from {first} to {last}, {per-account-day} per account and day.", Claims: []string{"accounts", "exchanges", "first", "last", "per-account-day"}},
		{Section: "summary", Text: "Of these, the operator sent {attributed} ({attributed.low} to {attributed.high}).", Claims: []string{"attributed"}},
		{Section: "summary", Text: "They came from {networks} networks and were answered with {output-tokens} tokens.", Claims: []string{"networks", "output-tokens"}},
		{Section: "doubt", Text: "Of {candidates} groups that were tested, as many false ones are expected among those named as a q-value of {q-value} says; its p-value is {p-value}.", Claims: []string{"candidates", "q-value", "p-value"}},
		{Section: "doubt", Text: "Among the accounts we expect {innocents} ({innocents.low} to {innocents.high}) that are not the operator's.", Claims: []string{"innocents"}},
	}
	for _, c := range claims {
		if rival, ok := strings.CutPrefix(c.ID, "over-"); ok {
			out = append(out, Sentence{Section: "rivals", Text: "Over the explanation " + rival + " a campaign is likelier by {" + c.ID + "} nats.", Claims: []string{c.ID}})
		}
	}
	return out, nil
}

// Render implements Author: there is nothing.
func (Plain) Render(Manifest, []Claim, []Sentence) (html, pdf []byte, err error) {
	return nil, nil, nil
}
