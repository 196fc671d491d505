package langfuse

import (
	"time"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// form puts a value in one of the forms that a conversation can have.
type form func(d *exchange.Decoder)

// asked puts what was asked: messages, the body of a request, a text. Any other
// JSON is one message of the user. raw is the value as it was written, v what
// it says.
func (c *Converter) asked(raw, v *fastjson.Value) {
	if v == nil {
		return
	}
	request := func(v *fastjson.Value) form { return func(d *exchange.Decoder) { body.Request(d, v) } }
	var forms []form
	switch v.Type() {
	case fastjson.TypeArray:
		if anyHas(v, "role") || onlyTexts(v) {
			forms = append(forms, func(d *exchange.Decoder) { body.Request(d, wrap(d, "messages", v)) })
		}
	case fastjson.TypeObject:
		for _, in := range [...]*fastjson.Value{v, v.Get("kwargs")} { // which a decorated function has
			if in.Exists("messages") || in.Exists("prompt") || in.Exists("input") {
				forms = append(forms, request(in))
			}
		}
		if v.Exists("role") {
			forms = append(forms, func(d *exchange.Decoder) { body.Request(d, wrap(d, "messages", list(d, v))) })
		}
	}
	c.put(exchange.FieldInput, raw, v, forms)
}

// answered puts what was answered: a message or several, the body of an answer
// or the chunks of one, a text. Any other JSON is one message of the assistant.
func (c *Converter) answered(raw *fastjson.Value) {
	v := body.JSON(raw)
	if v == nil {
		return
	}
	said := func(make func(d *exchange.Decoder) *fastjson.Value) form {
		return func(d *exchange.Decoder) {
			messages := make(d)
			d.Put(exchange.FieldOutput, messages)
			body.Issued(d, messages)
		}
	}
	answer := func(d *exchange.Decoder) { body.Answer(d, v) }
	var forms []form
	switch v.Type() {
	case fastjson.TypeArray:
		if typed(v) {
			forms = append(forms, func(d *exchange.Decoder) { body.Response(d, wrap(d, "output", v)) })
		}
		if anyHas(v, "role") {
			forms = append(forms, said(func(*exchange.Decoder) *fastjson.Value { return v }))
		}
		forms = append(forms, answer)
		if anyHas(v, "type") {
			forms = append(forms, func(d *exchange.Decoder) { body.Response(d, wrap(d, "content", v)) })
		}
	case fastjson.TypeObject:
		alone := said(func(d *exchange.Decoder) *fastjson.Value { return list(d, v) })
		switch {
		case v.Exists("stop_reason"), !v.Exists("role"):
			forms = append(forms, answer)
			fallthrough
		case v.Exists("content"), v.Exists("role"):
			forms = append(forms, alone)
		}
	}
	c.put(exchange.FieldOutput, raw, v, forms)
}

// put puts a conversation in the first of the forms in which it says something,
// or else as its own text.
func (c *Converter) put(f exchange.Fields, raw, v *fastjson.Value, forms []form) {
	for _, put := range forms {
		if c.says(f, put) {
			put(c.one)
			return
		}
	}
	switch v.Type() {
	case fastjson.TypeArray:
		if len(v.GetArray()) == 0 {
			return
		}
	case fastjson.TypeObject:
		if v.GetObject().Len() == 0 {
			return
		}
	}
	if raw.Type() != fastjson.TypeString {
		raw = quote(exchange.AppendJSON(nil, raw))
	}
	c.one.Put(f, raw)
}

// says tells whether a form can be read and holds a message.
func (c *Converter) says(f exchange.Fields, put form) bool {
	c.try.Begin(&c.y)
	put(c.try)
	c.try.PutTime(time.Unix(2e9, 0))
	c.try.PutString(exchange.FieldAccount, "unknown")
	if c.try.End(&c.y) != nil {
		return false
	}
	if f == exchange.FieldOutput && c.y.ErrorType != "" {
		return true
	}
	messages := c.y.Input
	if f == exchange.FieldOutput {
		messages = c.y.Output
	}
	for _, m := range messages {
		if m.Text != "" || m.ToolCall || m.ToolData || m.Media {
			return true
		}
	}
	return f == exchange.FieldInput && c.y.System != ""
}

// quote is text as a JSON string.
func quote(text []byte) *fastjson.Value {
	v, err := fastjson.ParseBytes(exchange.AppendText(nil, string(text)))
	if err != nil {
		return nil
	}
	return v
}

func wrap(d *exchange.Decoder, key string, v *fastjson.Value) *fastjson.Value {
	o := d.Arena().NewObject()
	o.Set(key, v)
	return o
}

func list(d *exchange.Decoder, v *fastjson.Value) *fastjson.Value {
	a := d.Arena().NewArray()
	a.SetArrayItem(0, v)
	return a
}

// anyHas tells whether an element of a list has a key that is a text.
func anyHas(list *fastjson.Value, key string) bool {
	for _, e := range list.GetArray() {
		if len(e.GetStringBytes(key)) > 0 {
			return true
		}
	}
	return false
}

// typed tells the items of the Responses API.
func typed(list *fastjson.Value) bool {
	for _, e := range list.GetArray() {
		switch string(e.GetStringBytes("type")) {
		case "message", "reasoning", "function_call":
			return true
		}
	}
	return false
}

func onlyTexts(list *fastjson.Value) bool {
	for _, e := range list.GetArray() {
		if e.Type() != fastjson.TypeString {
			return false
		}
	}
	return true
}
