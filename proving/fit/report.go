package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/internal/textmodel"
	"github.com/stillhunt/stillhunt/observe"
)

// report writes the table of docs/fit.md.
func report(texts []text, made fitted, model *textmodel.Model, size int, seed uint64) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# How well the text weights do on sources they have not seen

Written by `+"`go run ./proving/fit`"+` (seed %d); change it by fitting anew, not by hand.
The weights file has %d features and %d bytes. Who is a person and who a harvest is known by
source here; which accounts belong together is not in this data at all.

`, seed, model.Features(), size)
	codebookTable(&b, texts, model)
	harvestTable(&b, texts, made.trials[headHarvest])
	targetTable(&b, texts, made)
	return b.String()
}

// codebookTable shows, on the people that nothing was fitted on and on each
// harvest source, how many leaves are used and how often two prompts meet.
func codebookTable(b *strings.Builder, texts []text, model *textmodel.Model) {
	fmt.Fprint(b, `## Codebook

Fitted on half of the people's prompts; no harvest prompt was near it. Leaves in use is the
perplexity of the leaves; one source with itself is the chance that two prompts of different
conversations share a leaf, with others the chance with a prompt of another source.

| source | prompts | no code | leaves in use | with itself | with others |
|---|---|---|---|---|---|
`)
	reader := model.Reader()
	counts := map[string]map[uint16]float64{}
	total, none := map[string]float64{}, map[string]float64{}
	for i := range texts {
		t := &texts[i]
		if t.people && t.fitted {
			continue
		}
		total[t.source]++
		code := reader.ReadFeatures(t.features).Code
		if code == textmodel.NoCode {
			none[t.source]++
			continue
		}
		if counts[t.source] == nil {
			counts[t.source] = map[uint16]float64{}
		}
		counts[t.source][code]++
	}
	for _, s := range sorted(counts) {
		own, others, inUse := meet(counts, s)
		fmt.Fprintf(b, "| %s | %.0f | %.0f | %.0f | %.4f | %.4f |\n", s, total[s], none[s], inUse, own, others)
	}
	same, apart := conversations(texts, reader)
	fmt.Fprintf(b, "\nTwo turns of one conversation share a leaf with chance %.3f, two of different conversations\nof the same source %.3f (people that nothing was fitted on).\n\n", same, apart)
}

func meet(counts map[string]map[uint16]float64, s string) (own, others, inUse float64) {
	n, entropy := 0.0, 0.0
	for code := range uint16(textmodel.Leaves) {
		n += counts[s][code]
	}
	var weight float64
	for _, other := range sorted(counts) {
		m, hits := 0.0, 0.0
		for code := range uint16(textmodel.Leaves) {
			m += counts[other][code]
			hits += counts[other][code] * counts[s][code]
		}
		if other != s {
			others += hits / (m * n)
			weight++
		}
	}
	for code := range uint16(textmodel.Leaves) {
		if c := counts[s][code]; c > 0 {
			own += c * (c - 1) / max(1, n*(n-1))
			entropy -= c / n * math.Log(c/n)
		}
	}
	return own, others / max(1, weight), math.Exp(entropy)
}

// conversations compares how often two turns meet in a leaf within and between
// conversations of one source.
func conversations(texts []text, reader *textmodel.Reader) (same, apart float64) {
	talks, sources := map[string]map[uint16]float64{}, map[string]map[uint16]float64{}
	add := func(to map[string]map[uint16]float64, name string, code uint16) {
		if to[name] == nil {
			to[name] = map[uint16]float64{}
		}
		to[name][code]++
	}
	for i := range texts {
		t := &texts[i]
		if !t.people || t.fitted {
			continue
		}
		if code := reader.ReadFeatures(t.features).Code; code != textmodel.NoCode {
			add(talks, t.source+"\x00"+t.talk, code)
			add(sources, t.source, code)
		}
	}
	pairs := func(groups map[string]map[uint16]float64) (hits, all float64) {
		for _, g := range sorted(groups) {
			n := 0.0
			for code := range uint16(textmodel.Leaves) {
				c := groups[g][code]
				n += c
				hits += c * (c - 1)
			}
			all += n * (n - 1)
		}
		return hits, all
	}
	insideHits, inside := pairs(talks)
	hits, all := pairs(sources)
	return insideHits / max(1, inside), (hits - insideHits) / max(1, all-inside)
}

// harvestTable shows the harvest head on each source that it was fitted
// without, against people that nothing was fitted on.
func harvestTable(b *strings.Builder, texts []text, trials []trial) {
	fmt.Fprint(b, `## Harvest-likeness, leaving out the source and its kin

Against the people's half that nothing is fitted on, each scored by the same head. An area under
the curve (AUC) of .5 is a coin; below it the score points the wrong way. TPR is the share of the source above
the score that 1 % of these people exceed. This head is a reason that is shown, never one that decides.
The head that is shipped has seen every source below: on a world composed of them it looks far better than this,
and that says nothing. English only: the data has no people who write another language.

| left out | prompts | AUC | TPR at 1 % |
|---|---|---|---|
`)
	people := map[string][]float64{}
	var all []float64
	bySource := map[string][]float64{}
	for _, t := range trials {
		x := &texts[t.text]
		switch {
		case x.people && !x.fitted:
			people[x.source] = append(people[x.source], t.score)
			all = append(all, t.score)
		case !x.people:
			bySource[x.source] = append(bySource[x.source], t.score)
		}
	}
	slices.Sort(all)
	limit := quantile(all, .99)
	for _, s := range sorted(bySource) {
		fmt.Fprintf(b, "| %s | %d | %.3f | %.3f |\n", s, len(bySource[s]), auc(bySource[s], all), above(bySource[s], limit))
	}
	fmt.Fprint(b, "\n| people left out | prompts | share above the 1 % score |\n|---|---|---|\n")
	for _, s := range sorted(people) {
		fmt.Fprintf(b, "| %s | %d | %.3f |\n", s, len(people[s]), above(people[s], limit))
	}
	fmt.Fprintln(b)
}

// targetTable shows which capability the heads name, leaving out the source.
func targetTable(b *strings.Builder, texts []text, made fitted) {
	fmt.Fprintf(b, `## Capability, leaving out the source and its kin

The head with the highest calibrated score, if that is at least %d of 255; otherwise general.
The observer asks cues of the wording first (docs/detectors); this is what the heads do alone.

| left out | capability | prompts | right | math | code | general |
|---|---|---|---|---|---|---|
`, observe.Decided)
	best := map[int]int{}
	top := map[int]float64{}
	limit := math.Log(observe.Decided / (255.0 - observe.Decided))
	for _, k := range tasks()[headMath:] {
		slope, bias := k.calibrate(texts, made.trials[k.head])
		for _, t := range made.trials[k.head] {
			if z := slope*t.score + bias; z >= limit && (best[t.text] == 0 || z > top[t.text]) {
				best[t.text], top[t.text] = k.head, z
			}
		}
	}
	tallies := map[string]*[general + 1]float64{}
	targets := map[string]int{}
	for i := range texts {
		t := &texts[i]
		if t.target < 0 || t.people && t.fitted {
			continue
		}
		name := t.source
		if tallies[name] == nil {
			tallies[name], targets[name] = new([general + 1]float64), t.target
		}
		if best[i] == 0 {
			best[i] = general
		}
		tallies[name][best[i]]++
	}
	for _, s := range sorted(tallies) {
		c, n := tallies[s], 0.0
		for _, x := range c {
			n += x
		}
		fmt.Fprintf(b, "| %s | %s | %.0f | %.3f |", s, headNames[targets[s]], n, c[targets[s]]/n)
		for h := headMath; h <= general; h++ {
			fmt.Fprintf(b, " %.3f |", c[h]/n)
		}
		fmt.Fprintln(b)
	}
	fmt.Fprintln(b)
}

func quantile(ascending []float64, q float64) float64 {
	if len(ascending) == 0 {
		return math.Inf(1)
	}
	return ascending[min(len(ascending)-1, int(q*float64(len(ascending))))]
}

func above(xs []float64, limit float64) float64 {
	n := 0.0
	for _, x := range xs {
		if x > limit {
			n++
		}
	}
	return n / max(1, float64(len(xs)))
}

// auc is the chance that a random element of xs is above one of the ascending
// ys; a tie is half.
func auc(xs, ys []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		below, _ := slices.BinarySearch(ys, x)
		upTo := below
		for upTo < len(ys) && ys[upTo] == x {
			upTo++
		}
		sum += float64(below+upTo) / 2
	}
	return sum / max(1, float64(len(xs)*len(ys)))
}
