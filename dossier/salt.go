package dossier

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash"
)

// salter makes salts and keyed values. It belongs to one goroutine.
type salter struct {
	salts, ids hash.Hash
	sum        []byte
	known      map[uint64][16]byte // keyed values
}

func (s *secrets) salter() *salter {
	return &salter{salts: hmac.New(sha256.New, s.salt[:]), ids: hmac.New(sha256.New, s.id[:]), known: map[uint64][16]byte{}}
}

// salt is what keeps a withheld record from being guessed, by its leaf: 22
// characters of base64url.
func (s *salter) salt(leaf int64) string { return string(s.appendSalt(nil, leaf)) }

func (s *salter) appendSalt(to []byte, leaf int64) []byte {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(leaf))
	s.salts.Reset()
	s.salts.Write(n[:])
	s.sum = s.salts.Sum(s.sum[:0])
	return base64.RawURLEncoding.AppendEncode(to, s.sum[:16])
}

// mostKnown bounds the keyed values that are remembered.
const mostKnown = 1 << 16

// appendValue appends the keyed form of a value that is a keyed hash already.
func (s *salter) appendValue(to []byte, value uint64) []byte {
	out, ok := s.known[value]
	if !ok {
		var text [6 + 16]byte
		copy(text[:], "value\x00")
		var raw [8]byte
		binary.BigEndian.PutUint64(raw[:], value)
		hex.Encode(text[6:], raw[:])
		s.ids.Reset()
		s.ids.Write(text[:])
		s.sum = s.ids.Sum(s.sum[:0])
		hex.Encode(out[:], s.sum[:8])
		if len(s.known) >= mostKnown {
			clear(s.known)
		}
		s.known[value] = out
	}
	return append(to, out[:]...)
}

// value is appendValue of one that is not zero, else empty.
func (s *salter) value(value uint64) string {
	if value == 0 {
		return ""
	}
	return string(s.appendValue(nil, value))
}
