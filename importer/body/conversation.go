package body

import (
	"bytes"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// Input puts the messages of a request, or what has their place, and the
// reasoning blocks that they give back.
func Input(d *exchange.Decoder, v *fastjson.Value) {
	if v == nil {
		return
	}
	d.Put(exchange.FieldInput, conversation(d, v))
	Presented(d, v)
}

// conversation is v as the record takes it: a text, or a list of messages. In a
// list of prompts each is a message, and tokens, which are numbers, are left
// out, as are the reasoning and the references among the items of the
// Responses API, which are no turn of anybody. nil if there is nothing.
func conversation(d *exchange.Decoder, v *fastjson.Value) *fastjson.Value {
	if isText(v) {
		return v
	}
	all := v.GetArray()
	plain := true
	for _, e := range all {
		plain = plain && e.Type() == fastjson.TypeObject && isTurn(e)
	}
	if plain {
		if len(all) == 0 {
			return nil
		}
		return v
	}
	a := d.Arena()
	list := a.NewArray()
	add := func(m *fastjson.Value) { list.SetArrayItem(len(list.GetArray()), m) }
	for _, e := range all {
		switch {
		case isText(e):
			m := a.NewObject()
			m.Set("role", a.NewString("user"))
			m.Set("content", e)
			add(m)
		case e.Type() == fastjson.TypeObject && isTurn(e):
			add(e)
		}
	}
	return list
}

// isTurn tells a message, or an item of the Responses API that stands for one.
func isTurn(e *fastjson.Value) bool {
	if e.Exists("role") {
		return true
	}
	switch string(e.GetStringBytes("type")) {
	case "reasoning", "item_reference", "compaction":
		return false
	}
	return true
}

// maxValues is how many JSON values a text may hold: each costs 80 bytes.
const maxValues = 1 << 20

// parse reads JSON that a log holds as text; nil if it is none. What it gives
// has the parser's memory.
func parse(p *fastjson.Parser, text []byte) *fastjson.Value {
	if len(text) == 0 || bytes.Count(text, []byte{','})+bytes.Count(text, []byte{'['})+bytes.Count(text, []byte{'{'}) > maxValues {
		return nil
	}
	v, err := p.ParseBytes(text)
	if err != nil {
		return nil
	}
	return v
}

// JSON is v, or where v is the text of a JSON object or array, what that says.
func JSON(v *fastjson.Value) *fastjson.Value {
	if v == nil || v.Type() != fastjson.TypeString {
		return v
	}
	text := bytes.TrimSpace(v.GetStringBytes())
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return v
	}
	if inner := parse(new(fastjson.Parser), text); inner != nil {
		return inner
	}
	return v
}
