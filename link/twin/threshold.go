package twin

import (
	"cmp"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/stat"
)

// Of the calibration of θ on the traffic at hand.
const (
	crowds = 8   // components that there must be
	outer  = .85 // quantile of closeness from which on a component may be a group
)

// null is the law of closeness, −ln(θ + se), over crowds of people who ask for
// like things: normal, by its median and the slope of its closer half.
type null struct{ center, scale float64 }

// calibrate learns how close to one pool like-minded people come, from the
// components of this traffic. Most of them are people, and the closest are left
// out of the fit: what lies beyond the outer quantile can be whatever it is.
// The scale is the slope through the median of the closer half against normal
// scores. False if there are too few components to tell.
//
// The exponential tail that the prototype used needs to know which components
// are people; where it starts from those that surely are, it stops at the first
// gap or swallows the groups one by one.
func calibrate(components []component) (null, bool) {
	var scores []float64
	for i := range components {
		if c := &components[i]; c.counts() {
			scores = append(scores, c.score())
		}
	}
	n := len(scores)
	if n < crowds {
		return null{}, false
	}
	slices.Sort(scores)
	center := stat.Quantile(scores, .5)
	products, squares := 0.0, 0.0
	for i := n / 2; float64(i)+.5 <= outer*float64(n); i++ {
		z := normal((float64(i) + .5) / float64(n))
		products += z * (scores[i] - center)
		squares += z * z
	}
	if !(products > 0) {
		return null{}, false // they are all alike
	}
	return null{center, products / squares}, true
}

// normal is the quantile of the standard normal law.
func normal(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// counts reports whether a component is large enough to say something.
func (c *component) counts() bool {
	return c.pool != nil && c.pool.accounts >= smallest && !math.IsInf(c.se, 0)
}

// nothing is the least θ that is told from none.
const nothing = 1e-6

// score is how close a component's accounts are.
func (c *component) score() float64 { return -math.Log(math.Max(c.theta+c.se, nothing)) }

// p is the chance for a crowd of people to be as close as a component.
func (n null) p(c *component) float64 {
	return math.Erfc((c.score()-n.center)/n.scale/math.Sqrt2) / 2
}

// threshold is the θ + se below which a crowd lies with the chance level.
func (n null) threshold(level float64) float64 {
	return math.Exp(-n.center - n.scale*normal(1-level))
}

// closer orders components by how close their accounts are.
func closer(a, b component) int { return cmp.Compare(a.score(), b.score()) }
