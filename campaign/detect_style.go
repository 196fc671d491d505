package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: style
// Family: content
// Measures: how uniform the writing is: the entropy of nineteen style bits
// (question mark, list, code fence, greeting …) pooled over the group, against
// groups of unrelated accounts of the same traffic.
// Formula: log of (sum of binary entropies / median of the same over random groups)
// Unit: log ratio
// Fooled by: evaluation sets and templated applications.
// Source: measured on real prompts: people 10.5 bits, harvests 2.6 to 8
// Needs: gen_ai.input.messages
var style = detector{
	name: "style", family: link.Content, needs: []string{"gen_ai.input.messages"}, behaviour: true,
	measure: func(v *view) (float64, bool) {
		x, ok := styleEntropy(v)
		if !ok || v.pop.style == 0 {
			return 0, false
		}
		return math.Log(x / v.pop.style), true
	},
	expect: expectations{
		campaignH: normal{-.5, .3}, crowdH: normal{0, .08}, organisationH: normal{-.05, .12}, fleetH: normal{-.3, .3},
		evaluationH: normal{-.4, .3}, vendorH: normal{-.2, .25},
		appH:   normal{-.5, .4},
		usersH: normal{-.5, .4},
		rushH:  normal{-.4, .4},
	},
	reason: func(v *view, x float64) string {
		return fmt.Sprintf("its writing varies %s as much as that of unrelated accounts", percent(math.Exp(x)))
	},
}

func styleEntropy(v *view) (float64, bool) {
	var n int64
	var bits [observe.StyleBits]int64
	v.each(func(a *profile.Account) {
		n += a.WithContent
		for i, b := range a.Style {
			bits[i] += b
		}
	})
	if n < 30 {
		return 0, false
	}
	total := 0.
	for _, b := range bits {
		total += stat.BinaryEntropy(float64(b) / float64(n))
	}
	return math.Max(.1, total), true
}
