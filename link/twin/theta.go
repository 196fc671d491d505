package twin

import "math"

// bag is what is kept of one account: how its conversations fall on codewords.
type bag struct {
	counts []Count
	n      float64 // conversations
	weight float64 // min(n, full)/full
	repeat float64 // the chance that two of its conversations share a codeword
}

// full is the number of conversations from which an account counts as one: more
// of them say little more about a pool of which the account is one draw.
const full = 50

func newBag(counts []Count) bag {
	b := bag{counts: counts}
	pairs := 0.0
	for _, c := range counts {
		x := float64(c.Conversations)
		b.n += x
		pairs += x * (x - 1)
	}
	b.weight = math.Min(b.n, full) / full
	if b.n >= 2 {
		b.repeat = pairs / (b.n * (b.n - 1))
	}
	return b
}

// pool holds the sums of accounts that θ is made of. Sums of disjoint sets of
// accounts add up to those of both.
type pool struct {
	accounts float64   // sum of parts
	weight   float64   // Σ w
	squares  float64   // Σ w²
	within   float64   // Σ w·c
	self     float64   // Σ w² Σ_k (x/n)²
	topics   []float64 // Σ w·x/n by codeword
}

func newPool() *pool { return &pool{topics: make([]float64, codewords)} }

func (p *pool) clear() {
	clear(p.topics)
	*p = pool{topics: p.topics}
}

// add takes in a part of an account, which must have two conversations.
func (p *pool) add(b *bag, part float64) {
	w := part * b.weight
	p.accounts += part
	p.weight += w
	p.squares += w * w
	p.within += w * b.repeat
	one := w / b.n // most codewords are of one conversation
	for _, c := range b.counts {
		x := one
		if c.Conversations != 1 {
			x = w * float64(c.Conversations) / b.n
		}
		p.topics[c.Code] += x
		p.self += x * x
	}
}

// merge takes in the sums of other accounts.
func (p *pool) merge(q *pool) {
	p.accounts += q.accounts
	p.weight += q.weight
	p.squares += q.squares
	p.within += q.within
	p.self += q.self
	for k, x := range q.topics {
		p.topics[k] += x
	}
}

// chances gives W, the chance that two conversations of one account share a
// codeword, and B, that of two accounts; ok is false below two accounts.
func (p *pool) chances() (within, between, pairs float64, ok bool) {
	pairs = p.weight*p.weight - p.squares
	if !(pairs > 1e-9) {
		return 0, 0, 0, false
	}
	for _, s := range p.topics {
		between += s * s
	}
	return p.within / p.weight, (between - p.self) / pairs, pairs, true
}

// theta is θ = (W − B)/(1 − B), the excess collision probability: 0 for accounts
// that draw from one pool, whatever the pool and however much each draws. It is
// unbiased from two conversations an account on, if each conversation counts
// once (the slice of first turns). ok is false below two accounts.
//
// Source: Stillhunt's prototype; W and B are the within- and between-group
// match probabilities of population genetics, θ their F_ST (Weir and
// Cockerham 1984).
func (p *pool) theta() (theta float64, ok bool) {
	w, b, _, ok := p.chances()
	if !ok {
		return 0, false
	}
	return excessOf(w, b), true
}

// excessOf is θ by the chances.
func excessOf(within, between float64) float64 {
	if 1-between < 1e-9 {
		return 0 // one codeword for everything: nobody has topics of his own
	}
	return (within - between) / (1 - between)
}

// pull is the influence of an account on θ: the derivative by its part.
func (p *pool) pull(b *bag, part, within, between, pairs float64) float64 {
	w := part * b.weight
	cross, own := 0.0, 0.0
	one := 1 / b.n
	for _, c := range b.counts {
		x := one
		if c.Conversations != 1 {
			x = float64(c.Conversations) / b.n
		}
		cross += x * p.topics[c.Code]
		own += x * x
	}
	dWithin := w * (b.repeat - within) / p.weight
	dBetween := (2*w*cross - 2*w*w*own - between*(2*w*p.weight-2*w*w)) / pairs
	theta := (within - between) / (1 - between)
	return (dWithin - (1-theta)*dBetween) / (1 - between)
}

// error is the standard error of θ by the infinitesimal jackknife over accounts
// (Jaeckel 1972; Efron 1982): the root of the summed squares of the influences.
// It needs the accounts once more, and the pool's chances.
func (p *pool) error(bags []bag, parts []part, within, between, pairs float64) float64 {
	if 1-between < 1e-9 {
		return math.Inf(1)
	}
	sum := 0.0
	for _, m := range parts {
		d := p.pull(&bags[m.Point], m.Weight, within, between, pairs)
		sum += d * d
	}
	return math.Sqrt(sum)
}
