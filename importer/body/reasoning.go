package body

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// Issued puts the digests of the reasoning blocks in an answer's messages.
func Issued(d *exchange.Decoder, messages *fastjson.Value) {
	digests(d, exchange.FieldIssued, messages)
}

// Presented puts the digests of the reasoning blocks that a request gives back.
func Presented(d *exchange.Decoder, messages *fastjson.Value) {
	digests(d, exchange.FieldPresented, messages)
}

func digests(d *exchange.Decoder, f exchange.Fields, messages *fastjson.Value) {
	if messages == nil || messages.Type() != fastjson.TypeArray {
		return
	}
	var list *fastjson.Value
	seen := ""
	add := func(signature []byte) {
		if len(signature) == 0 || string(signature) == seen { // LiteLLM writes a block twice
			return
		}
		seen = string(signature)
		if list == nil {
			list = d.Arena().NewArray()
		}
		list.SetArrayItem(len(list.GetArray()), d.Arena().NewString(exchange.Digest(signature)))
	}
	for _, m := range messages.GetArray() {
		sealed(m, add)
		for _, key := range [...]string{"content", "parts", "thinking_blocks"} {
			for _, part := range m.GetArray(key) {
				sealed(part, add)
			}
		}
		for _, part := range m.GetArray("provider_specific_fields", "thinking_blocks") {
			sealed(part, add)
		}
	}
	if list != nil {
		d.Put(f, list)
	}
}

// sealed adds the seal of a part that is a reasoning block: Anthropic's
// signature or redacted data, OpenAI's encrypted content.
func sealed(part *fastjson.Value, add func([]byte)) {
	switch string(part.GetStringBytes("type")) {
	case "thinking":
		add(part.GetStringBytes("signature"))
	case "redacted_thinking":
		add(part.GetStringBytes("data"))
	case "reasoning":
		add(part.GetStringBytes("encrypted_content"))
		add(part.GetStringBytes("signature"))
	}
}
