package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: daily
// Family: timing
// Measures: how alike the accounts are day by day. Whoever deals tasks gives
// each account its share every day; people work on some days and not on others.
// Formula: log of (D / median D of random groups), D = Σ_d Var_d / Σ_d mean_d of
// the accounts' exchanges on day d, over accounts within their active span that
// day, silent days inside it counted, its first and last day and days at a
// plan's limit left out
// Unit: log ratio
// Fooled by: jobs on a timer, which send the same every day; days off that an
// operator deals to each account.
// Source: Stillhunt's prototype: schedulers .04 to 15, people 46; on the range's
// development worlds .25 to .3 (hidden 2.3, by people's law 21) against 26 to
// 160, resellers 2.8, evaluation .8 to 1.3, labelling 14 to 16, offices 7 to 11
// Needs: time
var daily = detector{
	name: "daily", family: link.Timing, needs: []string{"time"}, behaviour: true,
	measure: func(v *view) (float64, bool) {
		x, ok := dailyFano(v)
		if !ok || v.pop.daily == 0 {
			return 0, false
		}
		return math.Log(x / v.pop.daily), true
	},
	expect: expectations{
		campaignH: normal{-3, 1.6}, crowdH: normal{0, .7}, organisationH: normal{-1.1, .7}, resellerH: normal{-2.8, 1.8},
		fleetH: normal{-.6, 1}, evaluationH: normal{-3, 1.2}, vendorH: normal{-.8, .7},
		appH:   normal{-.3, 1.1},
		usersH: normal{-1.5, .9},
		rushH:  normal{-.8, 1.1},
	},
	reason: func(_ *view, x float64) string {
		return fmt.Sprintf("on one day its accounts' volumes vary %s as much as those of unrelated accounts", percent(math.Exp(x)))
	},
}
