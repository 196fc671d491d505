package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: one-pool
// Family: semantics
// Measures: whether the accounts draw their topics from one pool: by how much
// two conversations of one account fall into the same codeword more often than
// two of different accounts. People keep to their own topics; accounts of one
// operator do not have any.
// Formula: θ = (W − B)/(1 − B), W the chance that two conversations of an account
// share a codeword, B of two accounts, weights min(n,50)/50; divided by the
// median θ of random groups
// Unit: ratio, 0 for one pool, 1 for people
// Fooled by: resellers and fleets, which are one pool too; camouflage raises it
// by the square of its share.
// Source: excess collision probability, unbiased from two conversations on
// Needs: gen_ai.input.messages
var onePool = detector{
	name: "one-pool", family: link.Semantics, needs: []string{"gen_ai.input.messages"}, behaviour: true,
	measure: func(v *view) (float64, bool) {
		x, ok := excessCollision(v)
		if !ok || v.pop.pool <= 0 {
			return 0, false
		}
		return x / v.pop.pool, true
	},
	expect: expectations{
		campaignH: normal{.1, .2}, crowdH: normal{1, .3}, organisationH: normal{.9, .35}, resellerH: normal{.1, .15}, campusH: normal{.7, .4},
		fleetH: normal{.4, .4}, evaluationH: normal{.1, .2}, vendorH: normal{.3, .3},
		appH:   normal{.8, .3},
		usersH: normal{.3, .3},
		rushH:  normal{.3, .4},
	},
	reason: func(v *view, x float64) string {
		return fmt.Sprintf("its accounts keep to topics of their own %s as much as unrelated accounts do", percent(math.Max(0, x)))
	},
}

// excessCollision is θ of the group's accounts.
func excessCollision(v *view) (float64, bool) {
	sums := map[uint16]float64{}
	var within, weight, weight2, self float64
	accounts := 0
	v.each(func(a *profile.Account) {
		var n, pairs float64
		for _, c := range a.Codes {
			x := float64(c.Conversations)
			n += x
			pairs += x * (x - 1)
		}
		if n < 2 {
			return
		}
		accounts++
		w := math.Min(n, 50) / 50
		within += w * pairs / (n * (n - 1))
		weight += w
		weight2 += w * w
		for _, c := range a.Codes {
			p := float64(c.Conversations) / n
			sums[c.Code] += w * p
			self += w * w * p * p
		}
	})
	if accounts < 5 || weight*weight <= weight2 {
		return 0, false
	}
	var between float64
	for _, c := range sortedKeys(sums) {
		between += sums[c] * sums[c]
	}
	w, b := within/weight, (between-self)/(weight*weight-weight2)
	if 1-b < 1e-9 {
		return 0, true // one codeword for everything: nobody has topics of his own
	}
	return (w - b) / (1 - b), true
}
