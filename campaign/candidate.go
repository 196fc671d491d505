package campaign

import (
	"cmp"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/link"
)

// Least is the smallest group that is assessed: below it a household, a small
// team and a handful of keys look like an operator.
const Least = 10

// seed is the smallest community that merging may start from.
const seed = 3

// candidate is a set of accounts that may have one operator.
type candidate struct {
	accounts  []int32      // ascending
	signature []trace      // what its members share, by value
	shown     []link.Shown // by its members, while it is merged
	pool      *pool        // that it was found as; nil if links found it
	seam      *seam        // the first families without which it falls into parts; nil if none
}

// trace is one value of a signature.
type trace struct {
	value int32
	share float64 // of members that show it
	odds  float64 // log(share among members / share among the others)
}

// signatureShare is the share of members from which a value is part of a
// group's signature.
const signatureShare = .05

// Candidates are the groups worth assessing: the communities of the evidence
// graph, merged where their pooled evidence says that they are parts of one,
// sorted by their first account.
func candidates(ix *link.Index) []candidate {
	communities := link.Communities(len(ix.ByAccount), ix.Edges(), seed)
	cs := make([]candidate, len(communities))
	for i, c := range communities {
		cs[i] = counted(ix, c)
	}
	for range 4 { // parts that only a merged whole is like
		merged := merge(ix, cs)
		if len(merged) == len(cs) {
			break
		}
		cs = merged
	}
	cs = slices.DeleteFunc(cs, func(c candidate) bool { return len(c.accounts) < Least })
	for i := range cs {
		cs[i].shown = nil
	}
	slices.SortFunc(cs, func(a, b candidate) int { return cmp.Compare(a.accounts[0], b.accounts[0]) })
	return cs
}

// counted is a candidate of some accounts that keeps what they show.
func counted(ix *link.Index, accounts []int32) candidate {
	c := candidate{accounts: accounts, shown: ix.Count(accounts)}
	c.signAs(ix, c.shown)
	return c
}

// sign computes the signature: the values that at least signatureShare of the
// members, and two of them, show.
func (c *candidate) sign(ix *link.Index) { c.signAs(ix, ix.Count(c.accounts)) }

func (c *candidate) signAs(ix *link.Index, shown []link.Shown) {
	c.signature = c.signature[:0]
	n := float64(len(c.accounts))
	for _, s := range shown {
		k := s.Accounts
		if k < 2 || float64(k) < signatureShare*n && k < 5 {
			continue
		}
		others := float64(ix.Accounts - len(c.accounts))
		outside := (float64(len(ix.Values[s.Value].Holders)-int(k)) + .5) / (others + 1)
		share := float64(k) / n
		c.signature = append(c.signature, trace{s.Value, share, math.Log(share / outside)})
	}
}
