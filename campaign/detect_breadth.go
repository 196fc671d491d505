package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: breadth
// Family: semantics
// Measures: how many people seem to write through one account: the median
// style entropy inside an account, against the same of unrelated accounts. A
// reseller's account carries a crowd.
// Formula: log of (median over accounts with twenty exchanges of the sum of
// binary entropies of style bits / the population's median)
// Unit: log ratio
// Fooled by: a family that shares an account; an operator with a very mixed
// pool of tasks.
// Source: end-user diversity inside an account as the mark of resale
// Needs: gen_ai.input.messages
var breadth = detector{
	name: "breadth", family: link.Semantics, needs: []string{"gen_ai.input.messages"},
	measure: func(v *view) (float64, bool) {
		x, ok := accountEntropy(v)
		if !ok || v.pop.breadth == 0 {
			return 0, false
		}
		return math.Log(x / v.pop.breadth), true
	},
	expect: expectations{
		campaignH: normal{-.25, .35}, crowdH: normal{0, .12}, resellerH: normal{.3, .15}, fleetH: normal{-.2, .35},
		evaluationH: normal{-.15, .35},
		appH:        normal{-.7, .5},
		usersH:      normal{-.25, .35},
		rushH:       normal{-.15, .3},
	},
	reason: func(v *view, x float64) string {
		return fmt.Sprintf("inside one account the writing varies %s as much as inside other accounts", percent(math.Exp(x)))
	},
}

func accountEntropy(v *view) (float64, bool) {
	var xs []float64
	v.each(func(a *profile.Account) {
		if a.WithContent >= 20 {
			if x, ok := a.StyleEntropy(); ok {
				xs = append(xs, x)
			}
		}
	})
	if len(xs) < 5 {
		return 0, false
	}
	return math.Max(.1, median(xs)), true
}
