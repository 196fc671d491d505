package key

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// Hasher computes what Key.Sum64 and Key.Mac compute, without allocating and three times
// as fast. It belongs to one goroutine.
type Hasher struct {
	mac    hash.Hash
	buf    []byte
	change *Change
}

// Hasher returns a hasher under the key.
func (k Key) Hasher() *Hasher {
	return &Hasher{mac: hmac.New(sha256.New, k.secret[:]), change: k.ChangeFrom(1)}
}

// Sum64 is Key.Sum64.
func (h *Hasher) Sum64(domain, value string) uint64 {
	h.sum(domain, value)
	return h.change.Of(max(binary.BigEndian.Uint64(h.buf), 1))
}

// Mac is Key.Mac.
func (h *Hasher) Mac(domain, value string) [32]byte {
	h.sum(domain, value)
	m := [32]byte(h.buf)
	h.change.words(&m)
	return m
}

// sum leaves the hash under the first key in buf.
func (h *Hasher) sum(domain, value string) {
	h.buf = binary.BigEndian.AppendUint32(h.buf[:0], uint32(len(domain)))
	h.buf = append(append(h.buf, domain...), value...)
	h.mac.Reset()
	h.mac.Write(h.buf)
	h.buf = h.mac.Sum(h.buf[:0])
}
