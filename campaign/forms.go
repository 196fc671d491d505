package campaign

import (
	"math"

	"github.com/stillhunt/stillhunt/internal/stat"
)

// forms is what the figures of a family say, together, of a campaign that is
// loud in it, of one that hides, and of one that chooses for each figure.
type forms struct{ n, loud, hidden, each float64 }

// add takes in a figure by its log-likelihoods.
func (f *forms) add(loud, hidden float64) {
	f.n++
	f.loud += loud
	f.hidden += hidden
	f.each += evenly(loud, hidden)
}

// evenly is the log-likelihood of an even mixture.
func evenly(a, b float64) float64 { return stat.LogSumExp([]float64{a, b}) - math.Ln2 }

// share is what a figure adds to the log-likelihood of the whole. With w the
// posterior of the first of two parts and H its entropy,
//
//	ln ½(A + B) = w ln A + (1 − w) ln B + H(w) − ln 2
//
// so that sums within the parts stay sums; what is left is shared out evenly.
func (f *forms) share(loud, hidden float64) float64 {
	together := f.blend(f.loud, f.hidden, loud, hidden)
	return f.blend(evenly(f.loud, f.hidden), f.each, together, evenly(loud, hidden))
}

// blend mixes what a figure adds to two parts, a and b, whose log-likelihoods
// are wholeA and wholeB.
func (f *forms) blend(wholeA, wholeB, a, b float64) float64 {
	w := stat.Logistic(wholeA - wholeB)
	return w*a + (1-w)*b + math.Ln2*(stat.BinaryEntropy(w)-1)/f.n
}
