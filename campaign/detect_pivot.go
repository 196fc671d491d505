package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: pivot
// Family: timing
// Measures: whether the accounts take up a new model together, within a day of
// its release.
// Formula: of the release at which it is largest: the share of the accounts
// active in the 24 hours after it that sent something to the model, less that of
// all accounts outside every candidate. Classes: below .3, up to .7, above. Not
// computable without a list of releases (hunt --releases), nor where half of
// those accounts take the model up themselves
// Unit: class
// Fooled by: strangers who come for a release, an organisation that switches all
// its keys, an evaluation that waits for new models; an operator who waits.
// Source: a published campaign moved nearly half of its traffic to a new model
// within 24 hours; on the range's development worlds 1.0, release rushes .99,
// everybody else 0
// Needs: time, gen_ai.request.model
var pivot = detector{
	name: "pivot", family: link.Timing, needs: []string{"time", "gen_ai.request.model"},
	measure: func(v *view) (float64, bool) {
		_, _, x, ok := v.pivoted()
		switch {
		case !ok:
			return 0, false
		case x < .3:
			return 0, true
		case x < .7:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.84, .05, .11}, crowdH: classes{.97, .02, .01}, organisationH: classes{.9, .06, .04},
		resellerH: classes{.9, .08, .02}, campusH: classes{.96, .03, .01}, fleetH: classes{.86, .06, .08},
		evaluationH: classes{.65, .1, .25}, vendorH: classes{.86, .06, .08},
		appH:   classes{.9, .05, .05},
		usersH: classes{.85, .05, .1},
		rushH:  classes{.01, .09, .9},
	},
	reason: func(v *view, _ float64) string {
		release, share, _, _ := v.pivoted()
		movers, _ := adopters(v, release)
		return fmt.Sprintf("%s of its accounts took up %s within a day of its release, with %s of their traffic then; of unrelated accounts %s did",
			percent(movers), v.s.Releases[release].Model, percent(share), percent(v.pop.adopters[release]))
	},
}
