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
	// Score gives each account's number, in the order of the traffic's accounts;
	// −Inf where it cannot be computed.
	Score func(*Traffic) []float64
}

// Rules lists them all.
func Rules() []Rule {
	return []Rule{perAccountLimit, prada, seat, mmd, evilCohort, synchroTrap1, synchroTrap3, cardOrDevice, fraudar, signalSum}
}

// Rate is the share of innocents that every rule is tuned to accuse at most.
const Rate = .001

// Setting is the threshold that a rule runs at.
type Setting struct {
	Threshold float64 `json:"threshold"`
	// Tuned says that the threshold was set on training worlds; if not, no
	// threshold keeps to Rate there and still accuses anybody, and it is the
	// published one.
	Tuned bool `json:"tuned"`
}

// Example is an account's number in a training world.
type Example struct {
	Score    float64
	Innocent bool
}

// Tune gives the threshold at which at most Rate of the innocents of the training
// worlds are accused: half way between the lowest number that still keeps to it
// and the next below.
func (r Rule) Tune(training []Example) Setting {
	published := Setting{Threshold: r.Published}
	sorted := slices.Clone(training)
	slices.SortFunc(sorted, func(a, b Example) int { return cmp.Compare(b.Score, a.Score) })
	innocents := 0
	for _, e := range sorted {
		if e.Innocent {
			innocents++
		}
	}
	best, wrong := math.Inf(1), 0
	for i := 0; i < len(sorted); {
		score := sorted[i].Score
		for ; i < len(sorted) && sorted[i].Score == score; i++ {
			if sorted[i].Innocent {
				wrong++
			}
		}
		if math.IsInf(score, -1) {
			break
		}
		if float64(wrong) > Rate*float64(innocents) {
			if !math.IsInf(best, 1) {
				best = (best + score) / 2
			}
			break
		}
		best = score
	}
	if math.IsInf(best, 1) {
		return published
	}
	return Setting{best, true}
}

// Accuses reports whether a number is accused at the setting.
func (s Setting) Accuses(score float64) bool { return score >= s.Threshold && !math.IsInf(score, -1) }
