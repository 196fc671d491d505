package body

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// refused is the refusal category of an answer that says only that it is one.
const refused = "refusal"

// Response puts what the body of an answer says.
func Response(d *exchange.Decoder, v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	d.Put(exchange.FieldResponseID, text(v.Get("id")))
	d.Put(exchange.FieldResponseModel, text(v.Get("model")))
	Usage(d, v.Get("usage"))
	switch {
	case len(v.GetArray("choices")) > 0:
		choices(d, v.GetArray("choices"))
	case isList(v.Get("output")): // of the Responses API: items that are together one answer
		answer(d, v.Get("output"))
		d.Put(exchange.FieldFinish, text(v.Get("incomplete_details", "reason"), v.Get("status")))
		for _, item := range v.GetArray("output") {
			refusals(d, item.GetArray("content"))
		}
	case v.Exists("output"):
		d.Put(exchange.FieldOutput, text(v.Get("output")))
	case v.Exists("content"): // Anthropic's
		answer(d, v.Get("content"))
		d.Put(exchange.FieldFinish, text(v.Get("stop_reason")))
		d.Put(exchange.FieldRefusal, text(v.Get("stop_details", "category")))
	}
	if e := v.Get("error"); e != nil {
		d.Put(exchange.FieldErrorType, text(e.Get("type"), e.Get("code")))
	}
}

// answer puts an answer that is one message with this content.
func answer(d *exchange.Decoder, content *fastjson.Value) {
	a := d.Arena()
	if !isInstructions(content) || isList(content) && len(content.GetArray()) == 0 {
		return
	}
	m := a.NewObject()
	m.Set("role", a.NewString("assistant"))
	m.Set("content", content)
	all := a.NewArray()
	all.SetArrayItem(0, m)
	d.Put(exchange.FieldOutput, all)
	Issued(d, all)
}

// choices reads the answers of chat completions and of completions.
func choices(d *exchange.Decoder, list []*fastjson.Value) {
	a := d.Arena()
	all, finish := a.NewArray(), a.NewArray()
	for i, c := range list {
		m := c.Get("message")
		if m.GetObject() == nil {
			m = a.NewObject()
			m.Set("role", a.NewString("assistant"))
			m.Set("content", text(c.Get("text")))
		}
		if r := text(m.Get("refusal")); r != nil {
			d.PutString(exchange.FieldRefusal, refused)
			if text(m.Get("content")) == nil {
				m.Set("content", r)
			}
		}
		refusals(d, m.GetArray("content"))
		all.SetArrayItem(i, m)
		if f := text(c.Get("finish_reason")); f != nil {
			finish.SetArrayItem(len(finish.GetArray()), f)
		}
	}
	d.Put(exchange.FieldOutput, all)
	if len(finish.GetArray()) > 0 {
		d.Put(exchange.FieldFinish, finish)
	}
	Issued(d, all)
}

// refusals puts the category of an answer of which a part is a refusal.
func refusals(d *exchange.Decoder, parts []*fastjson.Value) {
	for _, p := range parts {
		if string(p.GetStringBytes("type")) == "refusal" && !d.Has(exchange.FieldRefusal) {
			d.PutString(exchange.FieldRefusal, refused)
		}
	}
}

// text is the first of the values that is a string with something in it.
func text(values ...*fastjson.Value) *fastjson.Value {
	for _, v := range values {
		if v != nil && isText(v) {
			return v
		}
	}
	return nil
}
