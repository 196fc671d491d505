package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: joint
// Family: timing
// Measures: whether the accounts begin or stop together.
// Formula: the larger of the largest shares of accounts that sent their first
// exchange, or their last one, within half a day; firsts and lasts within four
// days of the hunt's edges are none (a weekend is no end), accounts active on
// fewer than three days are left out. Classes: below .3, up to .6, above
// Unit: class
// Fooled by: an event, a company's first day and a term's end; suspending an
// innocent group, which stops it.
// Source: pools in published campaigns end with their ban and begin within a day;
// on the range's development worlds 1 for a pool before or after a ban, 1 for
// hackathons, .01 to .1 for unrelated accounts
// Needs: time
var joint = detector{
	name: "joint", family: link.Timing, needs: []string{"time"},
	measure: func(v *view) (float64, bool) {
		starts, stops, ok := jointEdges(v)
		x := math.Max(starts, stops)
		switch {
		case !ok:
			return 0, false
		case x < .3:
			return 0, true
		case x < .6:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.76, .1, .14}, crowdH: classes{.98, .015, .005}, organisationH: classes{.85, .1, .05},
		resellerH: classes{.91, .06, .03}, campusH: classes{.74, .08, .18}, fleetH: classes{.85, .08, .07},
		evaluationH: classes{.85, .1, .05}, vendorH: classes{.85, .1, .05},
		appH:   classes{.91, .06, .03},
		usersH: classes{.8, .1, .1},
		rushH:  classes{.65, .15, .2},
	},
	reason: func(v *view, _ float64) string {
		starts, stops, _ := jointEdges(v)
		return fmt.Sprintf("%s of its accounts began within half a day, %s stopped within half a day", percent(starts), percent(stops))
	},
}
