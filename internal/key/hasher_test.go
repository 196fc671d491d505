package key

import (
	"testing"

	"pgregory.net/rapid"
)

func TestHasher(t *testing.T) {
	k, err := FromBytes(make([]byte, Size))
	if err != nil {
		t.Fatal(err)
	}
	h := k.Hasher()
	rapid.Check(t, func(t *rapid.T) {
		domain, value := rapid.String().Draw(t, "domain"), rapid.String().Draw(t, "value")
		if got, want := h.Sum64(domain, value), k.Sum64(domain, value); got != want {
			t.Fatalf("%x, want %x", got, want)
		}
		if h.Mac(domain, value) != k.Mac(domain, value) {
			t.Fatal("Mac differs")
		}
	})
}
