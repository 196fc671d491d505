package pairs

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// isGuardrail tells what LiteLLM posts to its generic guardrail: the texts of
// a request, or those of an answer, without when.
func isGuardrail(o *fastjson.Object) bool {
	kind := text(o.Get("input_type"))
	return (kind == "request" || kind == "response") && o.Get("litellm_call_id") != nil && o.Get("texts") != nil
}

// guardrail says what becomes of such a body: that of a request would be an
// exchange, if it had a time; that of an answer is none.
func guardrail(o *fastjson.Object) error {
	if text(o.Get("input_type")) == "response" {
		return exchange.ErrNone
	}
	return &exchange.Rejection{
		Reason: "time is missing",
		Hint:   "LiteLLM's guardrail bodies carry no time and no answer: log its StandardLoggingPayload instead, by the generic_api callback",
	}
}
