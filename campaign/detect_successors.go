package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: successors
// Family: timing
// Measures: whether a second pool takes the place of accounts that were
// suspended together. Both are in the group by evidence of their own (prompts,
// clients, exits), or the old pool is a group of its own that shares at least
// three nats of such values; the moment of its beginning ties nobody to it.
// Formula: with five accounts or more suspended within a day, not on the first
// or last day of the hunt: the share of the group's other accounts whose first
// exchange came within a day of the suspension, and how many. Classes: below .3
// or fewer than five, up to .7, above. Without such a suspension there is nothing
// to follow, and it is not computable
// Unit: class
// Fooled by: a successor that waits; an honest customer who replaces suspended
// keys while he appeals.
// Source: failover after bans in published campaigns; on the range's development
// worlds 1.0 for a second pool, 0 elsewhere
// Needs: time, suspended_at
var successors = detector{
	name: "successors", family: link.Timing, needs: []string{"time", "suspended_at"},
	measure: func(v *view) (float64, bool) {
		s, ok := findSuccession(v)
		others := s.followed + s.others
		switch {
		case !ok || others < leastTimed:
			return 0, false
		case s.followed < leastTimed || 10*s.followed < 3*others:
			return 0, true
		case 10*s.followed < 7*others:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.5, .2, .3}, crowdH: classes{.97, .02, .01}, organisationH: classes{.93, .05, .02},
		resellerH: classes{.7, .15, .15}, campusH: classes{.97, .02, .01}, fleetH: classes{.9, .06, .04},
		evaluationH: classes{.93, .05, .02}, vendorH: classes{.93, .05, .02},
		appH:   classes{.96, .03, .01},
		usersH: classes{.96, .03, .01},
	},
	reason: func(v *view, _ float64) string {
		s, _ := findSuccession(v)
		if v.old != nil {
			return fmt.Sprintf("%d accounts of a group that it is kin to were suspended within a day, and %d of its own sent their first exchange within the next", s.suspended, s.followed)
		}
		return fmt.Sprintf("%d of its accounts were suspended within a day, and %d others sent their first exchange within the next", s.suspended, s.followed)
	},
}
