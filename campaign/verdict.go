package campaign

import (
	"math"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
)

// The bars that a group must clear to be named a campaign, besides the false
// discovery rate.
const (
	leastFamilies = 2   // families of coordination, each a nat beyond chance
	leastHarvest  = 3.  // nats of behaviour over a crowd
	leastTiming   = 3.  // nats over a crowd from which timing is a family of coordination
	leastOdds     = 3.  // nats over every rival hypothesis: twenty to one
	fewPayers     = 5   // below it, twice that
	farOdds       = 1.5 // times that, where what is asked says nothing, or the group was cut out by its frames
	withoutMeans  = 1.5 // times as much harvest, where nothing is shared that is bought or run
)

// families counts the families of coordination: those whose links are worth a
// nat, and timing, which links nobody and so confirms what others found, if it
// speaks clearly.
func (g *group) families() int {
	n := 0
	if g.timed() >= leastTiming {
		n++
	}
	for _, f := range link.Families {
		if g.links[f] >= 1 {
			n++
		}
	}
	return n
}

// timed is what timing says of the group over a crowd, in nats.
func (g *group) timed() float64 {
	total := 0.
	for _, f := range g.findings {
		if f.detector.family == link.Timing {
			total += f.nats[crowdH]
		}
	}
	return total
}

// bar is the odds that the nearest rival must be beaten by. Three or four
// payers are soon alike by accident, whatever the number of their accounts.
func (g *group) bar() float64 {
	switch {
	case g.payers > 0 && g.payers < fewPayers:
		return 2 * leastOdds
	case g.ordinary, g.stream != nil:
		return farOdds * leastOdds
	}
	return leastOdds
}

// least is the harvest that a campaign must show: half as much again where its
// accounts share no means.
func (g *group) least() float64 {
	if g.means() {
		return leastHarvest
	}
	return withoutMeans * leastHarvest
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
		if g.odds[h] < g.odds[best] && g.rival(h) {
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
		return g.explained(h)
	case odds < g.bar(), g.q > fdr, g.harvest < g.least(), !g.means() && g.pool == nil:
		return cannotTell
	}
	return ""
}

// explained names the rival that won. Who took up no release is no rush: then it
// is the next that beats a campaign, if one does.
func (g *group) explained(h hypothesis) string {
	if x, _ := g.figure(&pivot); h != rushH || x > 0 {
		return hypothesisNames[h]
	}
	next := *g
	next.odds[rushH] = math.Inf(1)
	if h, odds := next.nearest(); odds < 0 {
		return hypothesisNames[h]
	}
	return cannotTell
}

// rival reports whether a hypothesis can be weighed: where no release is known,
// a rush cannot be told from anybody else.
func (g *group) rival(h hypothesis) bool {
	_, known := g.figure(&pivot)
	return h != rushH || known
}

// figure is what a detector measured of the group.
func (g *group) figure(d *detector) (x float64, ok bool) {
	for _, f := range g.findings {
		if f.detector == d {
			return f.figure, true
		}
	}
	return 0, false
}

// confidence follows the evidence's breadth and margin; a hunt without
// calibration is never sure.
func (g *group) confidence(state string) string {
	_, odds := g.nearest()
	switch {
	case state != calibrated:
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
