package exchange

import (
	"strings"
	"testing"
)

func benchmarkLine() []byte {
	prompt := strings.Repeat("Explain step by step how the tide follows the moon, then say what \\\"neap\\\" means.\\n", 10)
	return []byte(`{"time":"2026-03-01T12:00:00.25Z","stillhunt.exchange.id":"x-000000000001","user.id":"acct-000001",` +
		`"gen_ai.request.model":"m1","gen_ai.operation.name":"chat",` +
		`"gen_ai.input.messages":[{"role":"user","content":"` + prompt + `"}],` +
		`"gen_ai.request.temperature":0.7,"gen_ai.request.max_tokens":512,"gen_ai.request.stream":true,` +
		`"gen_ai.usage.input_tokens":110,"gen_ai.usage.output_tokens":2000,"http.response.status_code":200,"stillhunt.duration_ms":1234,` +
		`"client.address":"192.0.2.7","user_agent.original":"sdk/1"}`)
}

func BenchmarkDecode(b *testing.B) {
	for name, l := range map[string][]byte{"flat": benchmarkLine(), "full": []byte(full)} {
		b.Run(name, func(b *testing.B) {
			var x Exchange
			d := NewDecoder()
			b.SetBytes(int64(len(l)))
			b.ReportAllocs()
			for b.Loop() {
				if err := d.Decode(l, &x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkHash(b *testing.B) {
	var x Exchange
	if err := NewDecoder().Decode(benchmarkLine(), &x); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		Hash(&x, 7)
	}
}
