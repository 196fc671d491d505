package observe

import "github.com/stillhunt/stillhunt/exchange"

// Signal: decoding
// Family: content
// Measures: what was asked of the model: which one, which operation, and the decoding parameters. A harvester's script sets them alike for every account; people leave them alone.
// Formula: taken over; model cut to 64 bytes, operation to 32
// Unit: temperature and top_p in thousandths, max_tokens in tokens; −1 if not set
// Fooled by: parameters varied a request; an SDK's defaults, which strangers share
// Source: OpenTelemetry semantic conventions for generative AI
// Needs: gen_ai.request.model, gen_ai.operation.name, gen_ai.request.temperature, gen_ai.request.top_p, gen_ai.request.max_tokens, gen_ai.request.seed, gen_ai.request.choice.count, gen_ai.request.stream, stillhunt.request.logprobs, gen_ai.tool.definitions
func decoding(w *Worker, x *exchange.Exchange, o *Observation) {
	o.Model = w.labels.of(x.Model, modelSize)
	o.Operation = w.labels.of(x.Operation, operationSize)
	o.Temperature, o.TopP, o.MaxTokens, o.Choices = x.Temperature, x.TopP, x.MaxTokens, x.Choices
	o.Seeded, o.Stream, o.Logprobs = x.Seeded, x.Stream, x.Logprobs
	o.Tools = x.Tools
}

const (
	modelSize     = 64 // bytes
	operationSize = 32
)
