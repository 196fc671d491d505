package main

import (
	"cmp"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/textmodel"
	"github.com/stillhunt/stillhunt/proving/fit/split"
)

// trial is what one head said of one text that it had not seen, nor any text of
// the same source or its kin.
type trial struct {
	text  int
	score float64
}

// The harvest head is fitted on English alone: there are no people of other
// languages in the data, and a head that sees harvests only in Chinese learns
// that Chinese is harvest. Language is never evidence.

// task is what one head has to tell apart.
type task struct {
	head int
	yes  func(*text) bool
	in   func(*text) bool // texts that take part
}

func tasks() []task {
	all := []task{{
		head: headHarvest,
		yes:  func(t *text) bool { return !t.people },
		in:   func(t *text) bool { return t.english },
	}}
	for h := headMath; h < general; h++ {
		all = append(all, task{
			head: h,
			yes:  func(t *text) bool { return t.target == h },
			in:   func(t *text) bool { return t.target >= 0 },
		})
	}
	return all
}

// train fits the head of a task on the fitted texts, without the sources that
// are kin to left ("" leaves out none).
func (k task) train(texts []text, bags []bag, features int, left string, seed uint64) linear {
	size := map[string]float64{}
	use := func(t *text) bool { return t.fitted && k.in(t) && (left == "" || split.Kin(t.source) != left) }
	for i := range texts {
		if use(&texts[i]) {
			size[texts[i].source+side(k.yes(&texts[i]))]++
		}
	}
	// A source weighs the square root of its size, a side as much as the other.
	var total [2]float64
	for _, name := range sorted(size) {
		total[name[len(name)-1]-'0'] += math.Sqrt(size[name])
	}
	var examples []example
	for i := range texts {
		if t := &texts[i]; use(t) {
			s := side(k.yes(t))
			w := 1 / math.Sqrt(size[t.source+s]) / total[s[0]-'0']
			examples = append(examples, example{bags[i], k.yes(t), w})
		}
	}
	for i := range examples {
		examples[i].weight *= float64(len(examples)) / 2 // one on average
	}
	return logistic(examples, features, seed)
}

func side(yes bool) string {
	if yes {
		return "1"
	}
	return "0"
}

// leaveOut scores every text by a head fitted without its source. People of
// the half that nothing is fitted on are scored so, too.
func (k task) leaveOut(texts []text, bags []bag, features int, seed uint64) []trial {
	groups := map[string][]int{}
	for i := range texts {
		if k.in(&texts[i]) {
			groups[split.Kin(texts[i].source)] = append(groups[split.Kin(texts[i].source)], i)
		}
	}
	var trials []trial
	for _, g := range sorted(groups) {
		m := k.train(texts, bags, features, g, seed)
		for _, i := range groups[g] {
			trials = append(trials, trial{i, m.score(bags[i])})
		}
	}
	slices.SortFunc(trials, func(a, b trial) int { return cmp.Compare(a.text, b.text) })
	return trials
}

// calibrate fits the log-odds of a head on what it said of unseen sources,
// each source with the square root of its size, both sides alike.
func (k task) calibrate(texts []text, trials []trial) (slope, bias float64) {
	size := map[string]float64{}
	for _, t := range trials {
		size[texts[t.text].source+side(k.yes(&texts[t.text]))]++
	}
	var total [2]float64
	for _, name := range sorted(size) {
		total[name[len(name)-1]-'0'] += math.Sqrt(size[name])
	}
	scores, yes, weights := make([]float64, len(trials)), make([]bool, len(trials)), make([]float64, len(trials))
	for i, t := range trials {
		x := &texts[t.text]
		s := side(k.yes(x))
		scores[i], yes[i] = t.score, k.yes(x)
		weights[i] = 1 / math.Sqrt(size[x.source+s]) / total[s[0]-'0'] / 2
	}
	return platt(scores, yes, weights)
}

// fill puts a head into the model: its weights as small integers, its log-odds
// calibrated.
func fill(p *textmodel.Parts, h int, m linear, slope, bias float64) {
	sizes := make([]float64, len(m.weights))
	for i, w := range m.weights {
		sizes[i] = math.Abs(w)
	}
	slices.Sort(sizes)
	step := 1.0
	if n := len(sizes); n > 0 && sizes[n-1] > 0 {
		step = max(sizes[n*clipped/1000], sizes[n-1]/4) / 127
	}
	for i, w := range m.weights {
		p.Rows[i][textmodel.Dims+h] = int8(math.Round(min(max(w/step, -127), 127)))
	}
	p.Slope[h], p.Bias[h] = slope*step, slope*m.bias+bias
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
