package campaign

import (
	"maps"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/profile"
)

// Links can be poisoned: an operator sends from his victim's network, with his
// client, his prompts and a card of his, and each tie costs him one exchange.
// What a victim asks he cannot change. So a member whose conversations are not
// the group's is a customer of what the operator runs on, whatever ties it.
const (
	leastPart         = 1. / 4   // of what is typical of the group: the part that the operator sent of a member's conversations at least
	foreignOdds       = 3.       // nats from which an account is told to hold none of them: twenty to one
	telling           = .5       // nats a conversation, typical of the group, from which who shows nothing for it is not of it
	foreignRounds     = 6        // of leaving those out and looking again, at most
	mostConversations = 50.      // that an account counts for at most
	pseudo            = 50.      // conversations of everybody's that a group's topics are mixed with
	mostForeign       = 1. / 2   // of the members: of more, the topics do not tell whose group it is
	planted           = int64(5) // exchanges in the group's frames below which they may have been put there
)

// topics is how conversations of accounts fall on codewords.
type topics struct {
	law           [observe.Codewords]float64
	conversations float64
}

// topicsOf adds up those of all accounts.
func topicsOf(s *profile.Set) *topics {
	t := &topics{}
	for i := range s.Accounts {
		t.add(&s.Accounts[i], 1)
	}
	return t
}

// add takes an account in, or out with a sign of −1.
func (t *topics) add(a *profile.Account, sign float64) {
	n := conversations(a)
	w := sign * math.Min(n, mostConversations)
	for _, c := range a.Codes {
		t.law[c.Code] += w * float64(c.Conversations) / n
	}
	t.conversations += w
}

func conversations(a *profile.Account) (n float64) {
	for _, c := range a.Codes {
		n += float64(c.Conversations)
	}
	return n
}

// foreigners marks the members whose conversations are not the group's: with P
// the law of the other members' and Q that of everybody else's, over codewords,
// and α the part of an account's conversations that the operator sent,
//
//	L(α) = Σ n ln(1 − α + α P/Q),  max of L over α ≥ leastPart × typical < bar
//
// with typical the best α of members, as the median of the upper half. The bar
// is −foreignOdds, and 0 where the topics of the group's own are telling. A group
// that asks what everybody asks shows neither, P being Q.
func (g *group) foreigners(s *profile.Set, everybody *topics) {
	if g.pool != nil || everybody.conversations == 0 {
		return
	}
	others := *everybody
	for _, m := range g.members {
		others.add(&s.Accounts[m.account], -1)
	}
	for k := range others.law {
		others.law[k] = (math.Max(0, others.law[k]) + 1) / (others.conversations + observe.Codewords)
	}
	out := map[int32]float64{}
	for range foreignRounds {
		found := g.notOf(s, &others, out)
		if maps.Equal(found, out) {
			break
		}
		out = found
	}
	if float64(len(out)) > mostForeign*float64(len(g.members)) {
		return
	}
	for i := range g.members {
		g.members[i].foreign = out[g.members[i].account]
	}
}

// notOf is one round: the members that are not of the others, those left out
// before being no others, and the nats that say so.
func (g *group) notOf(s *profile.Set, others *topics, before map[int32]float64) map[int32]float64 {
	var own topics
	counts := func(m belonging) bool { return before[m.account] == 0 && m.probability >= .5 }
	for _, m := range g.members {
		if counts(m) {
			own.add(&s.Accounts[m.account], 1)
		}
	}
	said := make([]likelihoods, len(g.members))
	var part, nats []float64
	for i, m := range g.members {
		rest, a := own, &s.Accounts[m.account]
		if counts(m) {
			rest.add(a, -1)
		}
		said[i] = rest.speaks(others, a)
		if n := conversations(a); n > 0 && counts(m) {
			k := said[i].best(0)
			part, nats = append(part, parts[k]), append(nats, said[i][k]/math.Min(n, mostConversations))
		}
	}
	typical, bar := upper(part), -foreignOdds
	if upper(nats) >= telling {
		bar = 0
	}
	out := map[int32]float64{}
	for i, m := range g.members {
		l := said[i]
		if x := l[l.best(leastPart*typical)]; x < bar {
			out[m.account] = x
		}
	}
	return out
}

// upper is the median of the upper half; it sorts xs.
func upper(xs []float64) float64 {
	if len(xs) == 0 {
		return 0
	}
	slices.Sort(xs)
	return median(xs[len(xs)/2:])
}

// parts are the values of α that are tried.
var parts = [...]float64{0, .05, .1, .2, .3, .5, .7, .9}

// likelihoods are L(α) of an account for each of parts.
type likelihoods [len(parts)]float64

// best is the place of the likeliest part that is least at least.
func (l *likelihoods) best(least float64) int {
	at := len(parts) - 1
	for k := at; k >= 0 && parts[k] >= least; k-- {
		if l[k] >= l[at] {
			at = k
		}
	}
	return at
}

// speaks is what an account's conversations say of parts of them being drawn
// from these topics rather than none.
func (t *topics) speaks(others *topics, a *profile.Account) (l likelihoods) {
	scale := math.Min(1, mostConversations/math.Max(1, conversations(a)))
	for _, c := range a.Codes {
		q := others.law[c.Code]
		p := (math.Max(0, t.law[c.Code]) + pseudo*q) / (t.conversations + pseudo)
		for k, part := range parts {
			l[k] += scale * float64(c.Conversations) * math.Log(1-part+part*p/q)
		}
	}
	return l
}

// ownTopics says it in words.
func (b belonging) ownTopics() Evidence {
	nats := stat.Round6(b.foreign)
	return Evidence{string(link.Semantics), nats, []Reason{{"own-topics", "asks of its own what others ask, and not what the group asks", nats}}}
}
