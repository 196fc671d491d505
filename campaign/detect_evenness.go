package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: evenness
// Family: timing
// Measures: how alike in volume the accounts are. A scheduler spreads its load;
// people differ a hundredfold.
// Formula: log of (standard deviation over accounts of log rate while alive /
// median of the same over random groups)
// Unit: log ratio
// Fooled by: an operator who draws rates from people's own law; a plan's cap
// that everybody hits.
// Source: spread of log rate, measured: operators .04 to .33, people 1.3
// Needs: time
var evenness = detector{
	name: "evenness", family: link.Timing, needs: []string{"time"}, behaviour: true,
	measure: func(v *view) (float64, bool) {
		x, ok := rateSpread(v)
		if !ok || v.pop.evenness == 0 {
			return 0, false
		}
		return math.Log(x / v.pop.evenness), true
	},
	expect: expectations{
		campaignH: normal{-1.2, .9}, crowdH: normal{0, .15}, organisationH: normal{-.2, .3}, resellerH: normal{-.8, .8},
		fleetH: normal{-.9, .8}, evaluationH: normal{-1.2, .9}, vendorH: normal{-1, .7},
		appH:   normal{.1, .35},
		usersH: normal{-.4, .5},
	},
	reason: func(v *view, x float64) string {
		return fmt.Sprintf("its accounts' daily volumes spread %s as much as those of unrelated accounts", percent(math.Exp(x)))
	},
}

// evenFrom is the number of exchanges below which an account's rate is noise.
const evenFrom = 5

func rateSpread(v *view) (float64, bool) {
	var n int
	var sum, squares float64
	v.each(func(a *profile.Account) {
		if a.Exchanges >= evenFrom {
			l := math.Log(a.Rate)
			n, sum, squares = n+1, sum+l, squares+l*l
		}
	})
	if n < 5 {
		return 0, false
	}
	mean := sum / float64(n)
	return math.Max(.02, math.Sqrt(math.Max(0, squares/float64(n)-mean*mean)*float64(n)/float64(n-1))), true
}
