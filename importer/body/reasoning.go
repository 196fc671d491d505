package body

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// Issued puts the digests of the reasoning blocks in an answer's messages.
func Issued(d *exchange.Decoder, messages *fastjson.Value) {
	seals(d, exchange.FieldIssued, messages)
}

// Presented puts the digests of the reasoning blocks that a request gives back.
func Presented(d *exchange.Decoder, messages *fastjson.Value) {
	seals(d, exchange.FieldPresented, messages)
}

func seals(d *exchange.Decoder, f exchange.Fields, messages *fastjson.Value) {
	all := digests{d: d}
	for _, m := range messages.GetArray() {
		sealed(m, all.add)
		for _, key := range [...]string{"content", "parts", "thinking_blocks"} {
			for _, part := range m.GetArray(key) {
				sealed(part, all.add)
			}
		}
		for _, part := range m.GetArray("provider_specific_fields", "thinking_blocks") {
			sealed(part, all.add)
		}
	}
	all.put(f)
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

// digests is a list of digests, each once: LiteLLM writes every block twice.
type digests struct {
	d    *exchange.Decoder
	list *fastjson.Value
	seen map[string]bool
}

func (l *digests) add(signature []byte) {
	if len(signature) == 0 {
		return
	}
	digest := exchange.Digest(signature)
	if l.seen[digest] {
		return
	}
	if l.list == nil {
		l.list, l.seen = l.d.Arena().NewArray(), map[string]bool{}
	}
	l.seen[digest] = true
	l.list.SetArrayItem(len(l.list.GetArray()), l.d.Arena().NewString(digest))
}

func (l *digests) put(f exchange.Fields) {
	if l.list != nil {
		l.d.Put(f, l.list)
	}
}
