package otlp

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// langfuse puts what Langfuse's SDKs say in a way of their own.
func (r *reader) langfuse() {
	d := r.decoder
	if usage := r.get("langfuse.observation.usage_details"); usage != nil {
		body.Usage(d, usage)
		for _, c := range langfuseCounts {
			if n := usage.Get(c.key); n != nil && !d.Has(c.field) {
				r.putJSON(c.field, n)
			}
		}
	}
	if r.has("langfuse.observation.completion_start_time") && !d.Has(exchange.FieldStream) { // only of streams
		d.Put(exchange.FieldStream, d.Arena().NewTrue())
	}
	metadata := func(name string) string { // a value of the metadata is JSON
		text := r.text("langfuse.observation.metadata." + name)
		if v, err := fastjson.Parse(text); err == nil && v.Type() == fastjson.TypeString {
			return string(v.GetStringBytes())
		}
		return text
	}
	if finish := metadata("finish_reason"); !d.Has(exchange.FieldFinish) {
		d.PutString(exchange.FieldFinish, finish)
	}
	if metadata("object") == "response" { // of OpenAI's Responses API
		if !d.Has(exchange.FieldResponseID) {
			d.PutString(exchange.FieldResponseID, metadata("id"))
		}
		if r.user == "" {
			r.user = metadata("user")
		}
	}
}

// langfuseCounts are Langfuse's own names of tokens counted.
var langfuseCounts = [...]struct {
	key   string
	field exchange.Fields
}{
	{"input", exchange.FieldInputTokens}, {"output", exchange.FieldOutputTokens},
	{"output_reasoning_tokens", exchange.FieldReasoningTokens}, {"output_reasoning", exchange.FieldReasoningTokens},
	{"input_cached_tokens", exchange.FieldCacheTokens}, {"input_cache_read", exchange.FieldCacheTokens}, {"cache_read_input_tokens", exchange.FieldCacheTokens},
}
