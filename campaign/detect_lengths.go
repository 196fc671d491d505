package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: lengths
// Family: content
// Measures: how alike in length the group's opening prompts are, pooled over
// its accounts, against groups of unrelated accounts of the same traffic.
// Formula: log of (pooled standard deviation of log prompt length / the
// median of the same over random groups)
// Unit: log ratio
// Fooled by: evaluation sets and tutoring applications, as even as a harvest.
// Source: measured on real prompts: people 1.39, harvests .22 to 1.15
// Needs: gen_ai.input.messages
var lengths = detector{
	name: "lengths", family: link.Content, needs: []string{"gen_ai.input.messages"}, behaviour: true,
	measure: func(v *view) (float64, bool) {
		x, ok := lengthSpread(v)
		if !ok || v.pop.lengths == 0 {
			return 0, false
		}
		return math.Log(x / v.pop.lengths), true
	},
	expect: expectations{
		campaignH: normal{-.7, .4}, crowdH: normal{0, .12}, organisationH: normal{-.05, .2}, fleetH: normal{-.3, .35},
		evaluationH: normal{-.5, .35}, vendorH: normal{-.3, .35},
		appH:   normal{-.6, .5},
		usersH: normal{-.6, .5},
		rushH:  normal{-.4, .5},
	},
	reason: func(v *view, x float64) string {
		return fmt.Sprintf("the lengths of its prompts spread %s as much as those of unrelated accounts", percent(math.Exp(x)))
	},
}

func lengthSpread(v *view) (float64, bool) {
	var all stat.Sums
	v.each(func(a *profile.Account) {
		all.Merge(stat.Sums{N: a.WithContent - a.FollowUps, Sum: a.FirstLengthSum, Squares: a.FirstLengthSquares})
	})
	if all.N < 30 {
		return 0, false
	}
	return math.Max(.02, math.Sqrt(all.Var())/1000), true
}
