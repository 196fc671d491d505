package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: self-succession
// Family: timing
// Measures: whether an account goes on once it has begun. People and workers send
// in sessions; a round-robin gives every account its turn and comes back late.
// Formula: S = exchanges followed by another of the same account within ten
// minutes / the number expected if each account's exchanges came at random over
// its active span. Classes: above 1.2 (sessions), down to .2 (at random), below
// (in turn). No account counts for more than 50 exchanges
// Unit: class
// Fooled by: a scheduler that gives an account several tasks in a row, which
// looks like a session.
// Source: Stillhunt's prototype: round-robin .0002, people 3.7; on the range's
// development worlds people 4 to 10, queues that deal runs of tasks 2 to 5, the
// hidden form 3.6, multi-agent systems 1.8 to 2.3, pools of keys 1.0
// Needs: time
var selfSuccession = detector{
	name: "self-succession", family: link.Timing, needs: []string{"time"},
	measure: func(v *view) (float64, bool) {
		x, ok := ownSuccession(v)
		switch {
		case !ok:
			return 0, false
		case x >= 1.2:
			return 0, true
		case x >= .2:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.8, .12, .08}, crowdH: classes{.97, .025, .005}, organisationH: classes{.97, .025, .005},
		resellerH: classes{.7, .25, .05}, campusH: classes{.97, .025, .005}, fleetH: classes{.8, .15, .05},
		evaluationH: classes{.83, .12, .05}, vendorH: classes{.97, .025, .005},
		appH:   classes{.95, .045, .005},
		usersH: classes{.97, .025, .005},
	},
	reason: func(v *view, _ float64) string {
		x, _ := ownSuccession(v)
		return fmt.Sprintf("an account of it goes on within ten minutes %.2g times as often as by chance; people work in sessions", x)
	},
}
