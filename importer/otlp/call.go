package otlp

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

// operations are those that are exchanges, by the names that instrumentations
// have for them.
var operations = map[string]string{
	"chat": "chat", "chat.completions": "chat", "responses": "chat",
	"text_completion": "text_completion", "text.completions": "text_completion",
	"generate_content": "generate_content",
}

// operation is what a call of a model does, "" if the record tells of no call:
// of an embedding, a tool, an agent, or of what went on around the call. Where
// several conventions meet in a record, the one that says most decides.
func (r *reader) operation() string {
	if id := r.text("ai.operationId"); id != "" { // Vercel's: the outer span is the inner one's shell
		inner := strings.HasSuffix(id, ".doGenerate") || strings.HasSuffix(id, ".doStream")
		return either(inner && (r.has("gen_ai.request.model") || r.has("gen_ai.system")), "chat")
	}
	if name := r.text("gen_ai.operation.name"); name != "" {
		return operations[name]
	}
	if kind := r.text("openinference.span.kind"); kind != "" {
		return either(strings.EqualFold(kind, "LLM"), r.spoken())
	}
	if kind := r.text("langfuse.observation.type"); kind != "" {
		return either(kind == "generation", "chat")
	}
	switch kind := r.text("llm.request.type"); kind {
	case "":
	case "completion":
		return "text_completion"
	default:
		return either(kind == "chat", "chat")
	}
	if r.has("traceloop.span.kind") || r.has("gen_ai.embeddings.dimension.count") {
		return ""
	}
	return either(r.has("gen_ai.request.model") && (r.has("gen_ai.system") || r.has("gen_ai.provider.name")), "chat")
}

// spoken tells a chat from the completion of a text, by what OpenInference has
// of them.
func (r *reader) spoken() string {
	if r.flat.prompts && !r.flat.messages || r.has("llm.prompts") {
		return "text_completion"
	}
	return "chat"
}

func either(is bool, what string) string {
	if is {
		return what
	}
	return ""
}

// call reads a record that tells of a call of a model, and gives its keys.
func (r *reader) call(operation string, rank join.Rank) []join.Value {
	d := r.decoder
	r.answers()
	r.scalars(exchange.AllFields)
	r.asks()
	r.readHeaders(false)
	r.readHeaders(true)
	d.PutString(exchange.FieldOperation, operation)
	r.vercel()
	r.langfuse()
	if v, ok := r.attributes["llm.model_name"]; ok && !d.Has(exchange.FieldModel) { // asked for, or that answered
		r.put(exchange.FieldModel, v)
	}
	for _, name := range claimed {
		if v, ok := r.attributes[name]; ok && r.user == "" {
			r.user = scalar(v)
		}
	}
	if !d.Has(exchange.FieldAccount) && r.user != "" {
		r.put(exchange.FieldAccount, pcommon.NewValueStr(r.user))
		r.doubtful |= exchange.FieldAccount
	}
	return r.values(exchange.AllFields, rank)
}
