package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: totals
// Family: timing
// Measures: how alike in volume the accounts are. A scheduler spreads its load
// as evenly as dice or more so; people differ a hundredfold.
// Formula: log of (F / median F of random groups), F the Fano factor of account
// totals over the rate while alive: Var_i(r)·mean(days)/mean(r), r the exchanges
// a day over an account's active span; days at a plan's limit are left out of
// both
// Unit: log ratio; F is 1 for one rate and dice, 80 and more for people
// Fooled by: an operator who draws rates from people's own law, which no timing
// shows; quotas and norms of honest work; pools of keys, the most even of all.
// Source: Stillhunt's prototype: six schedulers .001 to 14, people 80, API
// customers 127; on the range's development worlds .5 to 7 (hidden 5 to 6, by
// people's law 90) against 200 to 2,000, resellers 7 to 9, labelling 13 to 23,
// evaluation 3 to 13, pools of keys .01
// Needs: time
var totals = detector{
	name: "totals", family: link.Timing, needs: []string{"time"}, behaviour: true,
	measure: func(v *view) (float64, bool) {
		x, ok := totalsFano(v)
		if !ok || v.pop.totals == 0 {
			return 0, false
		}
		return math.Log(x / v.pop.totals), true
	},
	expect: expectations{
		campaignH: normal{-4.5, 2}, crowdH: normal{0, .9}, organisationH: normal{-1.2, .9}, resellerH: normal{-4, 2.2},
		fleetH: normal{-1.2, 1.5}, evaluationH: normal{-4, 1.5}, vendorH: normal{-2.7, 1},
		appH:   normal{-.3, 1.5},
		usersH: normal{-2.2, 1.4},
		rushH:  normal{-1.2, 1.5},
	},
	reason: func(_ *view, x float64) string {
		return fmt.Sprintf("its accounts' totals vary %s as much as those of unrelated accounts", percent(math.Exp(x)))
	},
}
