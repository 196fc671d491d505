package duck

import (
	"context"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stillhunt/stillhunt/observe"
)

// traffic makes observations as a real log has them: n of them in order of
// time over the days, by accounts that each keep to their network and client.
func traffic(seed uint64, n, accounts, days int) []observe.Observation {
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
			Time: 1767225600e6 + int64(float64(i)/float64(n)*float64(days)*86400e6) + r.Int64N(1000),
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

func BenchmarkSegment(b *testing.B) {
	const n = 400_000
	rows := traffic(1, n, 20_000, 2)
	for b.Loop() {
		l, err := Open(b.TempDir(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		s, err := l.Begin(context.Background(), "bench")
		if err != nil {
			b.Fatal(err)
		}
		for i := range rows {
			if err := s.Append(&rows[i]); err != nil {
				b.Fatal(err)
			}
			s.Name("account", rows[i].Account, "user-"+strconv.FormatUint(rows[i].Account, 36))
		}
		if err := s.Commit(context.Background(), nil); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(sizeOf(b, l.dir))/n, "bytes/row")
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "rows/s")
}
