package exchange

import (
	"encoding/binary"

	"github.com/zeebo/xxh3"
)

// Hash is a 64-bit hash (xxh3) of all that x says, the same whatever the order
// of the line's keys, its white space, and which of the accepted forms its
// values have. What the record does not keep (a tool's arguments, media) is
// not in it. Seed it with a secret where somebody could aim at a collision.
func Hash(x *Exchange, seed uint64) uint64 {
	h := hasher{seed: seed}
	for _, n := range [...]int64{
		x.Time, int64(x.Tools), int64(x.Temperature), int64(x.TopP), int64(x.MaxTokens), int64(x.Choices),
		bit(x.Seeded), int64(x.Stream), int64(x.Logprobs),
		int64(x.InputTokens), int64(x.OutputTokens), int64(x.ReasoningTokens), int64(x.CacheTokens),
		int64(x.Status), int64(x.Duration), x.ASN,
	} {
		h.word(uint64(n))
	}
	for _, s := range [...]*string{
		&x.ID, &x.Account, &x.Org, &x.Conversation, &x.Model, &x.Operation, &x.Provider, &x.System,
		&x.ResponseID, &x.ResponseModel, &x.Finish, &x.Refusal, &x.ErrorType,
		&x.Address, &x.UserAgent, &x.JA4, &x.JA4H, &x.HTTP2,
	} {
		h.text(*s)
	}
	h.messages(x.Input)
	h.messages(x.Output)
	h.word(uint64(len(x.Headers)))
	for i := range x.Headers {
		h.text(x.Headers[i].Name)
		h.text(x.Headers[i].Value)
	}
	h.texts(x.Issued)
	h.texts(x.Presented)
	return xxh3.HashSeed(h.buf[:h.n], h.seed)
}

// hasher hashes a run of words; a text is two of them, its length and its hash.
type hasher struct {
	seed uint64 // stands for all that was folded away
	n    int
	buf  [512]byte
}

func (h *hasher) word(v uint64) {
	if h.n == len(h.buf) {
		h.seed, h.n = xxh3.HashSeed(h.buf[:], h.seed), 0
	}
	binary.LittleEndian.PutUint64(h.buf[h.n:], v)
	h.n += 8
}

func (h *hasher) text(s string) {
	h.word(uint64(len(s)))
	if s != "" {
		h.word(xxh3.HashStringSeed(s, h.seed))
	}
}

func (h *hasher) texts(all []string) {
	h.word(uint64(len(all)))
	for _, s := range all {
		h.text(s)
	}
}

func (h *hasher) messages(all []Message) {
	h.word(uint64(len(all)))
	for i := range all {
		m := &all[i]
		h.text(m.Role)
		h.text(m.Text)
		h.word(uint64(bit(m.ToolCall) | bit(m.ToolData)<<1 | bit(m.Media)<<2))
	}
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
