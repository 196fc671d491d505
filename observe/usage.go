package observe

import "github.com/stillhunt/stillhunt/exchange"

// Signal: usage
// Family: lifecycle
// Measures: what the exchange cost and how it ended.
// Formula: token counts, status and duration taken over; refused if a refusal category is named or the finish reason is a refusal or a content filter; failed if an error type is named or the status is 400 or above
// Unit: tokens, HTTP status, milliseconds; −1 if unknown
// Fooled by: a gateway that answers 200 to an error; a refusal in plain prose
// Source: OpenTelemetry semantic conventions for generative AI
// Needs: gen_ai.usage.input_tokens, gen_ai.usage.output_tokens, gen_ai.usage.reasoning.output_tokens, gen_ai.usage.cache_read.input_tokens, http.response.status_code, error.type, gen_ai.response.finish_reasons, stillhunt.refusal.category, stillhunt.duration_ms
func usage(_ *Worker, x *exchange.Exchange, o *Observation) {
	o.InputTokens, o.OutputTokens = x.InputTokens, x.OutputTokens
	o.ReasoningTokens, o.CacheTokens = x.ReasoningTokens, x.CacheTokens
	o.Status, o.Duration = x.Status, x.Duration
	o.Refused = x.Refusal != "" || refusal(x.Finish)
	o.Failed = x.ErrorType != "" || x.Status >= 400
}

// refusal reports whether a finish reason says that the answer was withheld,
// in the words of the large vendors.
func refusal(finish string) bool {
	switch finish {
	case "refusal", "content_filter", "content_filtered", "safety", "SAFETY", "PROHIBITED_CONTENT", "guardrail_intervened":
		return true
	}
	return false
}
