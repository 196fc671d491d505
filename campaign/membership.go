package campaign

import (
	"maps"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// belonging is how an account stands to a candidate.
type belonging struct {
	account     int32
	probability float64
	nats        map[link.Family]float64
	frames      float64 // share of its exchanges that carry a prompt frame of the candidate
	framed      int64   // how many do
	pooled      bool    // the candidate was found by what is asked, not by ties
	foreign     float64 // nats that its conversations speak against the group; 0 if they do not
}

// recruit weighs every account that shows something of the candidate's
// signature, member so far or not: for each family the log-odds of its best
// value, or the log-odds of showing none; families add up, each within its
// cap, to the prior log(members/others). It sorts by account and keeps
// probabilities of at least keep.
func recruit(ix *link.Index, s *profile.Set, c *candidate, keep float64) []belonging {
	pool := map[int32]struct{}{}
	for _, a := range c.accounts {
		pool[a] = struct{}{}
	}
	inSignature := signed{odds: map[int32]float64{}, bits: make([]uint64, len(ix.Values)/64+1)}
	covered := map[link.Family]float64{} // share of members that show any signature value
	base := map[link.Family]float64{}    // share of others that do, at most
	for _, t := range c.signature {
		if t.odds <= 0 {
			continue
		}
		inSignature.add(t)
		v := &ix.Values[t.value]
		f := link.Traits[v.Trait].Family
		base[f] += float64(len(v.Holders)) / float64(ix.Accounts)
		if f == link.Content || f == link.Payment || f == link.Network {
			for _, h := range v.Holders {
				pool[h.Account] = struct{}{}
			}
		}
	}
	for _, a := range c.accounts {
		seen := map[link.Family]bool{}
		for _, v := range ix.ByAccount[a] {
			if inSignature.has(v) {
				seen[link.Traits[ix.Values[v].Trait].Family] = true
			}
		}
		for f := range seen {
			covered[f] += 1 / float64(len(c.accounts))
		}
	}
	prior := math.Log(float64(len(c.accounts)) / float64(max(1, ix.Accounts-len(c.accounts))))
	least := 2
	if c.pool != nil {
		least = 1 // discovery by text compared everybody with everybody
	}
	var out []belonging
	for _, a := range slices.Sorted(maps.Keys(pool)) {
		b := belonging{account: a, nats: map[link.Family]float64{}, pooled: c.pool != nil}
		shown := map[link.Family]bool{}
		for k, v := range ix.ByAccount[a] {
			if !inSignature.has(v) {
				continue
			}
			odds, t := inSignature.odds[v], link.Traits[ix.Values[v].Trait]
			if t.Counted {
				few := 1.
				if c.pool == nil && t.Family == link.Content {
					few = float64(planted - 1) // strangers meet in a prompt, once
				}
				times := float64(ix.Times[a][k])
				odds *= times / (times + few)
			}
			shown[t.Family] = true
			b.nats[t.Family] = math.Max(b.nats[t.Family], math.Min(odds, link.Caps[t.Family]))
		}
		for f, p := range covered {
			if !shown[f] && knows(s, a, f) {
				n := float64(len(c.accounts))
				missing, others := (n*(1-p)+.5)/(n+1), 1-math.Min(base[f], p)+.02
				b.nats[f] = math.Max(-link.Caps[f], math.Log(missing/others))
			}
		}
		if c.pool != nil {
			b.nats[link.Semantics] = 0
			if _, ok := c.pool.posterior[a]; ok {
				b.nats[link.Semantics] = c.pool.belongs(a, prior)
			}
		}
		b.framed = framedExchanges(ix, &inSignature, a)
		b.frames = math.Min(1, float64(b.framed)/float64(s.Accounts[a].Exchanges))
		total := prior
		for _, f := range link.Families {
			total += b.nats[f]
		}
		b.probability = stat.Logistic(total)
		if b.probability >= keep && families(b.nats) >= least {
			out = append(out, b)
		}
	}
	return out
}

// framedExchanges counts the exchanges of an account that carry a frame of the
// signature: the largest, over the places a frame can stand (opening, closing,
// whole prompt, system prompt), of the sums over its frames.
func framedExchanges(ix *link.Index, in *signed, account int32) int64 {
	sums := map[int]int64{}
	var most int64
	for k, v := range ix.ByAccount[account] {
		if !in.has(v) {
			continue
		}
		if t := ix.Values[v].Trait; link.Traits[t].Family == link.Content {
			sums[t] += ix.Times[account][k]
			most = max(most, sums[t])
		}
	}
	return most
}

// signed is the part of a signature that speaks for belonging. Most values that
// an account shows are not in it: a bit for every value says so at once.
type signed struct {
	odds map[int32]float64
	bits []uint64
}

func (s *signed) add(t trace) {
	s.odds[t.value] = t.odds
	s.bits[t.value>>6] |= 1 << (t.value & 63)
}

func (s *signed) has(value int32) bool { return s.bits[value>>6]>>(value&63)&1 == 1 }

// families counts the families that speak for belonging by at least one nat.
func families(nats map[link.Family]float64) int {
	n := 0
	for _, w := range nats {
		if w >= 1 {
			n++
		}
	}
	return n
}

// knows reports whether a family could have been observed for an account at all.
func knows(s *profile.Set, a int32, f link.Family) bool {
	x := &s.Accounts[a]
	switch f {
	case link.Network:
		return x.Networks > 0
	case link.Content:
		return x.WithContent > 0
	case link.Payment:
		return x.Facts.Card != 0
	case link.Lifecycle:
		return x.Facts.Created > 0
	case link.Client:
		return len(x.Agents) > 0
	}
	return false
}
