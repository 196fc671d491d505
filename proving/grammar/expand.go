package grammar

import (
	"math/rand/v2"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Voice is an account's taste in words: in every rule it favours alternatives
// of its own, the same ones each time. The zero Voice has no favourites.
type Voice uint64

// Expand appends an expansion of the named rule to dst. An unknown rule, or one
// that the topic lacks, gives nothing.
func (g *Grammar) Expand(dst []byte, r *rand.Rand, v Voice, s *Section, name string) []byte {
	id, ok := g.symbols[name]
	if !ok {
		return dst
	}
	if s == nil {
		s = g.global
	}
	return s.expand(dst, r, v, id)
}

func (s *Section) expand(dst []byte, r *rand.Rand, v Voice, symbol int) []byte {
	rl := s.rules[symbol]
	if rl == nil {
		return dst
	}
	for _, p := range rl.alts[v.pick(r, rl)] {
		switch {
		case p.symbol >= 0:
			at := len(dst)
			dst = s.expand(dst, r, v, p.symbol)
			if p.upper {
				dst = capitalise(dst, at)
			}
		case p.symbol == number:
			dst = strconv.AppendInt(dst, int64(p.lo+r.IntN(p.hi-p.lo+1)), 10)
		default:
			dst = append(dst, p.text...)
		}
	}
	return dst
}

// pick draws an alternative: uniformly without a voice; with one, by a density
// that falls from the voice's own starting point in the rule, as 1/√x where
// wording is concerned and far more steeply in what a topic brings: somebody
// who bakes has one oven, bakes two things, and asks about them again and again.
func (v Voice) pick(r *rand.Rand, rl *rule) int {
	n := len(rl.alts)
	if n == 1 {
		return 0
	}
	if v == 0 {
		return r.IntN(n)
	}
	u := r.Float64()
	own := mix(uint64(v), rl.key) % uint64(n)
	u *= u
	if rl.own {
		u *= u * u * u
	}
	return (int(own) + int(u*float64(n))) % n
}

// capitalise makes the letter at dst[at] a capital.
func capitalise(dst []byte, at int) []byte {
	if at >= len(dst) {
		return dst
	}
	if c := dst[at]; c < utf8.RuneSelf {
		if 'a' <= c && c <= 'z' {
			dst[at] = c - 0x20
		}
		return dst
	}
	c, n := utf8.DecodeRune(dst[at:])
	if u := unicode.ToUpper(c); u != c && utf8.RuneLen(u) == n {
		utf8.EncodeRune(dst[at:], u)
	}
	return dst
}

// mix joins two numbers into one that looks like neither (the finaliser of
// SplitMix64: Steele, Lea and Flood 2014).
func mix(a, b uint64) uint64 {
	z := a ^ (b+0x9e3779b97f4a7c15)*0xbf58476d1ce4e5b9
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func hashString(s string) uint64 {
	h := uint64(len(s))
	for i := range len(s) {
		h = mix(h, uint64(s[i]))
	}
	return h
}
