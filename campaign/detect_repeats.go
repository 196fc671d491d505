package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: repeats
// Family: content
// Measures: how much of the group's traffic is the same prompt from several of
// its accounts. An evaluation asks each of its questions again; a harvester
// pays for each answer once.
// Formula: share of exchanges whose skeleton another member sent too: below .2,
// up to .6, above
// Unit: class
// Fooled by: one fixed prompt around a masked slot, which is a campaign's and
// looks like a repeat.
// Source: repeats between accounts as the mark of evaluation
// Needs: gen_ai.input.messages
var repeats = detector{
	name: "repeats", family: link.Content, needs: []string{"gen_ai.input.messages"},
	measure: func(v *view) (float64, bool) {
		share, ok := repeatShare(v)
		if !ok {
			return 0, false
		}
		switch {
		case share < .2:
			return 0, true
		case share < .6:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.5, .25, .25}, crowdH: classes{.97, .02, .01}, organisationH: classes{.8, .15, .05},
		resellerH: classes{.95, .04, .01}, campusH: classes{.95, .04, .01}, fleetH: classes{.6, .2, .2},
		evaluationH: classes{.15, .15, .7}, vendorH: classes{.7, .2, .1},
		appH:   classes{.6, .2, .2},
		usersH: classes{.4, .3, .3},
		rushH:  classes{.35, .4, .25},
	},
	reason: func(v *view, _ float64) string {
		share, _ := repeatShare(v)
		return fmt.Sprintf("%s of its exchanges repeat a prompt of another of its accounts", percent(share))
	},
}

func repeatShare(v *view) (float64, bool) {
	holders := map[int32]int{}
	var content int64
	for _, a := range v.accounts {
		content += v.s.Accounts[a].WithContent
		for _, x := range v.ix.ByAccount[a] {
			if link.Traits[v.ix.Values[x].Trait].Name == "skeleton" {
				holders[x]++
			}
		}
	}
	if content == 0 {
		return 0, false
	}
	var repeated int64
	for _, a := range v.accounts {
		for k, x := range v.ix.ByAccount[a] {
			if holders[x] >= 2 {
				repeated += int64(v.ix.Times[a][k])
			}
		}
	}
	return min(1, float64(repeated)/float64(content)), true
}
