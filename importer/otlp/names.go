package otlp

import (
	"slices"

	"github.com/stillhunt/stillhunt/exchange"
)

// around are the keys that a record tells for those under it in its trace.
const around = exchange.FieldAccount | exchange.FieldOrg | exchange.FieldConversation | exchange.FieldAddress | exchange.FieldUserAgent |
	exchange.FieldJA4 | exchange.FieldJA4H | exchange.FieldHTTP2 | exchange.FieldASN

// attribute is a key of the record with the attributes that say it: of those
// that are there the first counts.
type attribute struct {
	field exchange.Fields
	names []string
}

// older are the names that attributes have besides that of the record, which
// comes first: of OpenTelemetry's older conventions (gen_ai, http), OpenLLMetry
// (gen_ai, llm, traceloop), OpenInference (llm), Langfuse and the Vercel AI SDK
// (ai).
var older = []attribute{
	{exchange.FieldAccount, []string{"enduser.id", "langfuse.user.id", "traceloop.association.properties.user_id", "ai.telemetry.metadata.userId"}},
	{exchange.FieldOrg, []string{"organization.id", "traceloop.association.properties.organization_id"}},
	{exchange.FieldConversation, []string{"session.id", "langfuse.session.id", "traceloop.association.properties.session_id",
		"traceloop.association.properties.conversation_id", "traceloop.association.properties.chat_id",
		"traceloop.association.properties.thread_id", "ai.telemetry.metadata.sessionId"}},
	{exchange.FieldModel, []string{"llm.request.model_name", "llm.request.model", "langfuse.observation.model.name", "ai.model.id"}},
	{exchange.FieldProvider, []string{"gen_ai.system", "llm.provider", "ai.model.provider", "llm.vendor", "llm.system"}},
	{exchange.FieldMaxTokens, []string{"llm.request.max_tokens", "llm.max_tokens", "ai.settings.maxOutputTokens", "ai.settings.maxTokens"}},
	{exchange.FieldTemperature, []string{"llm.request.temperature", "llm.temperature", "ai.settings.temperature"}},
	{exchange.FieldTopP, []string{"llm.request.top_p", "llm.top_p", "ai.settings.topP"}},
	{exchange.FieldSeed, []string{"gen_ai.openai.request.seed", "ai.settings.seed"}},
	{exchange.FieldStream, []string{"gen_ai.is_streaming", "llm.is_streaming"}},
	{exchange.FieldInputTokens, []string{"gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens", "llm.token_count.prompt", "ai.usage.inputTokens", "ai.usage.promptTokens"}},
	{exchange.FieldOutputTokens, []string{"gen_ai.usage.completion_tokens", "llm.usage.completion_tokens", "llm.token_count.completion", "ai.usage.outputTokens", "ai.usage.completionTokens"}},
	{exchange.FieldReasoningTokens, []string{"gen_ai.usage.reasoning_tokens", "gen_ai.usage.details.reasoning_tokens", "llm.usage.reasoning_tokens",
		"llm.token_count.completion_details.reasoning", "ai.usage.reasoningTokens", "ai.usage.outputTokenDetails.reasoningTokens"}},
	{exchange.FieldCacheTokens, []string{"gen_ai.usage.cache_read_input_tokens", "llm.usage.cache_read_input_tokens",
		"llm.token_count.prompt_details.cache_read", "ai.usage.cachedInputTokens", "ai.usage.inputTokenDetails.cacheReadTokens"}},
	{exchange.FieldResponseID, []string{"llm.response.id", "ai.response.id"}},
	{exchange.FieldResponseModel, []string{"llm.response.model", "llm.response.model_name", "ai.response.model"}},
	{exchange.FieldFinish, []string{"gen_ai.response.finish_reason", "llm.response.finish_reason", "llm.finish_reason",
		"ai.response.finishReason", "anthropic.message.stop_reason"}},
	{exchange.FieldStatus, []string{"http.status_code"}},
	{exchange.FieldErrorType, []string{"exception.type"}},
	{exchange.FieldAddress, []string{"http.client_ip"}},
	{exchange.FieldUserAgent, []string{"http.user_agent"}},
}

// plain are the keys of the record that single attributes say, without those
// that are put together from several: what was asked and answered, the tools,
// the headers and the times.
var plain = func() []attribute {
	const apart = exchange.FieldTime | exchange.FieldSystem | exchange.FieldInput | exchange.FieldOutput | exchange.FieldTools |
		exchange.FieldDuration | exchange.FieldHeaders
	var all []attribute
	for f := exchange.FieldTime; f <= exchange.FieldPresented; f <<= 1 {
		if apart.Has(f) {
			continue
		}
		a := attribute{field: f, names: f.Names()}
		if i := slices.IndexFunc(older, func(o attribute) bool { return o.field == f }); i >= 0 {
			a.names = append(a.names, older[i].names...)
		}
		all = append(all, a)
	}
	return all
}()

// claimed are the attributes that hold the end user whom the caller named to
// the provider. That is not the account where anything else tells it.
var claimed = []string{"gen_ai.user", "gen_ai.openai.request.user", "gen_ai.request.user", "llm.user"}
