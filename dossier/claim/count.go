package claim

import (
	"fmt"
	"slices"
	"strings"
)

// tally is what one claim, or one model's tokens for it, has counted.
type tally struct {
	count    int64
	sum      int64 // of exact numbers
	size     int64 // of these without their signs; if it is not below exactBelow, there is no sum
	rest     float64
	min, max float64
	inexact  bool
	values   []uint64            // different ones of a part, sorted once it is merged
	all      map[uint64]struct{} // of the whole
}

func (t *tally) add(op string, c *cell) {
	switch {
	case op == Count:
		t.count++
	case op == Distinct:
		if c.is != absent && c.is != other {
			t.count++
			if h := c.hash(); len(t.values) == 0 || t.values[len(t.values)-1] != h {
				t.values = append(t.values, h)
			}
		}
	case c.is == number:
		if t.count++; t.count == 1 {
			t.min, t.max = c.x, c.x
		}
		t.min, t.max = min(t.min, c.x), max(t.max, c.x)
		if c.exact {
			t.sum += c.n
			t.size = min(t.size+max(c.n, -c.n), exactBelow)
		} else {
			t.rest, t.inexact = t.rest+c.x, true
		}
	}
}

// merge takes in the tally of a part that came later.
func (t *tally) merge(o *tally) {
	if o.count == 0 {
		return
	}
	if t.count == 0 {
		t.min, t.max = o.min, o.max
	}
	t.min, t.max = min(t.min, o.min), max(t.max, o.max)
	t.count += o.count
	t.sum, t.rest, t.inexact = t.sum+o.sum, t.rest+o.rest, t.inexact || o.inexact
	t.size = min(t.size+o.size, exactBelow)
	if len(o.values) > 0 && t.all == nil {
		t.all = map[uint64]struct{}{}
	}
	for _, v := range o.values {
		t.all[v] = struct{}{}
	}
}

// Part is what a stretch of the records of one kind adds to the claims.
type Part struct {
	tallies map[int]*tally
	models  map[int]map[string]*[4]float64 // by claim of a price: tokens by model
}

func newPart() *Part {
	return &Part{tallies: map[int]*tally{}, models: map[int]map[string]*[4]float64{}}
}

func (p *Part) tally(claim int) *tally {
	t := p.tallies[claim]
	if t == nil {
		t = new(tally)
		p.tallies[claim] = t
	}
	return t
}

// settle makes the different values of a part few.
func (p *Part) settle() {
	for _, t := range p.tallies {
		slices.Sort(t.values)
		t.values = slices.Compact(t.values)
	}
}

func (p *Part) merge(o *Part) {
	for claim, t := range o.tallies {
		p.tally(claim).merge(t)
	}
	for claim, models := range o.models {
		for model, n := range models {
			sums := p.tokens(claim, model)
			for i := range n {
				sums[i] += n[i]
			}
		}
	}
}

func (p *Part) tokens(claim int, model string) *[4]float64 {
	m := p.models[claim]
	if m == nil {
		m = map[string]*[4]float64{}
		p.models[claim] = m
	}
	sums := m[model]
	if sums == nil {
		sums = new([4]float64)
		m[strings.Clone(model)] = sums
	}
	return sums
}

// fold counts one record. account gives the fields of the record's account.
func (p *Part) fold(k *ofKind, cells []cell, account func() ([]cell, error)) error {
	for i := range k.folds {
		f := &k.folds[i]
		ok, err := f.meets(cells, account)
		if err != nil {
			return err
		}
		switch {
		case !ok:
		case f.op == Price:
			err = p.price(f, k, cells)
		case f.op == Count:
			p.tally(f.claim).add(Count, nil)
		default:
			p.tally(f.claim).add(f.op, &cells[f.field])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *fold) meets(cells []cell, account func() ([]cell, error)) (bool, error) {
	for i := range f.where {
		c := &f.where[i]
		of := cells
		if c.account {
			var err error
			if of, err = account(); err != nil {
				return false, err
			}
		}
		if !of[c.slot].equal(&c.is) {
			return false, nil
		}
	}
	return true, nil
}

// price adds up tokens by what is asked for them: input that came from no cache,
// input that did, output that is no reasoning, reasoning.
func (p *Part) price(f *fold, k *ofKind, cells []cell) error {
	n := [4]int64{}
	for i, field := range tokens {
		c := &cells[k.slots[field]]
		if c.is == absent {
			continue
		}
		if c.is != number || !c.exact || c.n < 0 {
			return fmt.Errorf("its %s is no number of tokens", field)
		}
		n[i] = c.n
	}
	model := cells[k.slots["model"]]
	sums := p.tokens(f.claim, model.text)
	for i, v := range [4]int64{max(0, n[0]-n[1]), n[1], max(0, n[2]-n[3]), n[3]} {
		if f.price == "" || f.price == tokens[i] {
			sums[i] += float64(v)
		}
	}
	return nil
}
