package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: followups
// Family: content
// Measures: how rarely the group goes on with a conversation. People react to
// an answer and agents to a tool's; a harvester has the next task ready.
// Formula: logit of (exchanges beyond a conversation's first, told by its id or
// by its user turns or by a tool's answer in it, + 1) / (exchanges with content
// + 2), at most ½
// Unit: logit
// Fooled by: evaluation houses and templated applications, which never follow
// up either; a harvest of multi-turn tool trajectories, which does.
// Source: followed-up share in real chat traces with session chains (Mooncake
// conversation trace, Apache-2.0)
// Needs: gen_ai.input.messages
var followups = detector{
	name: "followups", family: link.Content, needs: []string{"gen_ai.input.messages"}, behaviour: true,
	measure: func(v *view) (float64, bool) {
		var follow, content int64
		v.each(func(a *profile.Account) {
			follow += min(a.WithContent, max(a.FollowUps, a.ToolTurns, a.Exchanges-a.Conversations))
			content += a.WithContent
		})
		if content == 0 {
			return 0, false
		}
		return math.Min(mostlyOn, math.Log(float64(follow+1)/float64(content-follow+1))), true
	},
	expect: expectations{
		campaignH: normal{-5, 2.5}, crowdH: normal{-.2, 1}, fleetH: normal{.3, 1.5},
		evaluationH: normal{-4.5, 2}, vendorH: normal{-1, 1.5},
		appH:   normal{-4, 2.5},
		usersH: normal{-.2, 1},
		rushH:  normal{-.7, .9},
	},
	reason: func(v *view, x float64) string {
		return fmt.Sprintf("%s of its exchanges go on with a conversation", percent(1/(1+math.Exp(-x))))
	},
}

// mostlyOn is where the figure ends: whether three or nine of ten exchanges go
// on with a conversation, it is not what a harvester does.
const mostlyOn = .5
