package campaign

import (
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/link/twin"
	"github.com/stillhunt/stillhunt/profile"
)

// pool is a group that discovery by text found: accounts that seem to draw
// their prompts from one pool of tasks.
type pool struct {
	value     int32             // of the index
	posterior map[int32]float64 // of its accounts
}

// crowdOf is the part of the accounts looked at, one in crowdOf, beyond which a
// pool is what everybody asks.
const crowdOf = 4

// pools puts what discovery found into the index, the groups that are large
// enough.
func pools(ix *link.Index, s *profile.Set, found *twin.Finding) []pool {
	if found == nil {
		return nil
	}
	var out []pool
	for _, g := range found.Groups {
		p := pool{posterior: map[int32]float64{}}
		var accounts []int32
		for k, m := range g.Members {
			if i, ok := s.Find(g.Accounts[k]); ok {
				p.posterior[i] = m.Posterior
				accounts = append(accounts, i)
			}
		}
		if len(accounts) < Least || crowdOf*len(accounts) > found.Seen.Accounts {
			continue
		}
		slices.Sort(accounts)
		p.value = ix.AddPool(accounts, found.Seen.Accounts)
		out = append(out, p)
	}
	return out
}

// partOf is how many times as large as a candidate a pool is that takes it in.
const partOf = 4

// withPools adds to the candidates of the links the pools that none of them
// covers. A candidate that is a small part of a pool gives way to it: what its
// accounts share is part of the pool's signature. A larger one stays, and so does
// one that means hold together; its accounts are of whichever they more probably
// belong to.
func withPools(ix *link.Index, cs []candidate, ps []pool) []candidate {
	home := make(map[int32]int)
	for i, c := range cs {
		for _, a := range c.accounts {
			home[a] = i
		}
	}
	drop := map[int]bool{}
	var added []candidate
	for i := range ps {
		holders := ix.Values[ps[i].value].Holders
		in := map[int]int{}
		for _, h := range holders {
			if at, ok := home[h.Account]; ok {
				in[at]++
			}
		}
		covered := false
		for _, n := range in {
			covered = covered || 2*n >= len(holders)
		}
		if covered {
			continue
		}
		for at, n := range in {
			small := partOf*len(cs[at].accounts) <= len(holders) && 2*n >= len(cs[at].accounts)
			drop[at] = drop[at] || small && !tied(ix, cs[at].accounts)
		}
		c := candidate{pool: &ps[i]}
		for _, h := range holders {
			c.accounts = append(c.accounts, h.Account)
		}
		added = append(added, c)
	}
	var out []candidate
	for i, c := range cs {
		if !drop[i] {
			out = append(out, c)
		}
	}
	return append(out, added...)
}

// tied reports whether exits and cards hold accounts together, beyond what a
// random group has in common.
func tied(ix *link.Index, accounts []int32) bool {
	x := coordination(ix, accounts)
	return x[link.Network]+x[link.Payment] >= leastTies
}

// leastTies is in nats; groups drawn at random have one or two.
const leastTies = 5

// belongs is what being in a pool says of an account, in nats: its posterior
// against the share of accounts that are in the group.
func (p *pool) belongs(account int32, prior float64) float64 {
	x := math.Min(p.posterior[account], .99)
	if x <= 0 {
		return math.Inf(-1)
	}
	return math.Log(x/(1-x)) - prior
}
