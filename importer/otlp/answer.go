package otlp

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// answers puts what was answered: the bodies that came first, then the older
// conventions, then the newest, each over what came before it.
func (r *reader) answers() {
	for _, name := range [...]string{"traceloop.entity.output", "output.value", "langfuse.observation.output"} {
		if v := r.get(name); v != nil && !r.response(v) {
			r.answered(r.answer(r.said(name, v)))
		}
	}
	for _, name := range [...]string{"llm.completions", "gen_ai.completion"} {
		r.answered(r.get(name))
	}
	r.answered(r.vercelAnswer())
	r.answered(r.unfold(r.flat.answered, "assistant"))
	r.answered(r.get("gen_ai.output.messages"))
}

// answered puts the messages of an answer.
func (r *reader) answered(v *fastjson.Value) {
	list := r.messages(v, "assistant")
	if list == nil {
		return
	}
	body.Issued(r.decoder, list)
	r.finish(list)
	if list = r.turns(list); list != nil {
		r.decoder.Put(exchange.FieldOutput, list)
		r.doubt(exchange.FieldOutput, v)
	}
}

// finish puts why the model stopped, as the messages say it.
func (r *reader) finish(list *fastjson.Value) {
	a := r.decoder.Arena()
	all := a.NewArray()
	n := 0
	for _, m := range list.GetArray() {
		if s := m.GetStringBytes("finish_reason"); len(s) > 0 {
			all.SetArrayItem(n, exchange.Text(a, string(s)))
			n++
		}
	}
	if n > 0 {
		r.decoder.Put(exchange.FieldFinish, all)
	}
}

// response puts what the body of an answer says; it tells whether v is one.
func (r *reader) response(v *fastjson.Value) bool {
	if v.Type() != fastjson.TypeObject {
		return false
	}
	choices, output := v.GetArray("choices"), v.Get("output")
	switch {
	case len(choices) > 0:
		for _, c := range choices {
			if m := c.Get("message"); m != nil && m.Type() == fastjson.TypeObject {
				r.message(m)
			}
		}
	case output != nil && output.Type() == fastjson.TypeArray:
		v.Set("output", r.parts(output))
	case v.Exists("content") && (v.Exists("stop_reason") || string(v.GetStringBytes("type")) == "message"):
		r.sift(v)
	default:
		return false
	}
	body.Response(r.decoder, v)
	return true
}

// answer is v, or where v is a list of the items or the parts of one answer, a
// message that has them.
func (r *reader) answer(v *fastjson.Value) *fastjson.Value {
	items := false
	for _, e := range v.GetArray() {
		items = items || e.Type() == fastjson.TypeObject && len(e.GetStringBytes("type")) > 0 &&
			(!e.Exists("role") || string(e.GetStringBytes("type")) == "message")
	}
	if !items {
		return v
	}
	a := r.decoder.Arena()
	m := a.NewObject()
	m.Set("role", a.NewString("assistant"))
	m.Set("content", v)
	return m
}
