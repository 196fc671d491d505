package campaign

import (
	"math"

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
	in := newSigned(ix, c.signature)
	asked := newMarks(len(ix.ByAccount))
	for _, a := range c.accounts {
		asked.add(a)
	}
	var base link.Nats // share of others that show any signature value, at most
	for _, t := range c.signature {
		if t.odds <= 0 {
			continue
		}
		v := &ix.Values[t.value]
		base[link.Place(v.Trait)] += float64(len(v.Holders)) / float64(ix.Accounts)
		if f := link.Traits[v.Trait].Family; f == link.Content || f == link.Payment || f == link.Network {
			for _, h := range v.Holders {
				asked.add(h.Account)
			}
		}
	}
	covered, covers := in.covered(ix, c.accounts)
	prior := math.Log(float64(len(c.accounts)) / float64(max(1, ix.Accounts-len(c.accounts))))
	least := 2
	if c.pool != nil {
		least = 1 // discovery by text compared everybody with everybody
	}
	var out []belonging
	for a := range asked.each {
		nats, shown := in.shows(ix, a, c.pool != nil)
		said := shown
		for f, p := range covered {
			if covers[f] && !shown[f] && knows(s, a, link.Families[f]) {
				n := float64(len(c.accounts))
				missing, others := (n*(1-p)+.5)/(n+1), 1-math.Min(base[f], p)+.02
				nats[f], said[f] = math.Max(-link.CapAt(f), math.Log(missing/others)), true
			}
		}
		if c.pool != nil {
			nats[semantics], said[semantics] = 0, true
			if _, ok := c.pool.posterior[a]; ok {
				nats[semantics] = c.pool.belongs(a, prior)
			}
		}
		total, speak := prior, 0
		for _, x := range nats {
			total += x
			if x >= 1 {
				speak++
			}
		}
		if p := stat.Logistic(total); p >= keep && speak >= least {
			b := belonging{account: a, probability: p, nats: map[link.Family]float64{}, pooled: c.pool != nil}
			for at, f := range link.Families {
				if said[at] {
					b.nats[f] = nats[at]
				}
			}
			b.framed = framedExchanges(ix, in, a)
			b.frames = math.Min(1, float64(b.framed)/float64(s.Accounts[a].Exchanges))
			out = append(out, b)
		}
	}
	return out
}

var semantics = link.PlaceOf(link.Semantics)

// covered is, by family, the share of accounts that show any value of the
// signature, and whether one does.
func (s *signed) covered(ix *link.Index, accounts []int32) (shares link.Nats, any [len(link.Nats{})]bool) {
	for _, a := range accounts {
		var seen [len(shares)]bool
		for _, v := range ix.ByAccount[a] {
			if s.has(v) {
				seen[link.Place(ix.Values[v].Trait)] = true
			}
		}
		for f, yes := range seen {
			if yes {
				shares[f] += 1 / float64(len(accounts))
				any[f] = true
			}
		}
	}
	return shares, any
}

// shows is, by family, the best that an account shows of the signature, and
// whether it shows anything.
func (s *signed) shows(ix *link.Index, account int32, pooled bool) (nats link.Nats, shown [len(link.Nats{})]bool) {
	for k, v := range ix.ByAccount[account] {
		if !s.has(v) {
			continue
		}
		odds, trait := s.odds[v], ix.Values[v].Trait
		if t := &link.Traits[trait]; t.Counted {
			few := 1.
			if !pooled && t.Family == link.Content {
				few = float64(planted - 1) // strangers meet in a prompt, once
			}
			times := float64(ix.Times[account][k])
			odds *= times / (times + few)
		}
		f := link.Place(trait)
		shown[f] = true
		nats[f] = math.Max(nats[f], math.Min(odds, link.CapAt(f)))
	}
	return nats, shown
}

// framedExchanges counts the exchanges of an account that carry a frame of the
// signature: the largest, over the places a frame can stand (opening, closing,
// whole prompt, system prompt), of the sums over its frames.
func framedExchanges(ix *link.Index, in *signed, account int32) int64 {
	sums := make([]int64, len(link.Traits))
	var most int64
	for k, v := range ix.ByAccount[account] {
		if !in.has(v) {
			continue
		}
		if t := ix.Values[v].Trait; link.Traits[t].Family == link.Content {
			sums[t] += int64(ix.Times[account][k])
			most = max(most, sums[t])
		}
	}
	return most
}

// signed is the part of a signature that speaks for belonging. Most values that
// an account shows are not in it: a bit for every value says so at once.
type signed struct {
	odds map[int32]float64
	in   marks
}

func newSigned(ix *link.Index, signature []trace) *signed {
	s := &signed{map[int32]float64{}, newMarks(len(ix.Values))}
	for _, t := range signature {
		if t.odds > 0 {
			s.odds[t.value] = t.odds
			s.in.add(t.value)
		}
	}
	return s
}

func (s *signed) has(value int32) bool { return s.in.has(value) }

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
