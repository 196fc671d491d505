package otlp

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// vercel puts what the Vercel AI SDK says in a way of its own.
func (r *reader) vercel() {
	id := r.text("ai.operationId")
	if id == "" {
		return
	}
	d := r.decoder
	d.Put(exchange.FieldStream, truth(d.Arena(), strings.HasSuffix(id, ".doStream")))
	for _, name := range [...]string{"gen_ai.provider.name", "gen_ai.system", "ai.model.provider"} {
		if provider, _, _ := strings.Cut(r.text(name), "."); provider != "" { // openai.chat
			d.PutString(exchange.FieldProvider, provider)
			return
		}
	}
}

// vercelAnswer is the answer as the Vercel AI SDK has it: its text, or the
// object that was asked for, and the calls of tools.
func (r *reader) vercelAnswer() *fastjson.Value {
	text := r.text("ai.response.text")
	if text == "" {
		text = r.text("ai.response.object")
	}
	calls := r.get("ai.response.toolCalls")
	if text == "" && len(calls.GetArray()) == 0 {
		return nil
	}
	a := r.decoder.Arena()
	m := a.NewObject()
	m.Set("role", a.NewString("assistant"))
	m.Set("content", exchange.Text(a, text))
	if len(calls.GetArray()) > 0 {
		m.Set("tool_calls", calls)
	}
	return m
}
