package otlp

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// messages is v as a list of messages that the record takes: v is a text, a
// message, or a list of texts and messages. What is neither is left out. nil if
// nothing stays.
func (r *reader) messages(v *fastjson.Value, role string) *fastjson.Value {
	if v == nil {
		return nil
	}
	a := r.decoder.Arena()
	list := a.NewArray()
	n := 0
	var add func(v *fastjson.Value, level int)
	add = func(v *fastjson.Value, level int) {
		switch v.Type() {
		case fastjson.TypeString:
			if len(v.GetStringBytes()) == 0 {
				return
			}
			m := a.NewObject()
			m.Set("role", a.NewString(role))
			m.Set("content", v)
			v = m
		case fastjson.TypeObject:
			r.message(v)
		case fastjson.TypeArray: // LangChain has batches of conversations
			for _, e := range v.GetArray() {
				if level < 2 {
					add(e, level+1)
				}
			}
			return
		default:
			return
		}
		list.SetArrayItem(n, v)
		n++
	}
	add(v, 0)
	if n == 0 {
		return nil
	}
	return list
}

// roles are those of other tools by the names of the conventions.
var roles = map[string]string{"human": "user", "ai": "assistant", "model": "assistant", "function": "tool"}

// message makes m a message that the record takes.
func (r *reader) message(m *fastjson.Value) {
	if role := m.Get("role"); role != nil {
		if role.Type() != fastjson.TypeString {
			m.Del("role")
		} else if known := roles[string(role.GetStringBytes())]; known != "" {
			m.Set("role", r.decoder.Arena().NewString(known))
		}
	}
	r.sift(m)
}

// sift takes out of a message or a part what the record would refuse, and names
// the parts as it knows them.
func (r *reader) sift(m *fastjson.Value) {
	a := r.decoder.Arena()
	for _, key := range [...]string{"content", "parts", "text", "refusal"} {
		v := m.Get(key)
		if v == nil {
			continue
		}
		switch v.Type() {
		case fastjson.TypeArray:
			if kept := r.parts(v); kept != v {
				m.Set(key, kept)
			}
		case fastjson.TypeObject:
			r.part(v)
		case fastjson.TypeNumber, fastjson.TypeTrue, fastjson.TypeFalse:
			m.Set(key, exchange.Text(a, string(exchange.AppendJSON(nil, v))))
		}
	}
}

// parts is a list of parts without what is no part.
func (r *reader) parts(list *fastjson.Value) *fastjson.Value {
	all := list.GetArray()
	good := 0
	for _, e := range all {
		switch e.Type() {
		case fastjson.TypeObject:
			r.part(e)
			good++
		case fastjson.TypeString, fastjson.TypeNull:
			good++
		}
	}
	if good == len(all) {
		return list
	}
	kept := r.decoder.Arena().NewArray()
	n := 0
	for _, e := range all {
		if t := e.Type(); t == fastjson.TypeObject || t == fastjson.TypeString {
			kept.SetArrayItem(n, e)
			n++
		}
	}
	return kept
}

// bare are the keys of parts without a type, as Bedrock and Gemini have them.
var bare = [...][2]string{{"toolUse", "tool_call"}, {"functionCall", "tool_call"}, {"function_call", "tool_call"},
	{"toolResult", "tool_call_response"}, {"functionResponse", "tool_call_response"}, {"function_response", "tool_call_response"},
	{"inlineData", "blob"}, {"inline_data", "blob"}, {"fileData", "uri"}, {"file_data", "uri"}, {"image", "image"}}

// part gives a part the type that the record knows, and a reasoning block its
// seal where the Vercel AI SDK puts it.
func (r *reader) part(p *fastjson.Value) {
	a := r.decoder.Arena()
	switch kind := string(p.GetStringBytes("type")); {
	case kind == "":
		for _, b := range bare {
			if p.GetObject(b[0]) != nil && !p.Exists("text") {
				p.Set("type", a.NewString(b[1]))
				break
			}
		}
	case kind == "reasoning":
		for _, options := range [...]string{"providerOptions", "providerMetadata"} {
			if s := p.Get(options, "anthropic", "signature"); s != nil {
				p.Set("signature", s)
			}
			if s := p.Get(options, "openai", "reasoningEncryptedContent"); s != nil {
				p.Set("encrypted_content", s)
			}
			if s := p.Get(options, "anthropic", "redactedData"); s != nil {
				p.Set("type", a.NewString("redacted_thinking"))
				p.Set("data", s)
			}
		}
	case strings.HasPrefix(kind, "tool-"): // Vercel's
		p.Set("type", a.NewString(strings.ReplaceAll(kind, "-", "_")))
	}
	r.sift(p)
}

// turns is a list of messages without those that are no turn of anybody: the
// items of the Responses API that only refer or reason, and messages that are
// reasoning alone. nil if none is.
func (r *reader) turns(list *fastjson.Value) *fastjson.Value {
	kept := r.decoder.Arena().NewArray()
	n := 0
	for _, m := range list.GetArray() {
		if isTurn(m) {
			kept.SetArrayItem(n, m)
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return kept
}

func isTurn(m *fastjson.Value) bool {
	if !m.Exists("role") {
		switch string(m.GetStringBytes("type")) {
		case "reasoning", "item_reference", "compaction":
			return false
		}
		return true
	}
	parts := m.GetArray("parts")
	if len(parts) == 0 {
		parts = m.GetArray("content")
	}
	for _, p := range parts {
		switch string(p.GetStringBytes("type")) {
		case "reasoning", "thinking", "redacted_thinking":
		default:
			return true
		}
	}
	return len(parts) == 0 || len(m.GetArray("tool_calls")) > 0
}

// isMessage tells an object that is a message or an item of a conversation.
func isMessage(v *fastjson.Value) bool {
	return v.Type() == fastjson.TypeObject &&
		(v.Exists("role") || v.Exists("parts") || v.Exists("content") || v.Exists("tool_calls") || len(v.GetStringBytes("type")) > 0)
}
