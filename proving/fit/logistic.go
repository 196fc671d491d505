package main

import (
	"math"
	"math/rand/v2"
)

// example is a text for a linear head.
type example struct {
	bag    bag
	yes    bool
	weight float64
}

// linear is a logistic regression on the bag of words divided by the square
// root of its size.
type linear struct {
	weights []float64
	bias    float64
}

// logistic fits a logistic regression by AdaGrad (Duchi, Hazan, Singer 2011)
// with L2 decay: a fixed number of rounds in a seeded order.
func logistic(examples []example, features int, seed uint64) linear {
	const rounds, rate, decay = 8, 0.1, 1e-4
	rng := rand.New(rand.NewPCG(seed, 4))
	m := linear{weights: make([]float64, features)}
	history := make([]float64, features)
	biasHistory := 1e-6
	for i := range history {
		history[i] = 1e-6
	}
	for range rounds {
		for _, at := range rng.Perm(len(examples)) {
			e := &examples[at]
			slope := -e.weight * (1 - probability(m.score(e.bag)))
			if !e.yes {
				slope = e.weight * probability(m.score(e.bag))
			}
			unit := slope / math.Sqrt(e.bag.known(features))
			for n, id := range e.bag.ids {
				if int(id) < features {
					g := unit*e.bag.counts[n] + decay*e.weight*m.weights[id]
					history[id] += g * g
					m.weights[id] -= rate * g / math.Sqrt(history[id])
				}
			}
			biasHistory += slope * slope
			m.bias -= rate * slope / math.Sqrt(biasHistory)
		}
	}
	return m
}

func (m *linear) score(b bag) float64 {
	sum := 0.0
	for n, id := range b.ids {
		if int(id) < len(m.weights) {
			sum += b.counts[n] * m.weights[id]
		}
	}
	return m.bias + sum/math.Sqrt(b.known(len(m.weights)))
}

// known is how much of the bag is in the vocabulary, at least 1.
func (b bag) known(features int) float64 {
	sum := 0.0
	for n, id := range b.ids {
		if int(id) < features {
			sum += b.counts[n]
		}
	}
	return max(sum, 1)
}

func probability(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// platt fits yes ~ a·score + b (Platt 1999) by Newton's method; a score
// that points the wrong way on unseen sources says nothing and never fires.
func platt(scores []float64, yes []bool, weights []float64) (a, b float64) {
	for range 50 {
		var ga, gb, haa, hab, hbb float64
		for i, s := range scores {
			p := probability(a*s + b)
			r := p
			if yes[i] {
				r = p - 1
			}
			w := weights[i]
			ga, gb = ga+w*r*s, gb+w*r
			h := w * p * (1 - p)
			haa, hab, hbb = haa+h*s*s, hab+h*s, hbb+h
		}
		haa, hbb, ga = haa+1e-6, hbb+1e-6, ga+1e-6*a
		d := haa*hbb - hab*hab
		a, b = a-(hbb*ga-hab*gb)/d, b-(haa*gb-hab*ga)/d
	}
	if a <= 0 {
		return 0, math.Log(1e-6)
	}
	return a, b
}
