package campaign

import "github.com/stillhunt/stillhunt/link"

// kinship is what two groups must share, in nats, for one to be taken for the
// other's successor: less than merging them asks for, since new cards and exits
// are what a successor buys, but never nothing. The time of its beginning is
// evidence only of what this has tied to the old pool.
const kinship = 3

// succeed ties groups to groups that were suspended before: at least half of the
// old one within a day, the new one begun within a day of it for the larger
// part, and prompts, clients or other values in common. Of several old ones the
// nearest kin is taken.
func succeed(ix *link.Index, c *calibrator, gs []*group) {
	for _, old := range gs {
		before := &view{s: c.s, ix: ix, pop: c.pop, accounts: old.accounts}
		if _, _, n := banned(before); 2*n < len(old.accounts) {
			continue
		}
		for _, g := range gs {
			if g == old {
				continue
			}
			v := &view{s: c.s, ix: ix, pop: c.pop, accounts: g.accounts, old: old.accounts}
			s, ok := findSuccession(v)
			if !ok || s.followed < leastTimed || s.followed < s.others {
				continue
			}
			a, b := newPart(ix, old.accounts), newPart(ix, g.accounts)
			if nats, _ := agree(ix, &a, &b); nats >= kinship && nats > g.kin {
				g.old, g.kin = old.accounts, nats
			}
		}
	}
}
