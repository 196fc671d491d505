package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: tools
// Family: client
// Measures: how much of the traffic is an agent's: tools defined, called and
// answered.
// Formula: share of exchanges with tools: below .2, up to .7, above
// Unit: class
// Fooled by: a harvest of tool trajectories, which is agentic by intent.
// Source: agent fleets as the commonest innocent coordinated group
// Needs: gen_ai.input.messages
var tools = detector{
	name: "tools", family: link.Client, needs: []string{"gen_ai.input.messages"},
	measure: func(v *view) (float64, bool) {
		share, ok := toolShare(v)
		if !ok {
			return 0, false
		}
		switch {
		case share < .2:
			return 0, true
		case share < .7:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.65, .15, .2}, crowdH: classes{.85, .1, .05}, fleetH: classes{.05, .2, .75},
		appH:   classes{.6, .2, .2},
		usersH: classes{.8, .1, .1},
	},
	reason: func(v *view, _ float64) string {
		share, _ := toolShare(v)
		return fmt.Sprintf("%s of its exchanges use tools", percent(share))
	},
}

func toolShare(v *view) (float64, bool) {
	var with, all, content int64
	v.each(func(a *profile.Account) {
		with += max(a.ToolTurns, a.WithTools)
		all += a.Exchanges
		content += a.WithContent
	})
	return float64(with) / float64(max(1, all)), content > 0
}
