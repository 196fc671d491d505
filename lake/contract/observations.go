package contract

import (
	"math"
	"math/rand/v2"

	"github.com/stillhunt/stillhunt/observe"
)

// Times of the observations here, in microseconds.
const (
	second = int64(1_000_000)
	day    = 86400 * second
	d0     = 20000 * day

	// Start is when Traffic begins.
	Start = 1767225600 * second
)

// Traffic makes observations as a real log has them: n of them in order of
// time over the days, by accounts that each keep to their network and client.
func Traffic(seed uint64, n, accounts, days int) []observe.Observation {
	r := rand.New(rand.NewPCG(seed, 1))
	models := []string{"model-large-2026-01-15", "model-small", "model-large"}
	agents := []string{"openai-python", "browser", "curl", "anthropic-typescript"}
	langs := []string{"en", "de", "zh", "fr", "und"}
	type who struct {
		network, client, ja4, org uint64
		asn                       uint32
		agent                     string
		prefix, conversation      uint64
		turn                      uint16
	}
	people := make([]who, accounts)
	for i := range people {
		people[i] = who{network: r.Uint64(), client: r.Uint64N(2000) + 1, ja4: r.Uint64N(300) + 1, org: r.Uint64N(50),
			asn: uint32(r.UintN(5000)), agent: agents[r.IntN(len(agents))]}
	}
	out := make([]observe.Observation, n)
	for i := range out {
		at := r.IntN(accounts)
		p := &people[at]
		if p.turn == 0 || r.IntN(3) == 0 {
			p.turn, p.prefix, p.conversation = 0, 0, r.Uint64()
		}
		p.turn++
		o := observe.Observation{
			Time: Start + int64(float64(i)/float64(n)*float64(days)*86400e6) + r.Int64N(1000),
			ID:   r.Uint64(), HasID: true, Canonical: r.Uint64(), Account: uint64(at)*0x9e3779b97f4a7c15 + 1, Org: p.org,
			Model: models[r.IntN(len(models))], Operation: "chat",
			Conversation: p.conversation, Prefix: p.prefix, Turn: p.turn,
			Tools: -1, InputTokens: int32(math.Exp(5 + r.NormFloat64())), OutputTokens: int32(math.Exp(5.5 + r.NormFloat64())),
			ReasoningTokens: -1, CacheTokens: -1, Temperature: 700, TopP: -1, MaxTokens: 1024, Choices: -1,
			Stream: int8(r.IntN(2)), Logprobs: 0, Status: 200, Refused: r.IntN(200) == 0, Duration: int32(math.Exp(7 + r.NormFloat64())),
			Skeleton: r.Uint64(), Head: r.Uint64(), Tail: r.Uint64(), System: r.Uint64N(500) + 1,
			Band: [4]uint32{r.Uint32(), r.Uint32(), r.Uint32(), r.Uint32()}, SimHash: r.Uint64(), Code: uint16(r.IntN(1024)),
			Target: uint8(r.IntN(6)), Lang: langs[r.IntN(len(langs))], Style: uint32(r.UintN(1 << 19)),
			Length:  int32(1000 * math.Abs(5+r.NormFloat64())),
			Network: p.network, ASN: p.asn, NetClass: "residential", Agent: p.agent, Client: p.client, JA4: p.ja4,
		}
		for k := range o.Intent {
			o.Intent[k] = uint8(r.ExpFloat64() * 20)
		}
		p.prefix = r.Uint64()
		out[i] = o
	}
	return out
}

// Crowd makes observations that share values, with some ids twice.
func Crowd(seed uint64, n int) []observe.Observation {
	out := Traffic(seed, n, 12, 2)
	r := rand.New(rand.NewPCG(seed, 2))
	for i := range out {
		o := &out[i]
		o.Skeleton, o.Head, o.Conversation, o.Code = r.Uint64N(9), r.Uint64N(5), r.Uint64N(20), uint16(r.IntN(4))
		o.Band[0], o.HasID = r.Uint32N(6), r.IntN(4) > 0
		if r.IntN(3) == 0 {
			o.Issued, o.Presented = []uint64{r.Uint64N(60), r.Uint64N(60)}, []uint64{r.Uint64N(60)}
		}
		if i > 0 && r.IntN(4) == 0 {
			switch from := out[r.IntN(i)]; r.IntN(3) {
			case 0: // the very same again
				*o = from
			case 1: // the same id, other content
				o.ID, o.HasID = from.ID, from.HasID
			case 2: // the same content by another account
				o.ID, o.HasID, o.Canonical = from.ID, from.HasID, from.Canonical
			}
		}
	}
	return out
}
