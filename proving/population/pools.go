package population

import (
	"math"
	"strings"
	"sync/atomic"

	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/pool"
)

// peoplePool deals conversations of real people out to English speakers: each
// has a favourite source and a few conversations of each source of his own.
type peoplePool struct {
	sources [][]pool.Conversation
	common  [][][]bool // by source, conversation and turn: others begin alike
	used    [][]atomic.Int64
	weights []float64
}

// talk is one drawn conversation.
type talk struct {
	turns  []string
	common []bool
	used   *atomic.Int64
}

func (t *talk) count() { t.used.Add(1) }

func newPeoplePool(s *pool.Set) peoplePool {
	var p peoplePool
	english := grammar.Languages[0]
	for i, c := range s.People {
		if c.Lang != "" && c.Lang != english {
			continue
		}
		if n := len(p.sources); n == 0 || i > 0 && p.sources[n-1][0].Source != c.Source {
			p.sources = append(p.sources, nil)
		}
		n := len(p.sources) - 1
		p.sources[n] = append(p.sources[n], c)
	}
	p.mark()
	for _, s := range p.sources {
		p.used = append(p.used, make([]atomic.Int64, len(s)))
		p.weights = append(p.weights, math.Sqrt(float64(len(s))))
	}
	return p
}

// mark finds the turns whose first five words begin three turns or more.
func (p *peoplePool) mark() {
	count := map[string]int{}
	for _, s := range p.sources {
		for _, c := range s {
			for _, t := range c.Turns {
				count[head(t)]++
			}
		}
	}
	for _, s := range p.sources {
		var marks [][]bool
		for _, c := range s {
			m := make([]bool, len(c.Turns))
			for i, t := range c.Turns {
				m[i] = count[head(t)] >= 3
			}
			marks = append(marks, m)
		}
		p.common = append(p.common, marks)
	}
}

func head(s string) string {
	words := strings.Fields(strings.ToLower(s[:min(len(s), 200)]))
	return strings.Join(words[:min(len(words), 5)], " ")
}

// draw gives a conversation of the person's own, or nil where the pools have
// none for him.
func (p *peoplePool) draw(who *person, d dice) *talk {
	if len(p.sources) == 0 || who.lang != 0 {
		return nil
	}
	own := newIndex(who.seed, p.weights)
	s := own
	if d.chance(.3) {
		s = d.weighted(p.weights)
	}
	u := d.Float64()
	k := uint64(u * u * float64(6+who.seed>>20%18)) // the person's k-th conversation of that source
	i := join(who.seed, 21, uint64(s), k) % uint64(len(p.sources[s]))
	return &talk{p.sources[s][i].Turns, p.common[s][i], &p.used[s][i]}
}

// newIndex draws an index by weight from a seed alone.
func newIndex(seed uint64, weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	u := float64(join(seed, 22)>>11) / (1 << 53) * sum
	for i, w := range weights {
		if u -= w; u < 0 {
			return i
		}
	}
	return len(weights) - 1
}

func (p *peoplePool) reuse() float64 { return reuse(p.used) }

// harvestPool holds the prompts that campaigns draw from.
type harvestPool struct {
	sources []pool.Source
	used    [][]atomic.Int64
}

func newHarvestPool(s *pool.Set) harvestPool {
	h := harvestPool{sources: s.Harvest}
	for _, src := range s.Harvest {
		h.used = append(h.used, make([]atomic.Int64, len(src.Texts)))
	}
	return h
}

func (h *harvestPool) reuse() float64 { return reuse(h.used) }

func reuse(used [][]atomic.Int64) float64 {
	var draws, distinct int64
	for _, s := range used {
		for i := range s {
			if n := s[i].Load(); n > 0 {
				draws += n
				distinct++
			}
		}
	}
	if distinct == 0 {
		return 0
	}
	return float64(draws) / float64(distinct)
}

// Deal gives a campaign its sources, by their places: those named, or its share
// of all in an order that the seed decides, no source twice, at most four a
// campaign.
func Deal(sources []pool.Source, seed uint64, campaign, campaigns int, named []string) []int {
	var out []int
	for i, s := range sources {
		for _, n := range named {
			if s.Name == n {
				out = append(out, i)
			}
		}
	}
	if len(named) > 0 || len(sources) == 0 {
		return out
	}
	order := newDice(seed, 23).Perm(len(sources))
	for k := campaign; k < len(order) && len(out) < 4; k += campaigns {
		out = append(out, order[k])
	}
	if len(out) == 0 { // more campaigns than sources
		out = append(out, order[campaign%len(order)])
	}
	return out
}
