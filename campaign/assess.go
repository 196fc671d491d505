package campaign

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// The bars that a group must clear to be named a campaign, besides the false
// discovery rate.
const (
	leastFamilies = 2  // families of coordination, each a nat beyond chance, each a nat beyond chance
	leastHarvest  = 3. // nats of behaviour over a crowd
	leastOdds     = 3. // nats over every rival hypothesis: twenty to one
	fewPayers     = 5  // below it, twice that
)

// Options are the operator's choices.
type Options struct {
	FDR    float64
	Key    key.Key
	Known  map[string]Known // by account id
	Fields map[string]int64 // exchanges that carried a key of the record
}

// Known is what the operator has said of an account by --known.
type Known struct{ Name, Kind string }

// Assessment is what a hunt found, with what the tables need beside campaigns.json.
type Assessment struct {
	Campaigns, Groups []Assessed
	Calibration       Calibration
	Nulls             []NullScore
	NotComputable     []NotComputable
}

// Assessed is a group with its members' places in the profile set.
type Assessed struct {
	Group
	Accounts  []int32 // of Members, in their order
	Evidence  [][]Evidence
	Signature []int32 // values of the index that the members share
}

// NullScore is one innocent group of the calibration.
type NullScore struct {
	Size  int
	Score float64
}

// group is a candidate under assessment.
type group struct {
	candidate
	members  []belonging
	findings []finding
	links    map[link.Family]float64
	harvest  float64
	payers   int // distinct; 0 if not known for half of the accounts
	p, q     float64
	odds     [hypotheses]float64
}

// Assess finds the candidates, weighs them, and sorts them into campaigns and
// other coordinated groups.
func Assess(ctx context.Context, ix *link.Index, s *profile.Set, o Options) (*Assessment, error) {
	cs := candidates(ix)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := newCalibrator(ix, s, cs)
	gs := settle(ix, s, cs)
	ps := make([]float64, len(gs))
	for i, g := range gs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g.weigh(ix, c)
		ps[i] = g.p
	}
	for i, q := range stat.BenjaminiHochberg(ps) {
		gs[i].q = q
	}
	a := &Assessment{NotComputable: notComputable(s, o.Fields), Calibration: c.describe()}
	for _, g := range gs {
		if !g.coordinated() {
			continue // no more alike than a crowd
		}
		out := g.describe(ix, s, c, o)
		if out.Hypothesis == "" {
			a.Campaigns = append(a.Campaigns, out)
		} else {
			a.Groups = append(a.Groups, out)
		}
	}
	order := func(x, y Assessed) int { return cmp.Or(cmp.Compare(y.Exchanges, x.Exchanges), cmp.Compare(x.ID, y.ID)) }
	slices.SortFunc(a.Campaigns, order)
	slices.SortFunc(a.Groups, order)
	for _, size := range sortedKeys(c.nulls) {
		if n := c.nulls[size]; n != nil {
			for _, score := range n.Scores {
				a.Nulls = append(a.Nulls, NullScore{n.Size, stat.Round6(score)})
			}
		}
	}
	return a, nil
}

// settle takes every candidate's core and recruits for it, twice, so that a member that a link
// missed is found by the whole group's evidence and one that a link caught by
// accident is let go. An account belongs to the candidate that it most
// probably belongs to.
func settle(ix *link.Index, s *profile.Set, cs []candidate) []*group {
	gs := make([]*group, 0, len(cs))
	for i := range cs {
		g := &group{candidate: candidate{accounts: ix.Core(cs[i].accounts)}}
		g.sign(ix)
		gs = append(gs, g)
	}
	for range 2 {
		best := map[int32]float64{}
		home := map[int32]int{}
		for i, g := range gs {
			g.members = recruit(ix, s, &g.candidate, .02)
			for _, m := range g.members {
				if p, ok := best[m.account]; !ok || m.probability > p {
					best[m.account], home[m.account] = m.probability, i
				}
			}
		}
		for i, g := range gs {
			g.members = slices.DeleteFunc(g.members, func(m belonging) bool { return home[m.account] != i })
			g.accounts = g.accounts[:0:0]
			for _, m := range g.members {
				if m.probability >= .5 {
					g.accounts = append(g.accounts, m.account)
				}
			}
			g.sign(ix)
		}
		gs = slices.DeleteFunc(gs, func(g *group) bool { return len(g.accounts) < Least })
	}
	return gs
}

// weigh computes what the group's evidence is worth.
func (g *group) weigh(ix *link.Index, c *calibrator) {
	v := &view{s: c.s, ix: ix, pop: c.pop, accounts: g.accounts}
	g.findings = find(v, isAny)
	g.links = coordination(ix, g.accounts)
	for f, chance := range c.chance(len(g.accounts)) {
		g.links[f] = math.Max(0, g.links[f]-chance)
	}
	g.harvest = harvest(g.findings)
	g.payers = payers(v)
	g.p = 1
	if null := c.null(len(g.accounts)); null != nil {
		g.p = null.P(g.harvest)
	}
	for h := crowdH; h < hypotheses; h++ {
		g.odds[h] = against(g.findings, h)
	}
}

// coordination is, for each family, the mean over accounts of the strongest
// value of their common signature that an account shows: how much commoner the
// value is among them than elsewhere, in nats, within the family's cap.
func coordination(ix *link.Index, accounts []int32) map[link.Family]float64 {
	c := candidate{accounts: accounts}
	c.sign(ix)
	odds := map[int32]float64{}
	for _, t := range c.signature {
		odds[t.value] = t.odds
	}
	sum := map[link.Family]float64{}
	for _, a := range accounts {
		best := map[link.Family]float64{}
		for _, x := range ix.ByAccount[a] {
			if o, ok := odds[x]; ok {
				f := link.Traits[ix.Values[x].Trait].Family
				best[f] = math.Max(best[f], math.Min(o, link.Caps[f]))
			}
		}
		for _, f := range link.Families {
			sum[f] += best[f]
		}
	}
	for f := range sum {
		sum[f] /= float64(len(accounts))
	}
	return sum
}

// families counts the families of coordination that are worth a nat.
func (g *group) families() int {
	n := 0
	for _, f := range link.Families {
		if g.links[f] >= 1 {
			n++
		}
	}
	return n
}

// bar is the odds that the nearest rival must be beaten by. Three or four
// payers are soon alike by accident, whatever the number of their accounts:
// then it is twice as high.
func (g *group) bar() float64 {
	if g.payers > 0 && g.payers < fewPayers {
		return 2 * leastOdds
	}
	return leastOdds
}

func (g *group) coordinated() bool { return g.families() >= leastFamilies }

// means reports whether the accounts share what an operator buys or runs:
// exits, payers, clients and devices, reasoning blocks. The users of one
// application share its prompts, and a class the week of its sign-up, but no
// means.
func (g *group) means() bool {
	for _, f := range []link.Family{link.Network, link.Payment, link.Client, link.Replay} {
		if g.links[f] >= 1 {
			return true
		}
	}
	return false
}

// nearest gives the rival that comes closest, and the odds of a campaign over it.
func (g *group) nearest() (hypothesis, float64) {
	best := organisationH
	for h := organisationH; h < hypotheses; h++ {
		if g.odds[h] < g.odds[best] {
			best = h
		}
	}
	return best, g.odds[best]
}

// verdict gives the hypothesis that won: empty for a campaign.
func (g *group) verdict(fdr float64) string {
	h, odds := g.nearest()
	switch {
	case odds < 0:
		return hypothesisNames[h]
	case odds < g.bar(), g.q > fdr, g.harvest < leastHarvest, !g.means():
		return cannotTell
	}
	return ""
}

// confidence follows the evidence's breadth and margin; a hunt without
// calibration is never sure.
func (g *group) confidence(state string) string {
	_, odds := g.nearest()
	switch {
	case state != "calibrated":
		return "low"
	case odds >= 6 && g.families() >= 3:
		return "high"
	case odds >= 4:
		return "moderate"
	}
	return "low"
}

// likelihood puts the odds over the nearest rival into the terms of
// Intelligence Community Directive 203; short of high confidence it does not
// go beyond "very likely".
func likelihood(odds float64, confidence string) string {
	p := stat.Logistic(odds)
	if confidence != "high" {
		p = math.Min(p, .94)
	}
	switch {
	case p >= .95:
		return "almost certain"
	case p >= .8:
		return "very likely"
	case p >= .55:
		return "likely"
	case p >= .45:
		return "roughly even chance"
	case p >= .2:
		return "unlikely"
	case p >= .05:
		return "very unlikely"
	}
	return "almost no chance"
}
