package langfuse

import (
	"math"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// known are the model parameters that are read, by the names that they have in
// the body of a request.
var known = map[string]string{
	"temperature": "temperature", "top_p": "top_p", "topP": "top_p", "n": "n", "seed": "seed", "stream": "stream", "logprobs": "logprobs",
	"max_tokens": "max_tokens", "maxTokens": "max_tokens", "max_completion_tokens": "max_completion_tokens",
	"max_output_tokens": "max_output_tokens", "maxOutputTokens": "max_output_tokens", "tools": "tools", "functions": "functions",
}

// settings puts the model parameters, whose values may be text.
func settings(d *exchange.Decoder, v *fastjson.Value) {
	if v.GetObject() == nil {
		return
	}
	request := d.Arena().NewObject()
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		name := known[string(key)]
		if name == "" {
			return
		}
		switch s := strings.ToLower(string(v.GetStringBytes())); {
		case s == "true":
			v = d.Arena().NewTrue()
		case s == "false":
			v = d.Arena().NewFalse()
		case s != "" && s[0] != '[':
			if _, ok := number(v); !ok {
				return
			}
			v = d.Arena().NewNumberString(s)
		}
		request.Set(name, body.JSON(v))
	})
	body.Request(d, request)
}

// usage puts the tokens counted.
func usage(d *exchange.Decoder, o *fastjson.Object) {
	for _, v := range [...]*fastjson.Value{get(o, "usageDetails", "usage_details"), get(o, "usage")} {
		counted(d, body.JSON(v))
	}
	both(d, get(o, "promptTokens", "prompt_tokens", "inputUsage", "input_usage"), get(o, "completionTokens", "completion_tokens", "outputUsage", "output_usage"))
}

// both puts the tokens read and written; where both are 0 they were not counted.
func both(d *exchange.Decoder, read, written *fastjson.Value) {
	r, reads := number(read)
	w, writes := number(written)
	if r == 0 && w == 0 {
		return
	}
	if reads {
		tokens(d, exchange.FieldInputTokens, r)
	}
	if writes {
		tokens(d, exchange.FieldOutputTokens, w)
	}
}

// counted puts one account of the tokens: that of the provider, or Langfuse's
// own, in which every name with input in it is a share of those read, and every
// name with output in it of those written.
func counted(d *exchange.Decoder, v *fastjson.Value) {
	o := v.GetObject()
	if o == nil {
		return
	}
	if o.Get("input") == nil && o.Get("output") == nil {
		body.Usage(d, v)
		both(d, o.Get("promptTokens"), o.Get("completionTokens"))
		return
	}
	read, written := -1.0, -1.0
	o.Visit(func(key []byte, v *fastjson.Value) {
		n, ok := number(v)
		if !ok {
			return
		}
		switch name := string(key); {
		case name == "input_tokens", name == "output_tokens": // the provider's, again
		case strings.Contains(name, "input"):
			read = max(read, 0) + n
			if strings.Contains(name, "cached") || strings.Contains(name, "cache_read") {
				tokens(d, exchange.FieldCacheTokens, n)
			}
		case strings.Contains(name, "output"):
			written = max(written, 0) + n
			if strings.Contains(name, "reasoning") {
				tokens(d, exchange.FieldReasoningTokens, n)
			}
		}
	})
	if read > 0 || written > 0 { // 0 and 0 stand for what was not counted
		tokens(d, exchange.FieldInputTokens, read)
		tokens(d, exchange.FieldOutputTokens, written)
	}
}

// tokens puts a count that the record can hold and that no one has put yet.
func tokens(d *exchange.Decoder, f exchange.Fields, n float64) {
	if n >= 0 && n <= math.MaxInt32 && n == math.Trunc(n) && !d.Has(f) {
		d.PutInt(f, int64(n))
	}
}

// number is a number, or the text of one.
func number(v *fastjson.Value) (float64, bool) {
	if v == nil {
		return 0, false
	}
	if v.Type() == fastjson.TypeNumber {
		return v.GetFloat64(), true
	}
	n, err := strconv.ParseFloat(string(v.GetStringBytes()), 64)
	return n, err == nil && !math.IsInf(n, 0) && !math.IsNaN(n)
}

// sdkError opens the text of an error of OpenAI's and Anthropic's SDKs, before
// the HTTP status.
const sdkError = "Error code: "

// failure puts what became of a call that failed. The message is free text: of
// it only the status that it opens with is read.
func failure(d *exchange.Decoder, o *fastjson.Object) {
	if !strings.EqualFold(text(o, "level"), "ERROR") {
		return
	}
	class := "_OTHER"
	if after, ok := strings.CutPrefix(text(o, "statusMessage", "status_message"), sdkError); ok && len(after) >= 3 {
		if n, ok := body.Status([]byte(after[:3])); ok {
			d.PutInt(exchange.FieldStatus, n)
			class = after[:3]
		}
	}
	if !d.Has(exchange.FieldErrorType) {
		d.PutString(exchange.FieldErrorType, class)
	}
}
