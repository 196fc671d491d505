// Package body reads what callers send to a model and what it answers, in the
// forms of OpenAI's chat completions, completions and responses and of
// Anthropic's messages. Logs of many tools hold such bodies.
package body

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// Request puts what the body of a request says. The end user that it may name
// is not the account: the caller decides.
func Request(d *exchange.Decoder, v *fastjson.Value) {
	first := func(f exchange.Fields, keys ...string) {
		for _, key := range keys {
			if got := v.Get(key); got != nil && got.Type() != fastjson.TypeNull && !d.Has(f) {
				d.Put(f, got)
			}
		}
	}
	first(exchange.FieldModel, "model")
	first(exchange.FieldSystem, "system", "instructions")
	first(exchange.FieldInput, "messages", "input", "prompt")
	first(exchange.FieldMaxTokens, "max_completion_tokens", "max_output_tokens", "max_tokens", "max_tokens_to_sample")
	first(exchange.FieldTemperature, "temperature")
	first(exchange.FieldTopP, "top_p")
	first(exchange.FieldSeed, "seed")
	first(exchange.FieldChoices, "n")
	first(exchange.FieldStream, "stream")
	tools(d, v)
	logprobs(d, v)
	Presented(d, v.Get("messages"))
	Presented(d, v.Get("input"))
}

// EndUser is the person that the caller names to the provider, or "".
func EndUser(v *fastjson.Value) string {
	for _, path := range [...][]string{{"user"}, {"safety_identifier"}, {"metadata", "user_id"}} {
		if s := v.GetStringBytes(path...); len(s) > 0 {
			return string(s)
		}
	}
	return ""
}

func tools(d *exchange.Decoder, v *fastjson.Value) {
	for _, key := range [...]string{"tools", "functions"} {
		if t := v.Get(key); t != nil && t.Type() == fastjson.TypeArray {
			d.Put(exchange.FieldTools, t)
			return
		}
	}
}

// logprobs is a flag of chat completions and a number of completions.
func logprobs(d *exchange.Decoder, v *fastjson.Value) {
	l := v.Get("logprobs")
	if l == nil {
		return
	}
	switch l.Type() {
	case fastjson.TypeTrue, fastjson.TypeFalse:
		d.Put(exchange.FieldLogprobs, l)
	case fastjson.TypeNumber:
		d.Put(exchange.FieldLogprobs, d.Arena().NewTrue())
	}
}

// Response puts what the body of an answer says.
func Response(d *exchange.Decoder, v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	d.Put(exchange.FieldResponseID, v.Get("id"))
	d.Put(exchange.FieldResponseModel, v.Get("model"))
	Usage(d, v.Get("usage"))
	a := d.Arena()
	switch {
	case v.Exists("choices"):
		choices(d, v.GetArray("choices"))
	case v.Exists("output"):
		d.Put(exchange.FieldOutput, v.Get("output"))
		Issued(d, v.Get("output"))
		finish := v.Get("incomplete_details", "reason")
		if finish == nil {
			finish = v.Get("status")
		}
		d.Put(exchange.FieldFinish, finish)
	case v.Exists("content"): // Anthropic's
		m := a.NewObject()
		m.Set("role", a.NewString("assistant"))
		m.Set("content", v.Get("content"))
		all := a.NewArray()
		all.SetArrayItem(0, m)
		d.Put(exchange.FieldOutput, all)
		d.Put(exchange.FieldFinish, v.Get("stop_reason"))
		d.Put(exchange.FieldRefusal, v.Get("stop_details", "category"))
		Issued(d, all)
	}
	if e := v.Get("error"); e != nil && e.Type() == fastjson.TypeObject {
		d.Put(exchange.FieldErrorType, text(e.Get("type"), e.Get("code")))
	}
}

// choices reads the answers of chat completions and of completions.
func choices(d *exchange.Decoder, list []*fastjson.Value) {
	a := d.Arena()
	all, finish := a.NewArray(), a.NewArray()
	for i, c := range list {
		if m := c.Get("message"); m != nil {
			all.SetArrayItem(i, m)
		} else {
			m := a.NewObject()
			m.Set("role", a.NewString("assistant"))
			if t := c.Get("text"); t != nil {
				m.Set("content", t)
			}
			all.SetArrayItem(i, m)
		}
		if f := c.Get("finish_reason"); f != nil && f.Type() == fastjson.TypeString {
			finish.SetArrayItem(len(finish.GetArray()), f)
		}
	}
	d.Put(exchange.FieldOutput, all)
	d.Put(exchange.FieldFinish, finish)
	Issued(d, all)
}

// Usage puts the tokens counted, by the names that any of the forms has.
func Usage(d *exchange.Decoder, u *fastjson.Value) {
	if u == nil || u.Type() != fastjson.TypeObject {
		return
	}
	put := func(f exchange.Fields, paths ...[]string) {
		for _, p := range paths {
			if v := u.Get(p...); v != nil && v.Type() == fastjson.TypeNumber {
				d.Put(f, v)
				return
			}
		}
	}
	put(exchange.FieldInputTokens, []string{"prompt_tokens"}, []string{"input_tokens"})
	put(exchange.FieldOutputTokens, []string{"completion_tokens"}, []string{"output_tokens"})
	put(exchange.FieldReasoningTokens, []string{"completion_tokens_details", "reasoning_tokens"}, []string{"output_tokens_details", "reasoning_tokens"})
	put(exchange.FieldCacheTokens, []string{"prompt_tokens_details", "cached_tokens"}, []string{"input_tokens_details", "cached_tokens"}, []string{"cache_read_input_tokens"})
}

// text is the first of the values that is a string with something in it.
func text(values ...*fastjson.Value) *fastjson.Value {
	for _, v := range values {
		if v != nil && v.Type() == fastjson.TypeString && len(v.GetStringBytes()) > 0 {
			return v
		}
	}
	return nil
}
