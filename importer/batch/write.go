package batch

import (
	"time"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
	"github.com/stillhunt/stillhunt/importer/join"
)

// write gives out an answer with the request that it is to, which may be nil.
func (c *Converter) write(ask, answer *entry, out *join.Out) {
	c.d.Begin(&c.x)
	o, err := c.d.Parse(answer.record)
	if err != nil {
		reject(out, answer.at, err)
		return
	}
	var line *fastjson.Value // of the request
	if ask != nil {
		var parser fastjson.Parser // what it parses lasts until the exchange is written
		if line, err = parser.ParseBytes(ask.record); err != nil {
			return
		}
	}
	request, response := asked(line), answered(o)
	if ran := response.GetObject() != nil; !ran || operation(line, response) == "" {
		out.Others++ // canceled, expired, or an embedding
		return
	}
	c.d.PutString(exchange.FieldOperation, operation(line, response))
	c.d.Put(exchange.FieldID, text(o.Get("id")))
	if line.Exists("params") || o.Get("result") != nil {
		c.d.PutString(exchange.FieldProvider, "anthropic")
	}
	c.whoever(o, line, request, response)
	body.Request(c.d, request)
	body.Response(c.d, response)
	if code := o.Get("response").Get("status_code"); code != nil {
		if n, ok := body.Status(code.MarshalTo(nil)); ok {
			c.d.PutInt(exchange.FieldStatus, n)
		}
	} else if string(o.Get("result").GetStringBytes("type")) == "succeeded" {
		c.d.PutInt(exchange.FieldStatus, 200)
	}
	if e := text(o.Get("result").Get("error", "type")); !c.d.Has(exchange.FieldErrorType) && e != nil {
		c.d.Put(exchange.FieldErrorType, e)
	}
	c.when(o, line, response)
	switch {
	case !c.d.Has(exchange.FieldTime):
		out.Reject(answer.at, "time is missing", "the answer does not say when it was made: add the batch's created_at to its lines, as time")
	case !c.d.Has(exchange.FieldAccount):
		out.Reject(answer.at, "user.id is missing or empty", "give the hunt the batch's input file as well, with safety_identifier or user in its bodies, or add user_id to its lines")
	default:
		if err := c.d.End(&c.x); err != nil {
			reject(out, answer.at, err)
			return
		}
		out.Data = exchange.AppendLine(out.Data, &c.x)
		out.Places = append(out.Places, answer.at)
	}
}

// unanswered says what becomes of a request without an answer.
func (c *Converter) unanswered(ask *entry, out *join.Out) {
	var parser fastjson.Parser
	line, err := parser.ParseBytes(ask.record)
	if err == nil && operation(line, nil) == "" {
		out.Others++
		return
	}
	out.Reject(ask.at, "there is no answer to the request, and so no time", "give the hunt the batch's output file as well")
}

// asked is the body of a request; nil if there is no request.
func asked(line *fastjson.Value) *fastjson.Value {
	if b := line.Get("body"); b != nil {
		return b
	}
	return line.Get("params")
}

// answered is the body of an answer, a message or an error; nil if the model
// was not asked.
func answered(o *fastjson.Object) *fastjson.Value {
	if b := o.Get("response").Get("body"); b != nil {
		return b
	}
	result := o.Get("result")
	if m := result.Get("message"); m != nil {
		return m
	}
	return result.Get("error")
}

// operation is what the batch does; "" if that is no exchange.
func operation(line, response *fastjson.Value) string {
	if name, known := body.Operation(string(line.GetStringBytes("url"))); known {
		return name
	}
	if response.GetObject("error") != nil {
		return "chat"
	}
	return body.Kind(asked(line), response)
}

// whoever puts the account: what the operator added to the lines, else the end
// user that the request names.
func (c *Converter) whoever(o *fastjson.Object, line, request, response *fastjson.Value) {
	for _, key := range [...]string{"user.id", "user_id", "account_id"} {
		for _, v := range [...]*fastjson.Value{line.Get(key), o.Get(key)} {
			if !c.d.Has(exchange.FieldAccount) {
				c.d.Put(exchange.FieldAccount, text(v))
			}
		}
	}
	for _, v := range [...]*fastjson.Value{line.Get("stillhunt.org.id"), o.Get("stillhunt.org.id")} {
		c.d.Put(exchange.FieldOrg, text(v))
	}
	for _, v := range [...]*fastjson.Value{request, response} {
		if !c.d.Has(exchange.FieldAccount) {
			c.d.PutString(exchange.FieldAccount, body.EndUser(v))
		}
	}
}

// when puts the time of the answer, else what the operator added to the lines.
func (c *Converter) when(o *fastjson.Object, line, response *fastjson.Value) {
	t, ok := body.Created(response)
	for _, key := range [...]string{"time", "created_at"} {
		for _, v := range [...]*fastjson.Value{o.Get(key), line.Get(key)} {
			if !ok {
				t, ok = body.Time(v)
			}
		}
	}
	if ok {
		c.d.PutTime(t)
	}
}

// made is the time that a record tells.
func made(o *fastjson.Object) (time.Time, bool) {
	if t, ok := body.Created(o.Get("response").Get("body")); ok {
		return t, true
	}
	return body.Time(o.Get("time"))
}

// text is v if it is a text that says something.
func text(v *fastjson.Value) *fastjson.Value {
	if v == nil || v.Type() != fastjson.TypeString || len(v.GetStringBytes()) == 0 {
		return nil
	}
	return v
}
