package campaign

import (
	"math"

	"github.com/stillhunt/stillhunt/internal/stat"
)

// hypothesis is what a group of accounts can be.
type hypothesis int

// Crowd is the null: unrelated people. It is what the p-value tests; the
// others are rivals, which a campaign must beat one by one.
const (
	campaignH hypothesis = iota
	broadH               // a campaign that sends what people send; it stands beside campaignH, and is no rival
	crowdH
	organisationH
	resellerH
	campusH
	fleetH
	evaluationH
	vendorH
	appH   // customers with applications of their own, each with its template
	usersH // the users of one application
	rushH  // strangers who come for a new model and try it out
	hypotheses
)

var hypothesisNames = [hypotheses]string{"campaign", "campaign", "crowd", "organisation", "reseller", "campus", "agent-fleet", "evaluation", "data-vendor", "templated-app", "templated-app", "release-rush"}

// cannotTell is reported for a group that no hypothesis explains.
const cannotTell = "cannot-tell"

// density is what a detector expects of its figure under one hypothesis: the
// probabilities of classes, or a normal law.
type density interface{ log(x float64) float64 }

// normal is a normal law with one part in twenty spread five times as wide, so
// that one strange figure never decides alone.
type normal struct{ mean, sd float64 }

func (n normal) log(x float64) float64 {
	return stat.LogSumExp([]float64{
		math.Log(.95) + stat.NormalLogPDF(x, n.mean, n.sd),
		math.Log(.05) + stat.NormalLogPDF(x, n.mean, 5*n.sd)})
}

// classes are the probabilities of the values 0, 1, 2 … of a figure that sorts
// groups into kinds.
type classes []float64

func (c classes) log(x float64) float64 { return math.Log(c[int(x)]) }

// either is an even mixture of two laws.
type either [2]density

func (e either) log(x float64) float64 {
	return stat.LogSumExp([]float64{e[0].log(x), e[1].log(x)}) - math.Ln2
}

// expectations are a detector's densities; a nil one is the crowd's.
type expectations [hypotheses]density

// loudOrHidden gives the log-likelihoods of a figure of a loud campaign and of one
// that hides; they are the same where the law is one.
func (e *expectations) loudOrHidden(x float64) (loud, hidden float64) {
	if two, ok := e[campaignH].(either); ok {
		return two[0].log(x), two[1].log(x)
	}
	one := e[campaignH].log(x)
	return one, one
}

func within(x, limit float64) float64 { return math.Max(-limit, math.Min(limit, x)) }

// against gives the log-likelihood ratio of a campaign of one form, campaignH or
// broadH, over h for figure x, within ±limit nats.
func (e *expectations) against(form, h hypothesis, x, limit float64) float64 {
	return within(e.of(form).log(x)-e.of(h).log(x), limit)
}

func (e *expectations) of(h hypothesis) density {
	switch {
	case e[h] != nil:
		return e[h]
	case h == broadH:
		return e[campaignH]
	}
	return e[crowdH]
}
