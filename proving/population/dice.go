package population

import (
	"math"
	"math/rand/v2"

	"github.com/stillhunt/stillhunt/proving/grammar"
)

// dice draws from one stream that can be started anew at any seed.
type dice struct {
	*rand.Rand
	pcg *rand.PCG
}

func newDice(seed ...uint64) dice {
	pcg := rand.NewPCG(0, 0)
	d := dice{rand.New(pcg), pcg}
	d.start(seed...)
	return d
}

// start begins the stream that belongs to these numbers.
func (d dice) start(seed ...uint64) {
	s := join(seed...)
	d.pcg.Seed(s, s^0x9e3779b97f4a7c15)
}

// join mixes numbers into one (SplitMix64's finaliser, Steele, Lea and Flood 2014).
func join(parts ...uint64) uint64 {
	h := uint64(0x243f6a8885a308d3)
	for _, p := range parts {
		z := h ^ (p + 0x9e3779b97f4a7c15 + h<<6 + h>>2)
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		h = z ^ z>>31
	}
	return h
}

// text makes a number of a string.
func text(s string) uint64 {
	h := uint64(len(s))
	for i := range len(s) {
		h = join(h, uint64(s[i]))
	}
	return h
}

// poisson draws a count of this mean (Knuth's product for small means, the
// rounded normal for large ones).
func (d dice) poisson(mean float64) int {
	if mean <= 0 {
		return 0
	}
	if mean > 40 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*d.NormFloat64())))
	}
	limit, p, n := math.Exp(-mean), d.Float64(), 0
	for p > limit {
		p *= d.Float64()
		n++
	}
	return n
}

// spread draws a factor of mean 1 whose log has this standard deviation.
func (d dice) spread(sigma float64) float64 {
	return math.Exp(sigma*d.NormFloat64() - sigma*sigma/2)
}

// geometric draws a count of this mean from 0.
func (d dice) geometric(mean float64) int {
	if mean <= 0 {
		return 0
	}
	return int(math.Log(1-d.Float64()) / math.Log(mean/(1+mean)))
}

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// weighted draws an index in proportion to the weights.
func (d dice) weighted(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	u := d.Float64() * sum
	for i, w := range weights {
		if u -= w; u < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// Voice is what one goroutine needs to write texts: its own dice.
type Voice struct{ d dice }

// NewVoice makes a voice.
func NewVoice() *Voice { return &Voice{d: newDice(0)} }

const alphabet = "abcdefghijklmnopqrstuvwxyz234567"

// code writes n characters (five bits each, n ≤ 24) of what the numbers give.
func code(dst []byte, n int, seed ...uint64) []byte {
	a := join(seed...)
	b := join(a, 1)
	for i := range n {
		if i == 12 {
			a = b
		}
		dst = append(dst, alphabet[a&31])
		a >>= 5
	}
	return dst
}

// manner draws how an account writes.
func (d dice) manner(seed uint64) grammar.Manner {
	m := grammar.Manner{Voice: grammar.Voice(join(seed, 77) | 1), Chat: d.Float64() * .8, Lower: d.chance(.22), Bare: d.chance(.4), Lines: d.chance(.35)}
	if d.chance(.6) {
		m.Typos = .03 * d.Float64()
	}
	return m
}
