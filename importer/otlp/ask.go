package otlp

import (
	"bytes"

	"github.com/valyala/fastjson"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// asks puts what was asked: the newest convention counts before the older ones,
// and those before the bodies that were sent.
func (r *reader) asks() {
	d := r.decoder
	r.request(r.get("llm.invocation_parameters"))
	r.request(r.get("langfuse.observation.model.parameters"))
	switch {
	case r.asked(r.get("gen_ai.input.messages")):
	case r.asked(r.unfold(r.flat.asked, "user")):
	case r.asked(r.get("ai.prompt.messages")):
	case r.asked(r.get("gen_ai.prompt")):
	default:
		r.asked(r.get("llm.prompts"))
	}
	for _, name := range [...]string{"langfuse.observation.input", "input.value", "traceloop.entity.input"} {
		if d.Has(exchange.FieldInput) && d.Has(exchange.FieldModel) {
			break
		}
		if v := r.get(name); v != nil && !r.request(v) && !d.Has(exchange.FieldInput) {
			r.asked(r.said(name, v))
		}
	}
	if v := r.instructions(r.get("gen_ai.system_instructions")); v != nil {
		d.Put(exchange.FieldSystem, v)
	}
	r.tools()
}

// asked puts a conversation; it tells whether v is one.
func (r *reader) asked(v *fastjson.Value) bool {
	list := r.messages(v, "user")
	if list == nil {
		return false
	}
	body.Presented(r.decoder, list)
	if list = r.turns(list); list == nil {
		return false
	}
	r.decoder.Put(exchange.FieldInput, list)
	r.doubt(exchange.FieldInput, v)
	return true
}

// doubt marks what was said as less than another record may tell, where v is
// JSON that the limit of an attribute's length has cut: it is taken as a text.
func (r *reader) doubt(f exchange.Fields, v *fastjson.Value) {
	r.doubtful &^= f
	if bytes.HasPrefix(v.GetStringBytes(), []byte("[{")) {
		r.doubtful |= f
	}
}

// request puts what the body of a request says that nothing else said; it tells
// whether v is one, with what was asked.
func (r *reader) request(v *fastjson.Value) bool {
	if v == nil || v.Type() != fastjson.TypeObject || v.Exists("role") {
		return false
	}
	asks := false
	for _, key := range [...]string{"messages", "input", "prompt", "contents"} {
		if m := v.Get(key); m != nil {
			if list := r.messages(m, "user"); list != nil {
				v.Set("messages", list)
				asks = true
			}
			if key != "messages" {
				v.Del(key)
			}
		}
	}
	for _, key := range [...]string{"system", "instructions"} {
		if s := v.Get(key); s != nil {
			v.Set(key, r.instructions(s))
		}
	}
	body.Request(r.decoder, v)
	for _, s := range settings {
		if got := v.Get(s.key); got != nil && !r.decoder.Has(s.field) {
			r.putJSON(s.field, got)
		}
	}
	if r.user == "" {
		r.user = body.EndUser(v)
	}
	return asks
}

// settings are the names in JavaScript of what a request sets, and those of
// which the values may be texts.
var settings = [...]struct {
	key   string
	field exchange.Fields
}{
	{"maxTokens", exchange.FieldMaxTokens}, {"maxOutputTokens", exchange.FieldMaxTokens}, {"max_new_tokens", exchange.FieldMaxTokens},
	{"max_tokens", exchange.FieldMaxTokens}, {"topP", exchange.FieldTopP}, {"top_p", exchange.FieldTopP},
	{"temperature", exchange.FieldTemperature}, {"seed", exchange.FieldSeed}, {"stream", exchange.FieldStream},
}

// putJSON is put of a JSON value.
func (r *reader) putJSON(f exchange.Fields, v *fastjson.Value) bool {
	switch v.Type() {
	case fastjson.TypeString:
		return r.put(f, pcommon.NewValueStr(string(v.GetStringBytes())))
	case fastjson.TypeNumber:
		return r.put(f, pcommon.NewValueDouble(v.GetFloat64()))
	case fastjson.TypeTrue, fastjson.TypeFalse:
		return r.put(f, pcommon.NewValueBool(v.GetBool()))
	}
	return false
}

// instructions is v as system instructions that the record takes, or nil.
func (r *reader) instructions(v *fastjson.Value) *fastjson.Value {
	if v == nil {
		return nil
	}
	switch v.Type() {
	case fastjson.TypeString:
		return v
	case fastjson.TypeObject:
		list := r.decoder.Arena().NewArray()
		list.SetArrayItem(0, v)
		return r.parts(list)
	case fastjson.TypeArray:
		return r.parts(v)
	}
	return nil
}

// tools puts the tools offered, of which the record keeps how many.
func (r *reader) tools() {
	a := r.decoder.Arena()
	for _, name := range [...]string{"gen_ai.tool.definitions", "ai.prompt.tools"} {
		if v := r.get(name); v != nil && v.Type() == fastjson.TypeArray {
			r.decoder.Put(exchange.FieldTools, v)
			return
		}
	}
	if len(r.flat.tools) > 0 {
		list := a.NewArray()
		for i := range len(r.flat.tools) {
			list.SetArrayItem(i, a.NewNull())
		}
		r.decoder.Put(exchange.FieldTools, list)
	}
}

// said is v, or what was logged as it was written, where v is JSON that is
// neither a message nor a list of them: an answer may be JSON.
func (r *reader) said(name string, v *fastjson.Value) *fastjson.Value {
	talks := v.Type() == fastjson.TypeString || isMessage(v)
	if all := v.GetArray(); len(all) > 0 {
		talks = true
		for _, e := range all {
			talks = talks && isMessage(e)
		}
	}
	switch {
	case talks || v.Type() == fastjson.TypeNull:
		return v
	case r.text(name) != "":
		return exchange.Text(r.decoder.Arena(), r.text(name))
	}
	return exchange.Text(r.decoder.Arena(), string(exchange.AppendJSON(nil, v)))
}
