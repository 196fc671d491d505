package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: replay
// Family: replay
// Measures: whether the accounts present sealed reasoning that was issued to
// another account, outside of the conversation it belongs to.
// Formula: share, of the presented blocks whose one issuing exchange is known,
// of those that another account was issued and that stand in an exchange without
// a history (a first turn, no tool's loop) or in a conversation that both name
// and name differently; mean over accounts, weights min(blocks,50). Classes:
// below .02, up to .2, above; fifty blocks at least
// Unit: class
// Fooled by: a forged history around the block, which looks like a pool of keys
// (see pooled). Not fooled by the benign causes, each with a fixture: gateways
// that serialise blocks anew or put constants present what nobody, or several,
// were issued; failover between providers brings blocks of nobody here; a
// compacted history carries an account's own blocks into a first turn; accounts
// of one organisation share theirs; a pool of keys goes on with the conversation.
// Source: replay of reasoning across sessions in two published campaigns; the
// benign causes from public threads of gateways and agents. On the range's
// development worlds 1.0 for the replaying campaign, 0 for everybody else
// Needs: stillhunt.reasoning.issued, stillhunt.reasoning.presented
var replay = detector{
	name: "replay", family: link.Replay, behaviour: true,
	needs: []string{"stillhunt.reasoning.issued", "stillhunt.reasoning.presented"},
	measure: func(v *view) (float64, bool) {
		moved, _, ok := ledgerShares(v)
		return shareClass(moved), ok
	},
	expect: expectations{
		campaignH: classes{.84, .04, .12}, crowdH: classes{.985, .012, .003}, organisationH: classes{.97, .025, .005},
		resellerH: classes{.93, .055, .015}, campusH: classes{.985, .012, .003}, fleetH: classes{.96, .03, .01},
		evaluationH: classes{.97, .02, .01}, vendorH: classes{.975, .02, .005},
		appH:   classes{.975, .02, .005},
		usersH: classes{.975, .02, .005},
	},
	reason: func(v *view, x float64) string {
		moved, _, _ := ledgerShares(v)
		if x == 0 {
			return "the reasoning that its accounts present was issued where they present it"
		}
		return fmt.Sprintf("%s of the reasoning blocks that its accounts present were issued to another account, in another place", percent(moved))
	},
}

// shareClass sorts a share of the ledger: below .02, up to .2, above.
func shareClass(x float64) float64 {
	switch {
	case x < .02:
		return 0
	case x < .2:
		return 1
	}
	return 2
}
