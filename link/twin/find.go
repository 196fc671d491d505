package twin

import (
	"cmp"
	"context"
	"slices"

	"github.com/stillhunt/stillhunt/lake"
)

// Found is a group with its members by hash, for whoever knows accounts by it.
type Found struct {
	Group
	Accounts []uint64 // of Members, in their order
}

// Finding is what discovery over the slices of a lake gave.
type Finding struct {
	Groups []Found
	Seen   Seen     // of the slice of first turns
	Looked []uint64 // the accounts of that slice, in the order of Seen.Nearest
}

// sliced are the slices looked at: camouflage that goes on as people's
// conversations do is not in the single turns.
var sliced = []lake.Turns{lake.FirstTurn, lake.SingleTurn}

// Find looks for groups in each slice. Of two that are mostly the same accounts
// the larger stays.
func Find(ctx context.Context, l lake.Lake, o Options) (*Finding, error) {
	centroids, err := Centroids()
	if err != nil {
		return nil, err
	}
	out := &Finding{}
	for i, turns := range sliced {
		accounts, err := Read(ctx, l, lake.Slice{Turns: turns})
		if err != nil {
			return nil, err
		}
		groups, seen, err := Discover(ctx, accounts, centroids, o)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			out.Seen = seen
			for _, a := range accounts {
				out.Looked = append(out.Looked, a.Hash)
			}
		}
		for _, g := range groups {
			f := Found{Group: g}
			for _, m := range g.Members {
				f.Accounts = append(f.Accounts, accounts[m.Account].Hash)
			}
			out.Groups = append(out.Groups, f)
		}
	}
	out.Groups = largest(out.Groups)
	return out, nil
}

// largest keeps of groups that are mostly the same accounts the largest one,
// and of equals the first.
func largest(groups []Found) []Found {
	slices.SortStableFunc(groups, func(a, b Found) int { return cmp.Compare(len(b.Accounts), len(a.Accounts)) })
	var out []Found
	home := map[uint64]int{}
	for _, g := range groups {
		in := map[int]int{}
		for _, a := range g.Accounts {
			if at, ok := home[a]; ok {
				in[at]++
			}
		}
		mostly := false
		for _, n := range in {
			mostly = mostly || 2*n >= len(g.Accounts)
		}
		if mostly {
			continue
		}
		for _, a := range g.Accounts {
			if _, ok := home[a]; !ok {
				home[a] = len(out)
			}
		}
		out = append(out, g)
	}
	return out
}
