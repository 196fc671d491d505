// Package cue finds small signs of what an answer is wanted for in the wording
// of a prompt, in ten languages.
//
// Its grammar has two layers: phrases name a concept (phrases.go), and a cue is
// a set of concepts within a few words of each other, in any order, because
// languages order them differently (rules.go).
package cue

import (
	"iter"
	"math/bits"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/internal/words"
)

// Set is the set of cues that a text shows, a bit each.
type Set uint64

// Of returns the set of some cues.
func Of(cues ...Cue) Set {
	var s Set
	for _, c := range cues {
		s |= 1 << c
	}
	return s
}

// Range returns the set of all cues from first to last.
func Range(first, last Cue) Set { return 1<<(last+1) - 1<<first }

// Has reports whether a cue is in the set.
func (s Set) Has(c Cue) bool { return s>>c&1 == 1 }

// Len returns how many cues there are in the set.
func (s Set) Len() int { return bits.OnesCount64(uint64(s)) }

// Grammar finds cues. It is read-only: any number of goroutines may share it.
//
// It is a trie of word hashes whose edges lie in one table,
// at most half full, and for every concept the rules that need it.
type Grammar struct {
	edges []edge
	mask  uint64
	first words.Filter // the words that a phrase begins with
	nodes []node
	rules [concepts][]rule
}

type node struct {
	names   uint64 // concepts that end here, a bit each
	follows uint64 // which words go on from here, a bit for each value of a hash's upper six bits
}

type edge struct {
	hash     uint64
	from, to uint32 // to 0: an empty slot
}

// Words gives the hash of every word that phrases are made of, as words.Scan
// makes it; some come more than once.
func (g *Grammar) Words() iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		for _, e := range g.edges {
			if e.to != 0 && !yield(e.hash) {
				return
			}
		}
	}
}

// rule says that cue is shown where all of need are at most window half words
// apart.
type rule struct {
	need   uint64
	window int32
	cue    Cue
}

// New compiles the grammar.
func New() *Grammar {
	type step struct {
		hash uint64
		from uint32
	}
	g := &Grammar{nodes: make([]node, 1)}
	next := make(map[step]uint32)
	var order []step
	var scanned []words.Word
	for c, list := range phrases {
		for _, phrase := range strings.Split(list, ",") {
			at := uint32(0)
			scanned = words.Scan(scanned[:0], phrase)
			for _, w := range scanned {
				s := step{w.Hash, at}
				to, ok := next[s]
				if !ok {
					to = uint32(len(g.nodes))
					g.nodes = append(g.nodes, node{})
					g.nodes[at].follows |= 1 << (w.Hash >> 58)
					next[s] = to
					order = append(order, s)
				}
				at = to
			}
			g.nodes[at].names |= 1 << c
		}
	}
	g.nodes[0].names = 0 // an empty phrase says nothing
	g.edges = make([]edge, 1<<bits.Len(uint(2*len(order))))
	g.mask = uint64(len(g.edges) - 1)
	for _, s := range order {
		i := g.home(s.from, s.hash)
		for g.edges[i].to != 0 {
			i = (i + 1) & g.mask
		}
		g.edges[i] = edge{s.hash, s.from, next[s]}
		if s.from == 0 {
			g.first.Add(s.hash)
		}
	}
	for _, r := range rules {
		built := rule{window: 2 * r.window, cue: r.cue}
		for _, c := range r.need {
			built.need |= 1 << c
		}
		for _, c := range slices.Compact(slices.Sorted(slices.Values(r.need))) {
			g.rules[c] = append(g.rules[c], built)
		}
	}
	return g
}

func (g *Grammar) home(node uint32, hash uint64) uint64 {
	return (hash ^ uint64(node)*0x9E3779B97F4A7C15) & g.mask
}

// step follows the edge of a word from a node; 0 if there is none.
func (g *Grammar) step(node uint32, hash uint64) uint32 {
	for i := g.home(node, hash); g.edges[i].to != 0; i = (i + 1) & g.mask {
		if g.edges[i].hash == hash && g.edges[i].from == node {
			return g.edges[i].to
		}
	}
	return 0
}

// Gap stands between words that are not neighbours, in place of what is not the
// author's own. No phrase goes across it.
var Gap = words.Word{}

// Read returns the cues that words show.
func (g *Grammar) Read(ws []words.Word) Set {
	var last [concepts]int32 // place of the concept's last sighting in half words; 0: none yet
	var found Set
	next, at := 0, int32(0) // the first word not passed yet, and its place; a rune of a script without spaces is half a word
	for block := 0; block < len(ws); block += 64 {
		for may := g.first.Among(ws[block:]); may != 0; may &= may - 1 {
			i := block + bits.TrailingZeros64(may)
			if i < next {
				continue // inside the phrase before
			}
			end, named := g.phrase(ws[i:])
			if named == 0 {
				continue
			}
			for end += i; next < end; next++ {
				if at += 2; ws[next].Kind == words.Single {
					at--
				}
			}
			for n := named; n != 0; n &= n - 1 {
				last[bits.TrailingZeros64(n)] = at
			}
			for n := named; n != 0; n &= n - 1 {
				for _, r := range g.rules[bits.TrailingZeros64(n)] {
					if r.near(&last, at) {
						found |= 1 << r.cue
					}
				}
			}
		}
	}
	return found
}

// phrase returns how many words the longest phrase has that words begin with,
// and what it names.
func (g *Grammar) phrase(ws []words.Word) (size int, named uint64) {
	at := uint32(0)
	for i := range ws {
		n := &g.nodes[at]
		if n.follows>>(ws[i].Hash>>58)&1 == 0 {
			break
		}
		if at = g.step(at, ws[i].Hash); at == 0 {
			break
		}
		if names := g.nodes[at].names; names != 0 {
			size, named = i+1, names
		}
	}
	return size, named
}

func (r *rule) near(last *[concepts]int32, at int32) bool {
	for n := r.need; n != 0; n &= n - 1 {
		if p := last[bits.TrailingZeros64(n)]; p == 0 || at-p > r.window {
			return false
		}
	}
	return true
}
