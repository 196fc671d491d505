// Package baseline holds the detectors that others published, written from
// their papers, to be run on the same files as Stillhunt: one rule a file. Each
// gives every account a number, the more suspicious the greater, and accuses
// from a threshold on.
package baseline

import (
	"cmp"
	"math"
	"slices"
)

// Rule is one detector.
type Rule struct {
	Name   string
	Source string
	// Published is the threshold of its own authors, or where they leave it open
	// the one commonly used.
	Published float64
	// Forms names the settings of what the rule's paper leaves open or fits to its
	// own data; the first is the one that Published belongs to. Nil if there is one.
	Forms []string
	// Score gives, by form, each account's number in the order of the traffic's
	// accounts; −Inf where it cannot be computed.
	Score func(*Traffic) [][]float64
}

// alone is the score of a rule with one form.
func alone(score func(*Traffic) []float64) func(*Traffic) [][]float64 {
	return func(t *Traffic) [][]float64 { return [][]float64{score(t)} }
}

// Rules lists them all.
func Rules() []Rule {
	return []Rule{perAccountLimit, prada, seat, mmd, evilCohort, synchroTrap1, synchroTrap3, cardOrDevice, fraudar, signalSum}
}

// Rate is the share of innocents that every rule is tuned to accuse at most.
const Rate = .001

// Setting is the form and the threshold that a rule runs at.
type Setting struct {
	Form      int     `json:"form"`
	Threshold float64 `json:"threshold"`
	// Tuned says that both were set on training worlds; if not, no threshold of any
	// form keeps to Rate there and still accuses anybody, and it is the published one.
	Tuned bool `json:"tuned"`
}

// Example is an account's number in a training world.
type Example struct {
	Score    float64
	Innocent bool
}

// Tune gives the form, of those whose examples are given, that finds most
// campaign accounts of the training worlds at its own threshold; of equals the
// one that accuses fewest innocents, and then the one whose threshold is furthest
// from both sides.
func (r Rule) Tune(training [][]Example) Setting {
	out, best := Setting{Threshold: r.Published}, cut{hits: -1}
	for form, examples := range training {
		if c, ok := tune(examples); ok && c.better(best) {
			out, best = Setting{form, (c.above + c.below) / 2, true}, c
		}
	}
	return out
}

// cut is a threshold between two numbers, with whom it accuses.
type cut struct {
	above, below float64
	hits, wrong  int
}

func (c cut) better(than cut) bool {
	gap := func(c cut) float64 { return (c.above - c.below) / (math.Abs(c.above) + math.Abs(c.below) + 1e-12) }
	return cmp.Or(cmp.Compare(c.hits, than.hits), cmp.Compare(than.wrong, c.wrong), cmp.Compare(gap(c), gap(than))) > 0
}

// tune gives the lowest cut at which at most Rate of the innocents are accused;
// none if it accuses nobody.
func tune(examples []Example) (c cut, ok bool) {
	sorted := slices.Clone(examples)
	slices.SortFunc(sorted, func(a, b Example) int { return cmp.Compare(b.Score, a.Score) })
	innocents := 0
	for _, e := range sorted {
		innocents += one(e.Innocent)
	}
	for i := 0; i < len(sorted); {
		score, next := sorted[i].Score, c
		for ; i < len(sorted) && sorted[i].Score == score; i++ {
			next.wrong += one(sorted[i].Innocent)
			next.hits += one(!sorted[i].Innocent)
		}
		if math.IsInf(score, -1) {
			break
		}
		if float64(next.wrong) > Rate*float64(innocents) {
			c.below = score
			break
		}
		next.above, next.below = score, score
		c, ok = next, true
	}
	return c, ok
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Accuses reports whether a number is accused at the setting.
func (s Setting) Accuses(score float64) bool { return score >= s.Threshold && !math.IsInf(score, -1) }
