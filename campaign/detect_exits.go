package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: exits
// Family: network
// Measures: how the group reaches the service: from one place, over a pool of
// exits that its accounts share by the handful, or each from its own.
// Formula: largest share of accounts seen in one network prefix ≥ .7: one place;
// else share that is seen in a prefix with another member ≥ .5: pool; else own
// Unit: class
// Fooled by: an exit for each account; carrier networks, whose customers share
// prefixes.
// Source: proxy networks of published campaigns; one NAT of a campus or office
// Needs: client.address
var exits = detector{
	name: "exits", family: link.Network, needs: []string{"client.address"},
	measure: func(v *view) (float64, bool) {
		largest, covered, ok := concentration(v, "network")
		if !ok {
			return 0, false
		}
		switch {
		case largest >= .7:
			return 0, true
		case covered >= .5:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.08, .55, .37}, crowdH: classes{.01, .19, .8}, organisationH: classes{.6, .2, .2},
		resellerH: classes{.5, .4, .1}, campusH: classes{.95, .04, .01}, fleetH: classes{.4, .2, .4},
		evaluationH: classes{.6, .2, .2}, vendorH: classes{.6, .2, .2},
		appH:   classes{.2, .4, .4},
		usersH: classes{.1, .4, .5},
		rushH:  classes{.05, .35, .6},
	},
	reason: func(v *view, x float64) string {
		largest, covered, _ := concentration(v, "network")
		switch x {
		case 0:
			return fmt.Sprintf("%s of its accounts come from one network", percent(largest))
		case 1:
			return fmt.Sprintf("%s of its accounts share exit networks by the handful, none carries more than %s", percent(covered), percent(largest))
		}
		return "most of its accounts have exit networks of their own"
	},
}
