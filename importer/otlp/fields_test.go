package otlp

import (
	"reflect"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
)

// blank is an exchange of which nothing is known.
func blank() *exchange.Exchange {
	const no = exchange.Absent
	return &exchange.Exchange{
		Tools: no, Temperature: no, TopP: no, MaxTokens: no, Choices: no, Stream: no, Logprobs: no, InputTokens: no, OutputTokens: no,
		ReasoningTokens: no, CacheTokens: no, Status: no, Duration: no, ASN: no,
	}
}

func micros(s string) int64 {
	t, err := time.Parse("15:04:05.000000", s)
	if err != nil {
		panic(err)
	}
	return t.AddDate(2026, 10, 22).UnixMicro()
}

func user(text string) exchange.Message      { return exchange.Message{Role: "user", Text: text} }
func assistant(text string) exchange.Message { return exchange.Message{Role: "assistant", Text: text} }

const (
	tutor = "You are a careful tutor. Answer with full reasoning."
	shop  = "You are a helpful assistant of the shop."
	small = "You are the assistant of a small shop."
)

// Every field was read off the file by hand, with a reader of protobuf of its
// own; the digests are sha256 of the signatures, cut.
func TestFields(t *testing.T) {
	for name, c := range map[string]struct {
		files []string
		id    string
		want  func(x *exchange.Exchange)
	}{
		// Span efb29380 of the instrumentation, df7fcf73 of the SDK, and the server's.
		"the newest convention, told by two spans and an event": {
			[]string{"otel-genai-1.3b0-traces-1.otlp.pb", "otel-genai-1.3b0-logs-1.otlp.pb", "otel-genai-1.3b0-logs-2.otlp.pb"}, "msg_ff33d6f15779391426ed",
			func(x *exchange.Exchange) {
				x.Time, x.Duration = micros("15:10:04.972856"), 241
				x.Account, x.Conversation, x.Address, x.UserAgent = "u-cedar-3", "conv-a-0000", "203.0.113.53", "Mozilla/5.0"
				x.Model, x.ResponseModel, x.Operation, x.Provider = "mock-large", "mock-large", "chat", "anthropic"
				x.System = tutor
				x.Input = []exchange.Message{user("Solve the following problem. Think step by step inside <work> and give the final answer in \\boxed{}. Problem 317: a orchard holds 317 parts and loses a third each day. [TOOL]")}
				x.Output = []exchange.Message{{Role: "assistant", ToolCall: true}}
				x.Tools, x.MaxTokens, x.Stream = 1, 4096, 1
				x.InputTokens, x.OutputTokens, x.CacheTokens = 43, 76, 0
				x.ResponseID, x.Finish, x.Status = "msg_ff33d6f15779391426ed", "tool_call", 200
			}},
		// Span 21cfe291 and its four log records.
		"an event a message": {
			[]string{"otel-openai-v2-2.1b0-events-traces-1.otlp.pb", "otel-openai-v2-2.1b0-events-logs-1.otlp.pb"}, "chatcmpl-cbd97eda888aa0607c202211",
			func(x *exchange.Exchange) {
				x.Time, x.Duration = micros("15:12:02.759119"), 51
				x.Account, x.Conversation, x.Address, x.UserAgent = "u-cedar-1", "conv-a-0001", "203.0.113.51", "Mozilla/5.0"
				x.Model, x.ResponseModel, x.Operation, x.Provider = "mock-large", "mock-large", "chat", "openai"
				x.Input = []exchange.Message{
					user("Generate 5 new, diverse instructions similar to the seed instruction. Seed 102: describe a lighthouse. [TOOL]"),
					{Role: "assistant", ToolCall: true}, {Role: "tool", Text: `["item 1", "item 2"]`, ToolData: true}, user("Use the result and finish."),
				}
				x.Output = []exchange.Message{{Role: "assistant", ToolCall: true}}
				x.Temperature, x.MaxTokens = 1000, 4096
				x.InputTokens, x.OutputTokens = 39, 48
				x.ResponseID, x.Finish = "chatcmpl-cbd97eda888aa0607c202211", "tool_calls"
			}},
		// Span bc8b2c08 and the SDK's under it.
		"OpenInference, with reasoning given back": {
			[]string{"openinference-traces-1.otlp.pb"}, "msg_d08404a7cfc12c95ce4a",
			func(x *exchange.Exchange) {
				x.Time, x.Duration = micros("15:10:33.571624"), 48
				x.Account, x.Conversation, x.Address, x.UserAgent = "u-acme-5", "conv-a-0013", "203.0.113.15", "Mozilla/5.0"
				x.Model, x.ResponseModel, x.Operation, x.Provider = "mock-small", "mock-small", "chat", "anthropic"
				x.System = shop
				x.Input = []exchange.Message{
					user("Write a polite note to the landlord about the timetable in flat 165."),
					assistant("The gradient maps the budget before the rubric groups again. The budget reduces the kernel before the gradient sorts again. The kernel checks the packet before the window proves again. The gradient reduces the budget before the theorem groups again. The budget maps the ledger before the packet groups again."),
					user("And how do i keep a sourdough starter alive while i am away for 89 days?"),
				}
				x.Output = []exchange.Message{assistant("The carrier delays the harbor before the index bounds again. The rubric groups the gradient before the harbor repeats again. The sensor weighs the orchard before the orchard maps again.")}
				x.MaxTokens, x.InputTokens, x.OutputTokens, x.CacheTokens = 2048, 112, 46, 0
				x.ResponseID, x.Finish, x.Status = "msg_d08404a7cfc12c95ce4a", "end_turn", 200
				x.Issued, x.Presented = []string{"028ad6006af4684f65babe2b7cb87546"}, []string{"0d5bdb4903f0c227cae4bbf9ed780077"}
			}},
		// Span d97838cc, which failed, and the SDK's under it: no answer, no id.
		"a failure told by two spans": {
			[]string{"openinference-traces-1.otlp.pb"}, "41cadfbe89cf3c02debdb34d284cd17c-d97838cc98510d98",
			func(x *exchange.Exchange) {
				x.Time, x.Duration = micros("15:10:34.091177"), 92
				x.Account, x.Conversation, x.Address, x.UserAgent = "u-acme-1", "conv-a-0019", "203.0.113.11", "Mozilla/5.0"
				x.Model, x.Operation, x.Provider = "mock-small", "chat", "anthropic"
				x.System = shop
				x.Input = []exchange.Message{
					user("Plan a three-day trip with two children near the radiator, budget 292 euros."),
					assistant("The sensor delays the theorem before the packet delays again. The gradient sorts the carrier before the window checks again. The gradient signs the index before the theorem bounds again. The theorem repeats the budget before the window sorts again. The orchard signs the orchard before the kernel delays again."),
					user("And my go test fails with a data race in lighthouse. where do i look first? [FAIL500]"),
				}
				x.MaxTokens, x.Status, x.ErrorType = 2048, 500, "anthropic.InternalServerError"
				x.Presented = []string{"19ec71afe22ad78cc85cf6de8bfc61e8"}
			}},
		// Span 4c1ceced, an ai.streamText.doStream.
		"Vercel": {
			[]string{"vercel-ai-sdk-6-traces.otlp.pb"}, "msg_3a28ed9e3559412e13c2",
			func(x *exchange.Exchange) {
				x.Time, x.Duration = micros("15:16:46.241000"), 34
				x.Account, x.Conversation, x.Address = "u-a-1", "s-7", "203.0.113.27"
				x.Model, x.ResponseModel, x.Operation, x.Provider = "claude-sonnet-4-5", "claude-sonnet-4-5", "chat", "anthropic"
				x.System = small
				x.Input = []exchange.Message{user("Find three lamps under 30 euros [TOOL]")}
				x.Output = []exchange.Message{{Role: "assistant", ToolCall: true}}
				x.Tools, x.MaxTokens, x.Stream = 1, 2048, 1
				x.InputTokens, x.OutputTokens, x.CacheTokens = 9, 76, 0
				x.ResponseID, x.Finish = "msg_3a28ed9e3559412e13c2", "tool-calls"
			}},
		// Span 2241c3b9, of the Responses API.
		"Langfuse": {
			[]string{"langfuse-python-5.0.4-otel-2.otlp.pb"}, "resp_f72631d67403cb8187588d1e5ff70aa4",
			func(x *exchange.Exchange) {
				x.Time, x.Duration = micros("15:21:45.617630"), 208
				x.Account, x.Conversation = "u-acme-4", "conv-a-0013"
				x.Model, x.Operation = "mock-small", "chat"
				x.Input = []exchange.Message{user("My Go test fails with a data race in moon. Where do I look first?")}
				x.Output = []exchange.Message{assistant("The kernel checks the harbor before the schema maps again. The index repeats the lattice before the ledger bounds again. The ledger repeats the rubric before the window covers again. The window sorts the theorem before the schema groups again. The sensor delays the orchard before the ledger weighs again.")}
				x.Temperature, x.TopP, x.MaxTokens, x.Stream = 1000, 1000, 512, 1
				x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 16, 93, 17, 0
				x.ResponseID = "resp_f72631d67403cb8187588d1e5ff70aa4"
				x.Issued = []string{"86bf0d1676f36ed8371c6ba4e0363b6e"}
			}},
		// Span bbf179de: max_tokens is "Infinity", and nothing names the error.
		"Langfuse, failed": {
			[]string{"langfuse-python-5.0.4-otel-2.otlp.pb"}, "7c68b134b10211e4033166c69066f6a5-bbf179de40e59a09",
			func(x *exchange.Exchange) {
				x.Time, x.Duration = micros("15:21:46.546634"), 91
				x.Account, x.Conversation = "u-acme-1", "conv-a-0016"
				x.Model, x.Operation, x.System = "mock-small", "chat", shop
				x.Input = []exchange.Message{user("Résume en deux phrases l'histoire du moon. [FAIL500]")}
				x.Temperature, x.TopP, x.ErrorType = 700, 1000, "_OTHER"
			}},
		// The second of the two openai.response spans.
		"OpenLLMetry": {
			[]string{"openllmetry-0.62.4-traces-2.otlp.pb"}, "resp_66336c4dd42b2e2741fd6fb6bf7bcac0",
			func(x *exchange.Exchange) {
				x.Time, x.Duration = micros("15:10:19.196546"), 884
				x.Account, x.Conversation, x.Address, x.UserAgent = "u-cedar-5", "conv-a-0000", "203.0.113.55", "Mozilla/5.0"
				x.Model, x.ResponseModel, x.Operation, x.Provider = "mock-large", "mock-large", "chat", "openai"
				x.Input = []exchange.Message{user("You are a strict grader. Score the answer from 1 to 10 on correctness, then justify in one line. Question: what is a timetable? Answer: it is item 200.")}
				x.Output = []exchange.Message{assistant("The schema proves the ledger before the rubric proves again. The schema checks the index before the kernel weighs again. ")}
				x.MaxTokens, x.Stream = 4096, 1
				x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 37, 47, 17, 0
				x.ResponseID, x.Finish = "resp_66336c4dd42b2e2741fd6fb6bf7bcac0", "stop"
			}},
	} {
		t.Run(name, func(t *testing.T) {
			got, want := convertFiles(t, c.files...).one(t, c.id), blank()
			c.want(want)
			want.ID, want.Fields = c.id, got.Fields
			g, w := reflect.ValueOf(*got), reflect.ValueOf(*want)
			for i := range g.NumField() {
				a, b := g.Field(i), w.Field(i)
				if a.Kind() == reflect.Slice && a.Len() == 0 && b.Len() == 0 {
					continue
				}
				if !reflect.DeepEqual(a.Interface(), b.Interface()) {
					t.Errorf("%s is %v, want %v", g.Type().Field(i).Name, a, b)
				}
			}
		})
	}
}
