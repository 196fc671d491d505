package campaign

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: decoding
// Family: content
// Measures: whether the accounts have one habit of decoding: the same temperature
// and max_tokens, which few others have. One script sets them alike in every
// account; customers with programs of their own each choose theirs.
// Formula: over accounts that set temperature or max_tokens, at least five and
// half of the group: share at the commonest pair, against the share of the other
// accounts that set them. Classes: below .5; above, a pair that .1 or more of the
// others have; above, a rarer one
// Unit: class
// Fooled by: parameters drawn for each account; one company's agents, a
// reseller's gateway and an evaluation harness, which are one script, too.
// Source: Stillhunt; on training worlds customers of like templates .04 to .4 at
// one pair, campaigns through the interface 1
// Needs: gen_ai.request.temperature, gen_ai.request.max_tokens
var decoding = detector{
	name: "decoding", family: link.Content, needs: []string{"gen_ai.request.temperature", "gen_ai.request.max_tokens"},
	measure: func(v *view) (float64, bool) {
		h, ok := habitOf(v)
		switch {
		case !ok:
			return 0, false
		case h.share < .5:
			return 0, true
		case h.elsewhere >= .1:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.25, .25, .5}, crowdH: classes{.85, .1, .05}, organisationH: classes{.4, .3, .3},
		resellerH: classes{.4, .25, .35}, campusH: classes{.8, .1, .1}, fleetH: classes{.2, .3, .5},
		evaluationH: classes{.2, .3, .5}, vendorH: classes{.35, .3, .35},
		appH:   classes{.65, .2, .15},
		usersH: classes{.3, .3, .4},
	},
	reason: func(v *view, x float64) string {
		h, _ := habitOf(v)
		if x == 0 {
			return "its accounts have decoding settings of their own"
		}
		return fmt.Sprintf("%s of its accounts that set temperature or max_tokens set both alike, as %s of the others do", percent(h.share), percent(h.elsewhere))
	},
}

// habit is a group's commonest decoding setting.
type habit struct{ share, elsewhere float64 } // of its accounts that set one; of the others

func habitOf(v *view) (habit, bool) {
	count := map[profile.Habit]int64{}
	var set int64
	v.each(func(a *profile.Account) {
		if a.Habit.Set() {
			count[a.Habit]++
			set++
		}
	})
	if v.s.Habits == nil || set < 5 || 2*set < int64(len(v.accounts)) {
		return habit{}, false
	}
	var most int64
	var all int64
	var pairs []profile.Habit
	for h, n := range count {
		most = max(most, n)
		pairs = append(pairs, h)
	}
	for _, n := range v.s.Habits {
		all += n
	}
	pairs = slices.DeleteFunc(pairs, func(h profile.Habit) bool { return count[h] < most })
	common := slices.MinFunc(pairs, func(a, b profile.Habit) int {
		return cmp.Or(cmp.Compare(a.Temperature, b.Temperature), cmp.Compare(a.MaxTokens, b.MaxTokens))
	})
	others := float64(v.s.Habits[common] - most)
	return habit{float64(most) / float64(set), (others + .5) / (float64(all-set) + 1)}, true
}
