package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: hand-over
// Family: timing
// Measures: whether one account takes over where another stops, within a minute,
// again and again: accounts that take tasks off one queue.
// Formula: e = (begins of sessions by other accounts of the group in the minute
// after each end of a session − in the minute before it) / ends; a session ends
// with ten minutes of silence. Independent accounts have as many before as after
// at any hour, so e is 0 for them whatever their number. Classes: e below .1 or
// within six of its standard deviations; up to .4; above
// Unit: class
// Fooled by: hours of their own for every account, which leave nothing; agents
// that call each other, evaluations that run key after key. A pool of keys that
// spreads every minute over all keys has no sessions to hand over.
// Source: hand-over of queues in published campaigns ("load balancing"); on the
// range's development worlds .89 to .93 for queues, .72 for multi-agent systems,
// within .02 of 0 for unrelated accounts, −.16 to .04 for all others
// Needs: time
var handOver = detector{
	name: "hand-over", family: link.Timing, needs: []string{"time"},
	measure: func(v *view) (float64, bool) {
		share, z, ok := handOvers(v)
		switch {
		case !ok:
			return 0, false
		case share < .1 || z < 6:
			return 0, true
		case share < .4:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.62, .08, .3}, crowdH: classes{.985, .01, .005}, organisationH: classes{.95, .04, .01},
		resellerH: classes{.85, .1, .05}, campusH: classes{.97, .02, .01}, fleetH: classes{.45, .15, .4},
		evaluationH: classes{.7, .15, .15}, vendorH: classes{.96, .03, .01},
		appH:   classes{.97, .02, .01},
		usersH: classes{.97, .02, .01},
	},
	reason: func(v *view, x float64) string {
		share, _, _ := handOvers(v)
		if x == 0 {
			return "its accounts begin and end their sessions independently of each other"
		}
		return fmt.Sprintf("when one of its accounts stops, another begins within a minute in %s of cases more than by chance", percent(share))
	},
}
