package campaign

import (
	"fmt"
	"slices"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: burst
// Family: lifecycle
// Measures: whether the accounts were opened together.
// Formula: the largest share of the group's accounts opened within seven days:
// below .25, up to .6, above
// Unit: class
// Fooled by: bought or aged accounts; a term's first week, a company's first day.
// Source: sign-up bursts in every published campaign
// Needs: created
var burst = detector{
	name: "burst", family: link.Lifecycle, needs: []string{"created"}, behaviour: true,
	measure: func(v *view) (float64, bool) {
		share, ok := burstShare(v)
		if !ok {
			return 0, false
		}
		switch {
		case share < .25:
			return 0, true
		case share < .6:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.4, .2, .4}, crowdH: classes{.95, .04, .01}, organisationH: classes{.5, .25, .25},
		resellerH: classes{.6, .2, .2}, campusH: classes{.7, .2, .1}, fleetH: classes{.5, .25, .25},
		evaluationH: classes{.5, .25, .25}, vendorH: classes{.5, .25, .25},
		appH:   classes{.7, .2, .1},
		usersH: classes{.5, .2, .3},
		rushH:  classes{.7, .15, .15},
	},
	reason: func(v *view, _ float64) string {
		share, _ := burstShare(v)
		return fmt.Sprintf("%s of its accounts were opened within one week", percent(share))
	},
}

func burstShare(v *view) (float64, bool) {
	var days []int64
	v.each(func(a *profile.Account) {
		if a.Facts.Created > 0 {
			days = append(days, a.Facts.Created/86_400_000_000)
		}
	})
	if len(days) < 5 || len(days)*2 < len(v.accounts) {
		return 0, false
	}
	slices.Sort(days)
	most, from := 0, 0
	for to := range days {
		for days[to]-days[from] >= 7 {
			from++
		}
		most = max(most, to-from+1)
	}
	return float64(most) / float64(len(days)), true
}
