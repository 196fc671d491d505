package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: intents
// Family: semantics
// Measures: how much of the group's traffic asks for what a harvest needs:
// written-out reasoning, new instructions, grades, preferences, cleaned or
// rewritten answers, tool trajectories.
// Formula: logit of (exchanges with one of the seven intents + 1) / (exchanges
// with content + 2); the fitted harvest-likeness is not among the seven
// Unit: logit
// Fooled by: students who ask for reasoning; evaluation houses that grade;
// paraphrase beyond the cues.
// Source: the operations that published campaigns were seen to run
// Needs: gen_ai.input.messages
var intents = detector{
	name: "intents", family: link.Semantics, needs: []string{"gen_ai.input.messages"}, behaviour: true,
	measure: func(v *view) (float64, bool) {
		hits, content := intentHits(v)
		if content == 0 {
			return 0, false
		}
		return math.Log((float64(hits) + 1) / (math.Max(0, float64(content-hits)) + 1)), true
	},
	expect: expectations{
		campaignH: normal{-1, 2.5}, crowdH: normal{-5, 1.2}, fleetH: normal{-4, 2}, evaluationH: normal{-1, 2.5}, vendorH: normal{-2, 2.5},
		appH:   normal{-4, 2},
		usersH: normal{-3, 2.5},
		rushH:  normal{-4.5, 1.4},
	},
	reason: func(v *view, x float64) string {
		return fmt.Sprintf("%s of its exchanges ask for reasoning, grading, instructions or other makings of training data", percent(1/(1+math.Exp(-x))))
	},
}

// intentHits counts hits of the seven cue-based intents, at most one in each
// exchange on average.
func intentHits(v *view) (hits, content int64) {
	v.each(func(a *profile.Account) {
		content += a.WithContent
		for i := range observe.Intents - 1 {
			hits += a.IntentHits[i]
		}
	})
	return min(hits, content), content
}
