package main

import (
	"cmp"
	"slices"

	"github.com/stillhunt/stillhunt/internal/textmodel"
)

// vocabulary is the set of features that get a row, at most one a bucket: first
// those of the codebook, then those that the heads alone know, which the
// codebook takes for unknown.
type vocabulary struct {
	features []textmodel.Feature
	codebook int   // up to here the codebook knows them
	df       []int // documents of the fitted people, for those of the codebook
	docs     int   // the fitted people's documents
	at       map[textmodel.Feature]int
}

const (
	minKnown = 2    // documents of the fitted people that a feature of the codebook is in
	minHeads = 8    // documents of all sources that a feature of the heads is in
	maxHeads = 6000 // features that serve the heads alone
)

// choose builds the vocabulary. What fitted people say comes first; harvest
// sources may only add features in buckets left free, and the
// codebook takes these for unknown: it knows nothing of any harvest.
func choose(texts []text) *vocabulary {
	people, all := map[textmodel.Feature]int{}, map[textmodel.Feature]int{}
	v := &vocabulary{at: map[textmodel.Feature]int{}}
	var distinct []textmodel.Feature
	for i := range texts {
		t := &texts[i]
		if !t.fitted {
			continue
		}
		distinct = append(distinct[:0], t.features...)
		slices.Sort(distinct)
		codebook := t.people
		for _, f := range slices.Compact(distinct) {
			all[f]++
			if codebook {
				people[f]++
			}
		}
		if codebook {
			v.docs++
		}
	}
	taken := map[uint32]bool{}
	known := pick(people, taken, 1<<16, func(n int) bool {
		return n >= minKnown
	})
	heads := pick(all, taken, maxHeads, func(n int) bool { return n >= minHeads })
	v.codebook = len(known)
	v.features = append(known, heads...)
	for i, f := range v.features {
		v.at[f] = i
		if i < v.codebook {
			v.df = append(v.df, people[f])
		}
	}
	return v
}

// pick returns the most frequent features that pass and find their bucket free.
func pick(count map[textmodel.Feature]int, taken map[uint32]bool, limit int, pass func(int) bool) []textmodel.Feature {
	var sorted []textmodel.Feature
	for f, n := range count {
		if pass(n) {
			sorted = append(sorted, f)
		}
	}
	slices.SortFunc(sorted, func(a, b textmodel.Feature) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	var got []textmodel.Feature
	for _, f := range sorted {
		if len(got) < limit && !taken[f.Bucket()] {
			taken[f.Bucket()] = true
			got = append(got, f)
		}
	}
	return got
}

// bag is a sparse vector: features of the vocabulary with their counts, as the
// reader counts them (1 + floor(log2 n)). Unknown ones are numbered
// after the vocabulary by their shared row.
type bag struct {
	ids    []int32
	counts []float64
}

// bag counts features of which the first known of the vocabulary are known.
func (v *vocabulary) bag(fs []textmodel.Feature, known int) bag {
	n := map[int32]int{}
	for _, f := range fs {
		if i, ok := v.at[f]; ok && i < known {
			n[int32(i)]++
		} else {
			n[int32(len(v.features))+int32(f.Rest())]++
		}
	}
	var b bag
	for id := range n {
		b.ids = append(b.ids, id)
	}
	slices.Sort(b.ids)
	for _, id := range b.ids {
		c := 0.0
		for k := n[id]; k > 0; k >>= 1 {
			c++
		}
		b.counts = append(b.counts, c)
	}
	return b
}
