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
	names []uint64     // concepts that end at a node, a bit each
	rules [concepts][]rule
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
	g := &Grammar{names: make([]uint64, 1)}
	next := make(map[step]uint32)
	var order []step
	var scanned []words.Word
	for c, list := range phrases {
		for _, phrase := range strings.Split(list, ",") {
			node := uint32(0)
			scanned = words.Scan(scanned[:0], phrase)
			for _, w := range scanned {
				s := step{w.Hash, node}
				to, ok := next[s]
				if !ok {
					to = uint32(len(g.names))
					g.names = append(g.names, 0)
					next[s] = to
					order = append(order, s)
				}
				node = to
			}
			g.names[node] |= 1 << c
		}
	}
	g.names[0] = 0 // an empty phrase says nothing
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
	at := int32(0) // a rune of a script without spaces is half a word
	for i := 0; i < len(ws); i++ {
		if !g.first.May(ws[i].Hash) {
			if at += 2; ws[i].Kind == words.Single {
				at--
			}
			continue
		}
		node, end, named := uint32(0), i, uint64(0)
		for j := i; j < len(ws); j++ {
			if node = g.step(node, ws[j].Hash); node == 0 {
				break
			}
			if g.names[node] != 0 { // the longest phrase counts
				end, named = j, g.names[node]
			}
		}
		for _, w := range ws[i : end+1] {
			if at += 2; w.Kind == words.Single {
				at--
			}
		}
		i = end
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
	return found
}

func (r *rule) near(last *[concepts]int32, at int32) bool {
	for n := r.need; n != 0; n &= n - 1 {
		if p := last[bits.TrailingZeros64(n)]; p == 0 || at-p > r.window {
			return false
		}
	}
	return true
}
