package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: across
// Family: content
// Measures: whether accounts that pay apart send alike. Companies in one data
// centre share its network and nothing else: what they send, they share with
// their own keys only. An operator's frames run across his cards.
// Formula: share of the accounts with a payer (organisation, else payment
// instrument) that share a prompt's opening, closing, skeleton or system prompt
// with an account of another payer: below .3, up to .7, above; at least three
// payers
// Unit: class
// Fooled by: paraphrase, which leaves nothing to share; a public harness, whose
// users pay apart.
// Source: the narrow layer of fraud funnels, seen from the content's side
// Needs: payment.fingerprint, gen_ai.input.messages
var across = detector{
	name: "across", family: link.Content, needs: []string{"payment.fingerprint", "gen_ai.input.messages"},
	measure: func(v *view) (float64, bool) {
		share, ok := acrossShare(v)
		if !ok {
			return 0, false
		}
		switch {
		case share < .3:
			return 0, true
		case share < .7:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.2, .15, .65}, crowdH: classes{.9, .08, .02}, organisationH: classes{.5, .3, .2},
		resellerH: classes{.7, .2, .1}, campusH: classes{.7, .2, .1}, fleetH: classes{.1, .2, .7},
		evaluationH: classes{.3, .2, .5}, vendorH: classes{.4, .3, .3}, appH: classes{.75, .15, .1},
		usersH: classes{.1, .1, .8},
		rushH:  classes{.5, .2, .3},
	},
	reason: func(v *view, _ float64) string {
		share, _ := acrossShare(v)
		return fmt.Sprintf("%s of its accounts send prompts alike with an account that pays apart", percent(share))
	},
}

func acrossShare(v *view) (float64, bool) {
	var written int64
	v.each(func(a *profile.Account) { written += a.WithContent })
	payers := map[int32]string{}
	distinct := map[string]bool{}
	for _, i := range v.accounts {
		if p := payerOf(&v.s.Accounts[i]); p != "" {
			payers[i] = p
			distinct[p] = true
		}
	}
	if written == 0 || len(payers) < 5 || 2*len(payers) < len(v.accounts) || len(distinct) < 3 {
		return 0, false
	}
	first := map[int32]string{} // of each content value, a payer that sends it
	crossed := map[int32]bool{} // values that two payers send
	content := func(x int32) bool {
		return link.Traits[v.ix.Values[x].Trait].Family == link.Content && v.ix.Values[x].Weight > 0
	}
	for _, i := range v.accounts {
		p, ok := payers[i]
		if !ok {
			continue
		}
		for _, x := range v.ix.ByAccount[i] {
			if !content(x) {
				continue
			}
			if q, seen := first[x]; !seen {
				first[x] = p
			} else if q != p {
				crossed[x] = true
			}
		}
	}
	shares := 0
	for i := range payers {
		for k, x := range v.ix.ByAccount[i] {
			if crossed[x] && v.ix.Times[i][k] >= 2 {
				shares++
				break
			}
		}
	}
	return float64(shares) / float64(len(payers)), true
}

// payers counts a group's distinct payers, if they are known for at least half
// of its accounts.
func payers(v *view) int {
	known, distinct := 0, map[string]bool{}
	v.each(func(a *profile.Account) {
		if p := payerOf(a); p != "" {
			known++
			distinct[p] = true
		}
	})
	if 2*known < len(v.accounts) {
		return 0
	}
	return len(distinct)
}

// payerOf names who pays for an account: its organisation, else its card.
func payerOf(a *profile.Account) string {
	if o := a.Organisation(); o != "" {
		return "org " + o
	}
	if a.Facts.Card != 0 {
		return fmt.Sprint("card ", a.Facts.Card)
	}
	return ""
}
