package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: full-use
// Family: lifecycle
// Measures: whether new accounts run at their full rate from the first day,
// where people try a service out first.
// Formula: log of (exchanges in the first three days / the rest's share of three
// days + ½), over accounts opened in the week before their first exchange and
// alive at least six days, against ½
// Unit: log ratio, clipped to ±2
// Fooled by: accounts left to ripen; a company that moves over on one day.
// Source: immediate maximum use of new accounts (joint advisory AA26-251A)
// Needs: created
var fullUse = detector{
	name: "full-use", family: link.Lifecycle, needs: []string{"created"},
	measure: func(v *view) (float64, bool) {
		var xs []float64
		v.each(func(a *profile.Account) {
			alive := a.AliveDays()
			if a.Facts.Created == 0 || a.First-a.Facts.Created > 7*86_400_000_000 || alive < 6 || a.Exchanges < 20 {
				return
			}
			early := float64(a.FirstDays) / 3
			late := float64(a.Exchanges-a.FirstDays) / (alive - 3)
			xs = append(xs, math.Abs(math.Log((early+.5)/(late+.5))))
		})
		if len(xs) < 10 || len(xs)*3 < len(v.accounts) {
			return 0, false
		}
		return math.Min(2, median(xs)), true
	},
	expect: expectations{
		campaignH: normal{.15, .15}, crowdH: normal{.7, .35}, organisationH: normal{.5, .35}, resellerH: normal{.4, .3},
		fleetH: normal{.4, .35}, evaluationH: normal{.4, .4}, vendorH: normal{.4, .35},
		appH:   normal{.5, .35},
		usersH: normal{.5, .35},
		rushH:  normal{.8, .45},
	},
	reason: func(v *view, x float64) string {
		return fmt.Sprintf("its new accounts ran at their later rate from the first days (median factor %.2g apart)", math.Exp(x))
	},
}
