package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: clock
// Family: timing
// Measures: what sets the hours of the accounts: nothing (round the clock), a
// person's day, fixed hours of work, or a timer.
// Formula: mean cosine of the phase difference between begins of sessions of one
// account, over a day, an hour and a minute: C = Σ w(|Σe^{iφ}|² − n)/(n(n−1)) /
// Σ w, w = min(n,50), unbiased, 0 at random, 1 for a clock. Classes: C over a day
// below .12; up to .6; up to .93; above, or above .3 over an hour or a minute
// Unit: class
// Fooled by: an operator who keeps people's hours; time zones, which it does not
// need to know; jobs on a timer that are nobody's harvest.
// Source: squared resultant of the Rayleigh test, its own pairs taken out
// (Mardia and Jupp, Directional Statistics, 2000); on the range's development
// worlds people .32 to .42, queues, resellers and gateways −.01 to .02, offices
// .6, labelling .82, classes .86, evaluation .97
// Needs: time
var clock = detector{
	name: "clock", family: link.Timing, needs: []string{"time"},
	measure: func(v *view) (float64, bool) {
		day, ok := coherence(v, dayMicros)
		if !ok {
			return 0, false
		}
		hour, _ := coherence(v, hourMicros)
		minute, _ := coherence(v, minuteMicros)
		switch {
		case day >= .93, hour >= .3, minute >= .3:
			return 3, true
		case day >= .6:
			return 2, true
		case day >= .12:
			return 1, true
		}
		return 0, true
	},
	expect: expectations{
		campaignH: classes{.4, .5, .05, .05}, crowdH: classes{.02, .91, .06, .01}, organisationH: classes{.02, .5, .46, .02},
		resellerH: classes{.6, .3, .08, .02}, campusH: classes{.02, .76, .2, .02}, fleetH: classes{.4, .5, .04, .06},
		evaluationH: classes{.15, .2, .25, .4}, vendorH: classes{.02, .3, .64, .04},
		appH:   classes{.3, .4, .25, .05},
		usersH: classes{.02, .6, .36, .02},
	},
	reason: func(v *view, x float64) string {
		switch x {
		case 0:
			return "its accounts are at work round the clock"
		case 2:
			return "its accounts keep fixed hours"
		case 3:
			return "its accounts begin as by a timer"
		}
		day, _ := coherence(v, dayMicros)
		return fmt.Sprintf("its accounts keep hours as people do (coherence %.2f over a day)", day)
	},
}
