package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: pooled
// Family: replay
// Measures: whether conversations go on under other accounts: a block comes back
// in a later turn, under another key than it was issued to. That is what a pool
// of keys does; by itself it harvests nothing.
// Formula: share, of the presented blocks whose one issuing exchange is known,
// of those that another account was issued and that stand where a history is, or
// in the same named conversation; mean over accounts, weights min(blocks,50).
// Classes: below .02, up to .2, above; fifty blocks at least
// Unit: class
// Fooled by: an operator who forges histories around replayed blocks.
// Source: public threads on gateways that balance or fail over between keys; on
// the range's development worlds 1.0 for pooling gateways, 0 for everybody else
// Needs: stillhunt.reasoning.issued, stillhunt.reasoning.presented
var pooled = detector{
	name: "pooled", family: link.Replay,
	needs: []string{"stillhunt.reasoning.issued", "stillhunt.reasoning.presented"},
	measure: func(v *view) (float64, bool) {
		_, continued, ok := ledgerShares(v)
		return shareClass(continued), ok
	},
	expect: expectations{
		campaignH: classes{.86, .06, .08}, crowdH: classes{.985, .01, .005}, organisationH: classes{.93, .05, .02},
		resellerH: classes{.66, .09, .25}, campusH: classes{.985, .01, .005}, fleetH: classes{.85, .08, .07},
		evaluationH: classes{.96, .03, .01}, vendorH: classes{.97, .02, .01},
		appH:   classes{.94, .04, .02},
		usersH: classes{.98, .015, .005},
	},
	reason: func(v *view, x float64) string {
		_, continued, _ := ledgerShares(v)
		if x == 0 {
			return "its accounts do not go on with each other's conversations"
		}
		return fmt.Sprintf("%s of the reasoning blocks that its accounts present come back under another account than they were issued to, as in a pool of keys", percent(continued))
	},
}
