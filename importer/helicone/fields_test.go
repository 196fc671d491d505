package helicone

import (
	"reflect"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
)

// blank is an exchange that says nothing.
func blank() exchange.Exchange {
	return exchange.Exchange{
		Tools: exchange.Absent, Temperature: exchange.Absent, TopP: exchange.Absent, MaxTokens: exchange.Absent, Choices: exchange.Absent,
		Stream: exchange.Absent, Logprobs: exchange.Absent,
		InputTokens: exchange.Absent, OutputTokens: exchange.Absent, ReasoningTokens: exchange.Absent, CacheTokens: exchange.Absent,
		Status: exchange.Absent, Duration: exchange.Absent, ASN: exchange.Absent,
	}
}

func user(text string) []exchange.Message {
	return []exchange.Message{{Role: "user", Text: text}}
}

func said(text string) []exchange.Message {
	return []exchange.Message{{Role: "assistant", Text: text}}
}

// TestFields checks every field of records against what the files say.
func TestFields(t *testing.T) {
	for name, c := range map[string]struct {
		path   string
		record int
		fill   func(x *exchange.Exchange)
	}{
		"logger: OpenAI": {"testdata/logger.jsonl", 1, func(x *exchange.Exchange) {
			x.Time = time.Date(2026, 11, 23, 15, 30, 1, 884e6, time.UTC).UnixMicro() // 1795447801.884
			x.Account, x.Conversation, x.Model, x.Operation = "u-a-0", "s-a-0", "mock-large", "chat"
			x.Input = user("How long does the boiler need for 40 litres?")
			x.Output = said("The orchard maps the orchard before the theorem bounds again. The packet groups the gradient before the harbor sorts again. The theorem delays the lattice before the harbor delays again. The kernel reduces the ledger before the ledger weighs again. The schema checks the window before the kernel repeats again.")
			x.Temperature = 700
			x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 11, 94, 17, 0
			x.ResponseID, x.ResponseModel, x.Finish = "chatcmpl-98d49ea2e0f8d8437a7340c9", "mock-large", "stop"
			x.Status, x.Duration = 200, 323
		}},
		"logger: a stream": {"testdata/logger.jsonl", 2, func(x *exchange.Exchange) {
			x.Time = time.Date(2026, 11, 23, 15, 30, 3, 230e6, time.UTC).UnixMicro()
			x.Account, x.Conversation, x.Model, x.Operation = "u-a-2", "s-a-10", "mock-small", "chat"
			x.Input, x.Output = user("Secret [REFUSE]"), said("I can't help with that request. ")
			x.Stream = 1
			x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 3, 24, 17, 0
			x.ResponseID, x.ResponseModel, x.Finish = "chatcmpl-679a4c4bc046318ac6c30abb", "mock-small", "content_filter"
			x.Status, x.Duration = 200, 85
		}},
		"logger: Anthropic": {"testdata/logger.jsonl", 3, func(x *exchange.Exchange) {
			x.Time = time.Date(2026, 11, 23, 15, 30, 3, 330e6, time.UTC).UnixMicro()
			x.Account, x.Conversation, x.Model, x.Operation = "u-a-3", "s-a-11", "claude-sonnet-4-5", "chat"
			x.Input, x.Output = user("Secret [REFUSE]"), said("I can't help with that request.")
			x.MaxTokens = 2048
			x.InputTokens, x.OutputTokens, x.CacheTokens = 3, 7, 0
			x.ResponseID, x.ResponseModel, x.Finish = "msg_38fa41f3596770855b9a", "claude-sonnet-4-5", "refusal"
			x.Status, x.Duration = 200, 52
			x.Issued = []string{"17ee0aaf3443d2e06550027d9769b744"}
		}},
		"row: OpenAI": {"testdata/rows.jsonl", 1, openAI},
		"row: CSV":    {"testdata/rows.csv", 1, openAI},
		"row: Anthropic": {"testdata/rows.jsonl", 2, func(x *exchange.Exchange) {
			x.Time = rowTime(2)
			x.ID, x.Account = "5e0c0000-0000-4000-8000-000000000002", "u-h-2"
			x.Model, x.Operation, x.Provider, x.System = "claude-sonnet-4-5", "chat", "anthropic", "Answer briefly."
			x.Input = []exchange.Message{{Role: "user", Text: "Why does dough rise?"}, {Role: "assistant", Text: "Yeast."}, {Role: "user", Text: "And without it?"}}
			x.Output = said("Soda does.")
			x.MaxTokens = 1024
			x.InputTokens, x.OutputTokens, x.CacheTokens = 24, 9, 4 // 20 and 4 from the cache
			x.ResponseID, x.ResponseModel, x.Finish = "msg_h2", "claude-sonnet-4-5-20250929", "end_turn"
			x.Status, x.Duration = 200, 812
			x.Issued, x.Presented = []string{"eea49e5de29e62686fd55438ef9b1a44"}, []string{"a7218176236b287abb78f53118f14cf9"}
		}},
		"row: responses, the request's end user": {"testdata/rows.jsonl", 3, func(x *exchange.Exchange) {
			x.Time = rowTime(3)
			x.ID, x.Account = "5e0c0000-0000-4000-8000-000000000003", "end-3"
			x.Model, x.Operation, x.Provider, x.System = "mock-large", "chat", "openai", "Be plain."
			x.Input = user("Name a river.")
			x.Output = said("The Maas.")
			x.Stream = 0
			x.InputTokens, x.OutputTokens, x.ReasoningTokens = 6, 4, 2
			x.ResponseID, x.ResponseModel, x.Finish = "resp_h3", "mock-large", "completed"
			x.Status, x.Duration = 200, 650
			x.Issued = []string{"c71af8b9e72d4d61acfa39f5a2bf617e"}
		}},
		"row: error": {"testdata/rows.jsonl", 5, func(x *exchange.Exchange) {
			x.Time = rowTime(5)
			x.ID, x.Account = "5e0c0000-0000-4000-8000-000000000005", "u-h-5"
			x.Model, x.Operation, x.Provider = "mock-large", "chat", "openai"
			x.Input = user("Again?")
			x.Status, x.ErrorType, x.Duration = 429, "rate_limit_error", 650
		}},
		"row: stream as text": {"testdata/rows.csv", 6, func(x *exchange.Exchange) {
			x.Time = rowTime(6)
			x.ID, x.Account = "5e0c0000-0000-4000-8000-000000000006", "u-h-6"
			x.Model, x.Operation, x.Provider = "mock-large", "chat", "openai"
			x.Input, x.Output = user("Count to two."), said("One, two.")
			x.Stream = 1
			x.InputTokens, x.OutputTokens = 12, 34
			x.ResponseID, x.ResponseModel, x.Finish = "chatcmpl-h6", "mock-large", "stop"
			x.Status, x.Duration = 200, 650
		}},
		"row: bodies not kept": {"testdata/rows.jsonl", 7, func(x *exchange.Exchange) {
			x.Time = rowTime(7)
			x.ID, x.Account = "5e0c0000-0000-4000-8000-000000000007", "u-h-7"
			x.Model, x.Operation, x.Provider = "mock-large", "chat", "openai"
			x.InputTokens, x.OutputTokens = 12, 34
			x.Status, x.Duration = 200, 650
		}},
		"row: cancelled stream": {"testdata/rows.jsonl", 11, func(x *exchange.Exchange) {
			x.Time = rowTime(11)
			x.ID, x.Account = "5e0c0000-0000-4000-8000-000000000011", "u-h-11"
			x.Model, x.Operation, x.Provider = "mock-large", "chat", "openai"
			x.Input, x.Output = user("Stop."), said("I was")
			x.Stream = 1
			x.InputTokens, x.OutputTokens = 12, 34
			x.ResponseID, x.ResponseModel = "chatcmpl-h11", "mock-large"
			x.Duration = 650
		}},
		"dashboard: words": {"testdata/dashboard.csv", 1, func(x *exchange.Exchange) {
			x.Time = time.Date(2026, 11, 23, 16, 0, 1, 0, time.UTC).UnixMicro()
			x.ID, x.Account, x.Conversation = "d1", "u-d-1", "s-d-1"
			x.Model, x.Operation, x.Provider = "mock-small", "chat", "openai"
			x.Input, x.Output = user("How deep is the well?"), said("Nine metres.")
			x.InputTokens, x.OutputTokens, x.Status, x.Duration = 9, 21, 200, 1200
		}},
		"dashboard: bodies": {"testdata/dashboard.csv", 2, func(x *exchange.Exchange) {
			x.Time = time.Date(2026, 11, 23, 16, 0, 2, 0, time.UTC).UnixMicro()
			x.ID, x.Account = "d2", "u-d-2"
			x.Model, x.Operation = "mock-small", "chat"
			x.Input, x.Output = user("How wide is it?"), said("Two.")
			x.ResponseID, x.ResponseModel, x.Finish = "chatcmpl-d2", "mock-small", "stop"
			x.InputTokens, x.OutputTokens, x.Status, x.Duration = 9, 21, 200, 1200
		}},
		"dashboard: numbers that are none": {"testdata/dashboard.csv", 7, func(x *exchange.Exchange) {
			x.Time = time.Date(2026, 11, 23, 16, 0, 7, 0, time.UTC).UnixMicro()
			x.ID, x.Account = "d7", "u-d-7"
			x.Model, x.Operation, x.Provider = "mock-small", "text_completion", "openai"
			x.Input = user("Once upon")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got, want := exchange.Exchange{}, blank()
			c.fill(&want)
			if err := NewDecoder().Decode(lines(t, c.path)[c.record-1], &got); err != nil {
				t.Fatal(err)
			}
			same(t, got, want)
		})
	}
}

func rowTime(second int) int64 {
	return time.Date(2026, 11, 23, 15, 30, second, 250e6, time.UTC).UnixMicro()
}

func openAI(x *exchange.Exchange) {
	x.Time = rowTime(1)
	x.ID, x.Account, x.Conversation = "5e0c0000-0000-4000-8000-000000000001", "u-h-1", "s-h-1"
	x.Model, x.Operation, x.Provider, x.System = "mock-large", "chat", "openai", "You keep the ledger of a mill."
	x.Input, x.Output = user("How many jars are in the cellar?"), said("There are forty jars.")
	x.Tools, x.Temperature, x.MaxTokens, x.Choices, x.Seeded, x.Logprobs = 1, 200, 300, 1, true, 1
	x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 12, 34, 5, 3
	x.ResponseID, x.ResponseModel, x.Finish = "chatcmpl-1", "mock-large", "stop"
	x.Status, x.Duration = 200, 650
}

// same compares field by field, but for the set of keys, which the values tell.
func same(t *testing.T, got, want exchange.Exchange) {
	t.Helper()
	g, w := reflect.ValueOf(got), reflect.ValueOf(want)
	for i := range g.NumField() {
		name := g.Type().Field(i).Name
		if name == "Fields" || g.Field(i).Kind() == reflect.Slice && g.Field(i).Len() == 0 && w.Field(i).Len() == 0 {
			continue
		}
		if a, b := g.Field(i).Interface(), w.Field(i).Interface(); !reflect.DeepEqual(a, b) {
			t.Errorf("%s is %+v, want %+v", name, a, b)
		}
	}
}
