package graph

// tally adds up weights by label and remembers which labels it has seen, so
// that clearing costs what was seen and not the number of labels.
type tally struct {
	weight []float64
	seen   []bool
	labels []int32 // in the order first seen
}

func newTally(n int) *tally {
	return &tally{weight: make([]float64, n), seen: make([]bool, n)}
}

func (t *tally) add(label int32, w float64) {
	if !t.seen[label] {
		t.seen[label] = true
		t.labels = append(t.labels, label)
	}
	t.weight[label] += w
}

func (t *tally) clear() {
	for _, c := range t.labels {
		t.weight[c], t.seen[c] = 0, false
	}
	t.labels = t.labels[:0]
}
