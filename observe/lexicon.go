package observe

import (
	"math/bits"
	"strings"

	"github.com/stillhunt/stillhunt/internal/words"
)

// lexicon tells in which of up to 32 lists a word stands: a table by the
// word's hash, at most half full, probed in steps of one, behind a filter that
// turns most words away that stand in none.
type lexicon struct {
	filter words.Filter
	slots  []lexeme
	mask   uint64
}

type lexeme struct {
	hash  uint64
	lists uint32 // bit i: stands in list i; 0: an empty slot
	worth uint32 // 12 divided by the number of lists
}

// newLexicon makes a lexicon of lists of words between spaces.
func newLexicon(lists []string) lexicon {
	all := make(map[uint64]uint32)
	var scanned []words.Word
	for i, list := range lists {
		for _, word := range strings.Fields(list) {
			scanned = words.Scan(scanned[:0], word)
			for _, w := range scanned {
				all[w.Hash] |= 1 << i
			}
		}
	}
	l := lexicon{slots: make([]lexeme, 1<<bits.Len(uint(2*len(all))))}
	l.mask = uint64(len(l.slots) - 1)
	for hash, lists := range all {
		l.filter.Add(hash)
		i := hash & l.mask
		for l.slots[i].lists != 0 {
			i = (i + 1) & l.mask
		}
		l.slots[i] = lexeme{hash, lists, uint32(12 / bits.OnesCount32(lists))}
	}
	return l
}

// of returns the lists that the word stands in, a bit each.
func (l *lexicon) of(hash uint64) uint32 {
	if !l.filter.May(hash) {
		return 0
	}
	return l.find(hash).lists
}

// find returns the word's entry; an empty one if it stands in no list.
func (l *lexicon) find(hash uint64) *lexeme {
	i := hash & l.mask
	for l.slots[i].hash != hash && l.slots[i].lists != 0 {
		i = (i + 1) & l.mask
	}
	return &l.slots[i]
}

// among returns the lists that any of the words stands in.
func (l *lexicon) among(ws []words.Word) (lists uint32) {
	for ; len(ws) > 0; ws = ws[min(64, len(ws)):] {
		for may := l.filter.Among(ws); may != 0; may &= may - 1 {
			lists |= l.find(ws[bits.TrailingZeros64(may)].Hash).lists
		}
	}
	return lists
}
