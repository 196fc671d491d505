// Package body reads what callers send to a model and what it answers, in the
// forms of OpenAI's chat completions, completions and responses and of
// Anthropic's messages. Logs of many tools hold such bodies.
//
// A body is what somebody sent: a setting of a wrong type, or out of any range,
// is passed over, so that nobody can have an exchange rejected by it.
package body

import (
	"math"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// Request puts what the body of a request says. The end user that it may name
// is not the account: the caller decides. A key that has a value keeps it.
func Request(d *exchange.Decoder, v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	first := func(f exchange.Fields, fits func(*fastjson.Value) bool, keys ...string) {
		for _, key := range keys {
			if got := v.Get(key); got != nil && fits(got) && !d.Has(f) {
				d.Put(f, got)
			}
		}
	}
	first(exchange.FieldModel, isText, "model")
	first(exchange.FieldMaxTokens, isCount, "max_completion_tokens", "max_output_tokens", "max_tokens", "max_tokens_to_sample")
	first(exchange.FieldTemperature, isShare, "temperature")
	first(exchange.FieldTopP, isShare, "top_p")
	first(exchange.FieldSeed, isNumber, "seed")
	first(exchange.FieldChoices, isCount, "n")
	first(exchange.FieldStream, isTruth, "stream")
	first(exchange.FieldSystem, isInstructions, "system", "instructions")
	first(exchange.FieldTools, isList, "tools", "functions")
	for _, key := range [...]string{"messages", "input", "prompt"} {
		if !d.Has(exchange.FieldInput) {
			Input(d, v.Get(key))
		}
	}
	logprobs(d, v.Get("logprobs"))
}

// EndUser is the person that the caller names to the provider, or "". A name
// longer than an account's can be is its digest.
func EndUser(v *fastjson.Value) string {
	for _, path := range [...][]string{{"user"}, {"safety_identifier"}, {"metadata", "user_id"}} {
		switch s := v.GetStringBytes(path...); {
		case len(s) > 256:
			return exchange.Digest(s)
		case len(s) > 0:
			return string(s)
		}
	}
	return ""
}

// logprobs is a flag of chat completions and a number of completions.
func logprobs(d *exchange.Decoder, l *fastjson.Value) {
	switch {
	case l == nil || d.Has(exchange.FieldLogprobs):
	case isTruth(l):
		d.Put(exchange.FieldLogprobs, l)
	case isNumber(l):
		d.Put(exchange.FieldLogprobs, d.Arena().NewTrue())
	}
}

func isNumber(v *fastjson.Value) bool { return v.Type() == fastjson.TypeNumber }

func isList(v *fastjson.Value) bool { return v != nil && v.Type() == fastjson.TypeArray }

func isText(v *fastjson.Value) bool {
	return v.Type() == fastjson.TypeString && len(v.GetStringBytes()) > 0
}

func isTruth(v *fastjson.Value) bool {
	return v.Type() == fastjson.TypeTrue || v.Type() == fastjson.TypeFalse
}

// isCount tells a whole number that the record can hold.
func isCount(v *fastjson.Value) bool {
	f, err := v.Float64()
	return err == nil && f >= 0 && f <= math.MaxInt32 && f == math.Trunc(f)
}

// isShare tells a number that the record can hold in thousandths.
func isShare(v *fastjson.Value) bool {
	f, err := v.Float64()
	return err == nil && f >= 0 && f < math.MaxInt32/1000
}

// isInstructions tells a text or a list of texts and parts.
func isInstructions(v *fastjson.Value) bool {
	if !isList(v) {
		return isText(v)
	}
	for _, e := range v.GetArray() {
		if t := e.Type(); t != fastjson.TypeString && t != fastjson.TypeObject {
			return false
		}
	}
	return true
}
