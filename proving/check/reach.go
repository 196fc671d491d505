package check

import (
	"math"
	"slices"
	"sort"

	"github.com/stillhunt/stillhunt/proving/population"
)

// Feature is what one legitimate figure of an account achieves alone.
type Feature struct {
	Name   string  `json:"name"`
	AUC    float64 `json:"auc"`    // the better direction
	Recall float64 `json:"recall"` // at .1 % wrongful, the better direction
}

// features tries every aggregate by itself: campaign accounts against all others.
func features(all []*account) []Feature {
	var sought, others [][]float64
	for _, a := range all {
		if a.class == population.Campaign {
			sought = append(sought, a.aggregates())
		} else {
			others = append(others, a.aggregates())
		}
	}
	if len(sought) == 0 || len(others) == 0 {
		return nil
	}
	var out []Feature
	for k, name := range aggregateNames {
		s, o := column(sought, k), column(others, k)
		f := Feature{Name: name, AUC: auc(s, o), Recall: max(recallAt(Wrongful, s, o), recallAt(Wrongful, negative(s), negative(o)))}
		f.AUC = max(f.AUC, 1-f.AUC)
		out = append(out, f)
	}
	return out
}

func column(x [][]float64, k int) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i][k]
	}
	return out
}

// Reach is what a detector that looks at one account after the other reaches on
// one campaign, trained on other seeds.
type Reach struct {
	Campaign  string  `json:"campaign"`
	Accounts  int     `json:"accounts"`
	Innocents int     `json:"innocents"`
	AUC       float64 `json:"auc"`
	Recall    float64 `json:"recall"` // at .1 % of all innocents
	// Matched are the innocents that send as much as the middle nine tenths of
	// the campaign's accounts; MatchedAUC is the AUC against them.
	Matched    int      `json:"matched"`
	MatchedAUC float64  `json:"matched_auc"`
	Error      float64  `json:"error"` // of the recall, binomial
	By         []string `json:"by"`    // the aggregates that it goes by
	// Network is set for a campaign whose accounts carry customers: each is a crowd,
	// which anybody can see, and what of it is the harvest is scored by exchange.
	Network bool `json:"network,omitempty"`
}

// reach trains boosted trees on the others' aggregates and tries them on the
// first world.
func reach(first, others []*account) []Reach {
	var x [][]float64
	var y []bool
	hits := 0
	for _, a := range others {
		x, y = append(x, a.aggregates()), append(y, a.class == population.Campaign)
		if a.class == population.Campaign {
			hits++
		}
	}
	if hits == 0 || hits == len(y) {
		return nil
	}
	trees := grow(x, y, growth{rounds: 120, depth: 4, rate: .12, least: 5})
	by := map[string][]*account{}
	var names []string
	var innocent []*account
	var scores []float64
	for _, a := range first {
		if a.class != population.Campaign {
			innocent, scores = append(innocent, a), append(scores, trees.score(a.aggregates()))
			continue
		}
		if by[a.group] == nil {
			names = append(names, a.group)
		}
		by[a.group] = append(by[a.group], a)
	}
	if len(innocent) == 0 {
		return nil
	}
	slices.Sort(names)
	var out []Reach
	for _, name := range names {
		var sought []float64
		var volumes []int
		for _, a := range by[name] {
			sought, volumes = append(sought, trees.score(a.aggregates())), append(volumes, a.lines)
		}
		sort.Ints(volumes)
		least, most := volumes[len(volumes)/20], volumes[len(volumes)-1-len(volumes)/20]
		var matched []float64
		for i, a := range innocent {
			if a.lines >= least && a.lines <= most {
				matched = append(matched, scores[i])
			}
		}
		r := Reach{Campaign: name, Accounts: len(sought), Innocents: len(innocent), AUC: auc(sought, scores), Recall: recallAt(Wrongful, sought, scores),
			Matched: len(matched), MatchedAUC: math.NaN(), By: leading(trees.gain, aggregateNames, 4), Network: by[name][0].carries}
		r.Error = math.Sqrt(r.Recall * (1 - r.Recall) / float64(r.Accounts))
		if len(matched) > 0 {
			r.MatchedAUC = auc(sought, matched)
		} else {
			r.MatchedAUC = 1 // nobody else sends as much: volume alone tells
		}
		out = append(out, r)
	}
	return out
}
