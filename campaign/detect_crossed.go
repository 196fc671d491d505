package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/internal/graph"
	"github.com/stillhunt/stillhunt/link"
)

// Detector: crossed
// Family: payment
// Measures: whether the payers of the accounts are joined by the networks that
// they come from.
// Formula: accounts that share a card or an exit network with another of the
// group are joined; the share of accounts in joined parts that hold three cards
// and three networks or more. Classes: below .5, from .5. Not computable where
// the card or the network is known of less than half of the accounts
// Unit: class
// Fooled by: a reseller, whose cards and exits cross as well; an operator who
// gives each card exits of its own.
// Source: the keys of one customer share its card and its exits, those of another
// have others; an operator deals cards and exits to its accounts separately, so
// that they cross
// Needs: payment.fingerprint, client.address
var crossed = detector{
	name: "crossed", family: link.Payment, needs: []string{"payment.fingerprint", "client.address"},
	measure: func(v *view) (float64, bool) {
		x, _, ok := crossings(v)
		switch {
		case !ok:
			return 0, false
		case x < .5:
			return 0, true
		}
		return 1, true
	},
	expect: expectations{
		campaignH: classes{.4, .6}, crowdH: classes{.95, .05}, organisationH: classes{.8, .2},
		resellerH: classes{.6, .4}, campusH: classes{.9, .1}, fleetH: classes{.8, .2},
		evaluationH: classes{.9, .1}, vendorH: classes{.8, .2},
		appH: classes{.9, .1}, usersH: classes{.9, .1},
	},
	reason: func(v *view, x float64) string {
		share, payers, _ := crossings(v)
		if x == 0 {
			return fmt.Sprintf("shared exit networks join the payers of %s of its accounts", percent(share))
		}
		return fmt.Sprintf("%s of its accounts, of %d payers, are joined by the exit networks that they share", percent(share), payers)
	},
}

// crossedLeast is the number of cards and of networks from which a joined part
// of a group crosses.
const crossedLeast = 3

// crossings gives the share of accounts in joined parts that hold crossedLeast
// cards and networks, and the number of cards in them.
func crossings(v *view) (share float64, payers int, ok bool) {
	cards, nets := shared(v, "card"), shared(v, "network")
	uf := graph.NewUnionFind(len(v.accounts))
	for _, at := range []map[int32][]int32{cards, nets} {
		for _, k := range sortedKeys(at) {
			for _, i := range at[k][1:] {
				uf.Union(at[k][0], i)
			}
		}
	}
	holds := func(at map[int32][]int32) map[int32]int {
		n := map[int32]int{}
		for _, members := range at {
			n[uf.Find(members[0])]++
		}
		return n
	}
	c, n := holds(cards), holds(nets)
	crossing := func(root int32) bool { return c[root] >= crossedLeast && n[root] >= crossedLeast }
	known, in := 0, 0
	for i, a := range v.accounts {
		if x := &v.s.Accounts[a]; has(x, "card") && has(x, "network") {
			known++
			if crossing(uf.Find(int32(i))) {
				in++
			}
		}
	}
	if known < 5 || 2*known < len(v.accounts) {
		return 0, 0, false
	}
	for root, k := range c {
		if crossing(root) {
			payers += k
		}
	}
	return float64(in) / float64(known), payers, true
}

// shared gives the values of a trait that two accounts of the group show or
// more, with the places of those accounts in it.
func shared(v *view, trait string) map[int32][]int32 {
	at := map[int32][]int32{}
	for i, a := range v.accounts {
		for _, x := range v.ix.ByAccount[a] {
			if link.Traits[v.ix.Values[x].Trait].Name == trait {
				at[x] = append(at[x], int32(i))
			}
		}
	}
	for x, members := range at {
		if len(members) < 2 {
			delete(at, x)
		}
	}
	return at
}
