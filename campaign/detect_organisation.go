package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: one-organisation
// Family: lifecycle
// Measures: whether the accounts belong to one declared organisation.
// Formula: largest share of accounts in one organisation: below .3, up to .8, above
// Unit: class
// Fooled by: an operator who opens one organisation, and says so by it.
// Source: organisation-level attribution
// Needs: stillhunt.org.id
var oneOrganisation = detector{
	name: "one-organisation", family: link.Lifecycle, needs: []string{"stillhunt.org.id"},
	measure: func(v *view) (float64, bool) {
		share, any := organisationShare(v)
		if !any {
			return 0, false
		}
		switch {
		case share < .3:
			return 0, true
		case share < .8:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.9, .07, .03}, crowdH: classes{.95, .04, .01}, organisationH: classes{.02, .05, .93},
		resellerH: classes{.6, .1, .3}, campusH: classes{.5, .2, .3}, fleetH: classes{.4, .1, .5},
		evaluationH: classes{.2, .1, .7}, vendorH: classes{.2, .1, .7},
		appH:   classes{.7, .2, .1},
		usersH: classes{.7, .1, .2},
	},
	reason: func(v *view, x float64) string {
		share, _ := organisationShare(v)
		if x == 0 {
			return "its accounts belong to no common organisation"
		}
		return fmt.Sprintf("%s of its accounts belong to one organisation", percent(share))
	},
}

// organisationShare gives the largest share of a group in one organisation;
// any is false if the traffic names no organisations at all.
func organisationShare(v *view) (share float64, any bool) {
	count := map[string]int{}
	most := 0
	v.each(func(a *profile.Account) {
		if o := a.Organisation(); o != "" {
			count[o]++
			most = max(most, count[o])
		}
	})
	return float64(most) / float64(len(v.accounts)), v.pop.organisations
}
