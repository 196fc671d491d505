package check

import (
	"math"
	"math/rand/v2"

	"github.com/stillhunt/stillhunt/proving/population"
)

// Leak is how well accounts of a class are told from innocents with the same
// kind of software by marks alone.
type Leak struct {
	Class     string   `json:"class"` // campaign or look-alike
	Kind      string   `json:"kind"`  // browsers or programs
	Accounts  int      `json:"accounts"`
	Innocents int      `json:"innocents"`
	AUC       float64  `json:"auc"`
	Error     float64  `json:"error"` // standard, where nothing can be told
	By        []string `json:"by"`    // the marks that told most
}

// folds of the cross-validation; fewest accounts on either side to judge by.
const (
	folds     = 5
	fewest    = 20
	leakNames = 3
)

// leaks tries each class and kind.
func leaks(all []*account) []Leak {
	var out []Leak
	for _, class := range []string{population.Campaign, population.Lookalike} {
		for _, kind := range []string{browser, program} {
			var t trial
			var dealt [2]int
			for _, a := range all {
				if a.kind() != kind || a.class != class && a.class != population.Benign {
					continue
				}
				c := int(yes(a.class == class))
				for _, m := range a.sample {
					t.x, t.y = append(t.x, m.over(a.known)), append(t.y, c == 1)
					// Dealt out in turn, so that every fold has its share; an
					// account's lines stay together.
					t.fold = append(t.fold, dealt[c]%folds)
				}
				dealt[c]++
			}
			if min(dealt[0], dealt[1]) < fewest {
				continue
			}
			fill(t.x)
			l := Leak{Class: class, Kind: kind, Accounts: dealt[1], Innocents: dealt[0], Error: chanceError(dealt[1], dealt[0])}
			l.AUC, l.By = t.crossed()
			out = append(out, l)
		}
	}
	return out
}

// fill puts the value of another line where a line does not show a mark: that
// there is none is behaviour, or a mark of its own.
func fill(x [][]float64) {
	r := rand.New(rand.NewPCG(3, 4))
	for k := range x[0] {
		var have []float64
		for i := range x {
			if !math.IsNaN(x[i][k]) {
				have = append(have, x[i][k])
			}
		}
		for i := range x {
			if math.IsNaN(x[i][k]) {
				x[i][k] = 0
				if len(have) > 0 {
					x[i][k] = have[r.IntN(len(have))]
				}
			}
		}
	}
}

// trial is lines with their marks, whether they are sought, and their fold.
type trial struct {
	x    [][]float64
	y    []bool
	fold []int
}

// crossed is the AUC of shallow boosted trees on lines of accounts that they
// were not grown on, and the marks that they went by.
func (t *trial) crossed() (float64, []string) {
	x, y, fold := t.x, t.y, t.fold
	gain := make([]float64, len(x[0]))
	total := 0.0
	for f := range folds {
		var tx [][]float64
		var ty []bool
		for i := range x {
			if fold[i] != f {
				tx, ty = append(tx, x[i]), append(ty, y[i])
			}
		}
		trees := grow(tx, ty, growth{rounds: 40, depth: 2, rate: .15, least: 8})
		var sought, others []float64
		for i := range x {
			if fold[i] != f {
				continue
			}
			if s := trees.score(x[i]); y[i] {
				sought = append(sought, s)
			} else {
				others = append(others, s)
			}
		}
		total += auc(sought, others) / folds
		for k := range gain {
			gain[k] += trees.gain[k]
		}
	}
	return total, leading(gain, markNames, leakNames)
}
