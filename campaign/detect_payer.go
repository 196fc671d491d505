package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
)

// Detector: payer
// Family: payment
// Measures: how the group pays. An organisation has one payer, people have one
// each, an operator buys cards by the dozen and spreads accounts over them.
// Formula: largest share of accounts on one card ≥ .7: one payer; else share of
// accounts that share a card with another ≥ .5: clusters; below .15: cards of
// their own; else mixed
// Unit: class
// Fooled by: one card for each account; an organisation that pays per team.
// Source: accounts in clusters of cards, published by the labs; the narrow layer
// of fraud funnels
// Needs: payment.fingerprint
var payer = detector{
	name: "payer", family: link.Payment, needs: []string{"payment.fingerprint"},
	measure: func(v *view) (float64, bool) {
		largest, covered, ok := concentration(v, "card")
		if !ok {
			return 0, false
		}
		switch {
		case largest >= .7:
			return 0, true
		case covered >= .5:
			return 1, true
		case covered < .15:
			return 2, true
		}
		return 3, true
	},
	expect: expectations{
		campaignH: classes{.05, .55, .3, .1}, crowdH: classes{.001, .01, .97, .019}, organisationH: classes{.7, .1, .1, .1},
		resellerH: classes{.35, .3, .2, .15}, campusH: classes{.02, .03, .9, .05}, fleetH: classes{.5, .1, .3, .1},
		evaluationH: classes{.6, .1, .2, .1}, vendorH: classes{.6, .15, .15, .1},
		appH:   classes{.1, .3, .4, .2},
		usersH: classes{.2, .05, .7, .05},
		rushH:  classes{.02, .05, .88, .05},
	},
	reason: func(v *view, x float64) string {
		largest, covered, _ := concentration(v, "card")
		switch x {
		case 0:
			return fmt.Sprintf("%s of its accounts have one payer", percent(largest))
		case 2:
			return "its accounts pay with cards of their own"
		}
		return fmt.Sprintf("%s of its accounts share a card with another, no card holds more than %s", percent(covered), percent(largest))
	},
}

// concentration gives, over a group's accounts for which a trait is known, the
// share that shows the commonest value and the share that shows one in common
// with another member.
func concentration(v *view, trait string) (largest, covered float64, ok bool) {
	known, most := 0, 1
	for _, a := range v.accounts {
		if has(&v.s.Accounts[a], trait) {
			known++
		}
	}
	if known < 5 || known*2 < len(v.accounts) {
		return 0, 0, false
	}
	share := map[int32]bool{} // places of accounts
	for _, places := range shared(v, trait) {
		most = max(most, len(places))
		for _, i := range places {
			share[i] = true
		}
	}
	return float64(most) / float64(known), float64(len(share)) / float64(known), true
}
