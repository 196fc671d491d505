package community

import (
	"fmt"
	"testing"

	"github.com/stillhunt/stillhunt/internal/key"
)

// A guess: what a holder of the key pays to try one network. A match pays Match
// for each value of its lake and dated key.
func BenchmarkHash(b *testing.B) {
	text, err := New("labs", at("2026-01-10"), 90)
	if err != nil {
		b.Fatal(err)
	}
	k, err := Parse([]byte(text))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Guess", func(b *testing.B) {
		h, d := k.Base.Hasher(), k.Dated[0].Hasher(Network)
		for i := range b.N {
			d.Hash(h.Sum64("network", fmt.Sprintf("198.51.%d.0/24", i&255)))
		}
	})
	b.Run("Match", func(b *testing.B) {
		back := k.Base.Then(key.Key{}).ChangeFrom(1).Back
		d := k.Dated[0].Hasher(Network)
		for i := range b.N {
			d.Hash(back(uint64(i)))
		}
	})
}
