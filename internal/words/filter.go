package words

// Filter is a set of words that may hold a few more than were added: a bit for
// each value of a hash's upper bits, 2 KiB that stay in the processor's nearest
// cache. It turns most words away before a larger table is looked at.
type Filter [1 << (filterBits - 6)]uint64

const filterBits = 14

// Add puts the word of a hash into the set.
func (f *Filter) Add(hash uint64) {
	f[hash>>(64-filterBits+6)] |= 1 << (hash >> (64 - filterBits) & 63)
}

// May reports false only if the word was not added.
func (f *Filter) May(hash uint64) bool {
	return f[hash>>(64-filterBits+6)]>>(hash>>(64-filterBits)&63)&1 == 1
}

// Among says which of the first 64 words may be in the set, a bit each. It does
// not branch: whether a word is in a set cannot be foreseen.
func (f *Filter) Among(ws []Word) (may uint64) {
	ws = ws[:min(len(ws), 64)]
	for i := range ws {
		h := ws[i].Hash
		may |= f[h>>(64-filterBits+6)] >> (h >> (64 - filterBits) & 63) & 1 << (i & 63)
	}
	return may
}
