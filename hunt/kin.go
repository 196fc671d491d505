package hunt

import (
	"cmp"
	"slices"
)

// What a campaign or group is to those of an earlier hunt.
const (
	Same   = "same"   // the same accounts, or as many, and each the other's only match
	Grew   = "grew"   // one before, one now, more accounts
	Shrank = "shrank" // one before, one now, fewer accounts
	Merged = "merged" // several before
	Split  = "split"  // one before, which several come from
	Fresh  = "new"    // none before
)

// What changed in the judgement.
const (
	Named   = "named"   // a campaign, and none of those it comes from was
	Unnamed = "unnamed" // a group, and one of those it comes from was a campaign
)

// Kinds of what a hunt finds.
const (
	KindCampaign = "campaign"
	KindGroup    = "group"
)

// Kin is a campaign or group as another hunt speaks of it.
type Kin struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`     // campaign or group
	Accounts int    `json:"accounts"` // accused members
}

// Relation is a campaign or group with what it was before.
type Relation struct {
	Kin
	Relation string     `json:"relation"`
	Moved    string     `json:"moved,omitempty"` // named or unnamed
	From     []Ancestor `json:"from"`            // those it comes from, most shared accounts first
}

// Ancestor is one of those that a campaign or group comes from.
type Ancestor struct {
	Kin
	Shared int `json:"shared"` // accounts of both
}

// crew is a campaign or group with its accused accounts, each once.
type crew[K comparable] struct {
	Kin
	accounts []K
}

// heirs is what became of the crews of an earlier hunt.
type heirs struct {
	now   []Relation // in the order of the crews now
	heirs []int      // of which crew before each is the heir; −1 of none
	ended []Kin      // those before that nothing comes from, in their order
}

// A crew comes from another if they share a third of the accounts of either,
// and two accounts at least. A hunt puts an account into one crew only, so a
// third of the earlier one leaves room for three successors: what takes less
// with it is a remnant and tells nothing of where the rest went. A third of the
// later one makes the small crew that a large one swallows, or sheds, kin of it
// too. One shared account can be chance, or an innocent let go.
const (
	kinShare = 3 // one in so many
	kinLeast = 2
)

// bond is two crews of which one comes from the other.
type bond struct{ before, now, shared int }

// follow says what became of the crews of an earlier hunt, by their accounts
// alone. It is a pure function of the two sets, whatever their order.
//
// Each crew before has at most one heir, and each crew now is the heir of at
// most one: bonds are taken from the most shared accounts down. The heir carries
// its lineage on.
func follow[K comparable](before, now []crew[K]) heirs {
	bonds := bonded(before, now)
	ancestors, successors := make([][]bond, len(now)), make([]int, len(before))
	h := heirs{heirs: make([]int, len(now))}
	for i := range h.heirs {
		h.heirs[i] = -1
	}
	given := make([]bool, len(before))
	for _, b := range bonds {
		ancestors[b.now] = append(ancestors[b.now], b)
		successors[b.before]++
		if h.heirs[b.now] < 0 && !given[b.before] {
			h.heirs[b.now], given[b.before] = b.before, true
		}
	}
	for i, c := range now {
		r := Relation{Kin: c.Kin, From: []Ancestor{}}
		for _, b := range ancestors[i] {
			r.From = append(r.From, Ancestor{before[b.before].Kin, b.shared})
		}
		r.Relation, r.Moved = relation(r, successors, ancestors[i]), moved(r)
		h.now = append(h.now, r)
	}
	for i, c := range before {
		if successors[i] == 0 {
			h.ended = append(h.ended, c.Kin)
		}
	}
	return h
}

// bonded finds the bonds, those of most shared accounts first; ids settle ties.
func bonded[K comparable](before, now []crew[K]) []bond {
	at := map[K][]int{}
	for i, c := range before {
		for _, a := range c.accounts {
			at[a] = append(at[a], i)
		}
	}
	var bonds []bond
	for j, c := range now {
		shared := map[int]int{}
		for _, a := range c.accounts {
			for _, i := range at[a] {
				shared[i]++
			}
		}
		for i, n := range shared {
			same := n == len(c.accounts) && n == len(before[i].accounts)
			share := kinShare*n >= min(len(c.accounts), len(before[i].accounts))
			if same || n >= kinLeast && share {
				bonds = append(bonds, bond{i, j, n})
			}
		}
	}
	slices.SortFunc(bonds, func(a, b bond) int {
		return cmp.Or(cmp.Compare(b.shared, a.shared), cmp.Compare(before[a.before].ID, before[b.before].ID), cmp.Compare(now[a.now].ID, now[b.now].ID))
	})
	return bonds
}

func relation(r Relation, successors []int, ancestors []bond) string {
	switch {
	case len(ancestors) == 0:
		return Fresh
	case len(ancestors) > 1:
		return Merged
	case successors[ancestors[0].before] > 1:
		return Split
	case r.Accounts > r.From[0].Accounts:
		return Grew
	case r.Accounts < r.From[0].Accounts:
		return Shrank
	}
	return Same
}

func moved(r Relation) string {
	was := slices.ContainsFunc(r.From, func(a Ancestor) bool { return a.Kind == KindCampaign })
	switch {
	case len(r.From) == 0 || was == (r.Kind == KindCampaign):
		return ""
	case was:
		return Unnamed
	}
	return Named
}
