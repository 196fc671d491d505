package langfuse

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
)

func user(text string) []exchange.Message { return []exchange.Message{{Role: "user", Text: text}} }

func said(text string) []exchange.Message {
	return []exchange.Message{{Role: "assistant", Text: text}}
}

// at is a time of the fixtures, of 23 November 2026.
func at(minute, second, micros int) int64 {
	return time.Date(2026, 11, 23, 15, minute, second, micros*1000, time.UTC).UnixMicro()
}

// TestFields checks every field of exchanges, by their ids, against what the
// files say.
func TestFields(t *testing.T) {
	exports := []string{"testdata/observations.jsonl", "testdata/traces.jsonl"}
	for id, c := range map[string]struct {
		paths []string
		fill  func(x *exchange.Exchange)
	}{
		"o-1": {exports, func(x *exchange.Exchange) { // user and session of the trace, not the request's user
			x.Time, x.Account, x.Conversation = at(40, 1, 100_000), "u-l-1", "s-l-1"
			x.Model, x.System, x.Input, x.Output = "mock-large", "You run a bakery.", user("What is in the oven?"), said("Rye bread.")
			x.Temperature, x.TopP, x.MaxTokens = 300, 1000, 400
			x.InputTokens, x.CacheTokens, x.OutputTokens, x.ReasoningTokens = 20, 5, 9, 2 // 15 and 5, 7 and 2
			x.Duration = 750
		}},
		"o-3": {exports, func(x *exchange.Exchange) {
			x.Time, x.Account = at(40, 3, 100_000), "u-l-2"
			x.Model, x.Input, x.Output = "mock-large", user("Tell me of the mill."), said("It stands by the river.")
			x.InputTokens, x.OutputTokens, x.Duration, x.Stream = 4, 6, 750, 1
		}},
		"o-4": {exports, func(x *exchange.Exchange) {
			x.Time, x.Account = at(40, 4, 100_000), "u-l-2"
			x.Model, x.Tools = "mock-large", 2
			x.Input = []exchange.Message{{Role: "user", Text: "And its wheel?", Media: true}}
			x.Output = []exchange.Message{{Role: "assistant", ToolCall: true}}
			x.ResponseID, x.ResponseModel, x.Finish = "chatcmpl-lf4", "mock-large-1", "tool_calls"
			x.InputTokens, x.OutputTokens, x.Duration = 8, 2, 750
		}},
		"o-5": {exports, func(x *exchange.Exchange) { // any JSON is its own text
			x.Time, x.Account, x.Conversation = at(40, 5, 100_000), "u-l-3", "s-l-3"
			x.Model, x.Duration = "mock-large", 750
			x.Input, x.Output = user(`{"question":"How many \"wheels\"?","n":2}`), said(`{"answer":"two","sure":true}`)
		}},
		"o-6": {exports, func(x *exchange.Exchange) {
			x.Time, x.Account, x.Conversation = at(40, 6, 100_000), "u-l-3", "s-l-3"
			x.Model, x.Input, x.Status, x.ErrorType = "mock-large", user("Again?"), 429, "429"
		}},
		"o-8": {exports, func(x *exchange.Exchange) { // a judge that names its model
			x.Time, x.Account, x.Conversation = at(40, 8, 100_000), "u-l-3", "s-l-3"
			x.Model, x.Input, x.Output, x.Duration = "mock-large", user("Grade this answer."), said("7"), 750
		}},
		"o-11": {exports, func(x *exchange.Exchange) { // its trace has no user: the request's
			x.Time, x.Account, x.Conversation = at(40, 11, 100_000), "end-11", "s-l-5"
			x.Model, x.Input, x.Output, x.Duration = "mock-large", user("Whose mill is it?"), said("Yours."), 750
		}},
		"o-13": {exports, func(x *exchange.Exchange) { // a decorated call of Anthropic's SDK
			x.Time, x.Account, x.Conversation = at(40, 13, 100_000), "u-l-1", "s-l-1"
			x.Model, x.System, x.MaxTokens, x.Duration = "claude-sonnet-4-5", "Be brief.", 64, 750
			x.Input = append(append(user("Bread?"), said("Rye.")...), user("More?")...)
			x.Output = said("No.")
			x.ResponseID, x.ResponseModel, x.Finish = "msg_lf13", "claude-sonnet-4-5", "end_turn"
			x.InputTokens, x.OutputTokens = 9, 3
			x.Issued, x.Presented = []string{"eea49e5de29e62686fd55438ef9b1a44"}, []string{"a7218176236b287abb78f53118f14cf9"}
		}},
		"o-22": {[]string{"testdata/nested.jsonl"}, func(x *exchange.Exchange) { // inside its trace
			x.Time, x.Account, x.Conversation = at(40, 22, 100_000), "u-n-1", "s-n-1"
			x.Model, x.Input, x.Output, x.Duration = "mock-large", user("Two?"), said("Two."), 750
		}},
		"o-27": {[]string{"testdata/nested.jsonl"}, func(x *exchange.Exchange) { // inside a session
			x.Time, x.Account, x.Conversation = at(40, 27, 100_000), "u-n-3", "s-n-3"
			x.Model, x.Input, x.Output, x.Duration = "mock-large", user("Five?"), said("Five."), 750
		}},
		"o-28": {[]string{"testdata/nested.jsonl"}, func(x *exchange.Exchange) { // on a page
			x.Time, x.Account = at(40, 28, 100_000), "u-n-2"
			x.Model, x.Input, x.Output, x.Duration = "mock-large", user("Six?"), said("Six."), 750
		}},
		"g-1": {[]string{"testdata/batch.jsonl"}, func(x *exchange.Exchange) { // creation and update
			x.Time, x.Account, x.Conversation = at(40, 1, 100_000), "u-b-1", "s-b-1"
			x.Model, x.Input, x.Output = "mock-small-2", user("How old is the oak?"), said("Nine hundred years.")
			x.Temperature, x.InputTokens, x.OutputTokens, x.Duration = 500, 6, 5, 2500
		}},
		"g-2": {[]string{"testdata/batch.jsonl"}, func(x *exchange.Exchange) { // the event's time
			x.Time, x.Account, x.Conversation = at(40, 3, 900_000), "u-b-1", "s-b-1"
			x.Input, x.Output = user("No start is told."), said("None.")
		}},
		"g-3": {[]string{"testdata/batch.jsonl"}, func(x *exchange.Exchange) {
			x.Time, x.Account = at(40, 9, 0), "u-b-2"
			x.Model, x.Input, x.Output = "mock-small", user("Is it hollow?"), said("It is.")
			x.InputTokens, x.OutputTokens, x.Duration = 3, 2, 400
		}},
		"b-1": {[]string{"testdata/blob.jsonl"}, func(x *exchange.Exchange) {
			x.Time, x.Account, x.Conversation = at(50, 1, 123_456), "u-x-1", "s-x-1"
			x.Model, x.Input, x.Output = "mock-large", user("Name a tree."), said("Oak.")
			x.Temperature, x.MaxTokens, x.Stream = 900, 50, 1
			x.InputTokens, x.OutputTokens, x.Duration = 11, 3, 500
		}},
		"b-2": {[]string{"testdata/blob.jsonl"}, func(x *exchange.Exchange) {
			x.Time, x.Account, x.Conversation = at(50, 2, 123_456), "u-x-1", "s-x-1"
			x.Model, x.Input, x.Output = "mock-large", user("Name\ntwo."), said("Oak and ash.")
			x.InputTokens, x.CacheTokens, x.OutputTokens, x.Duration = 9, 6, 4, 500 // 2, 6 and 1
		}},
		"b-3": {[]string{"testdata/blob.jsonl"}, func(x *exchange.Exchange) {
			x.Time, x.Account = at(50, 3, 123_456), "u-x-2"
			x.Model, x.Input, x.Output, x.Duration = "mock-large", user("Name three."), said("Oak, ash, elm."), 500
		}},
		"c-1": {[]string{"testdata/observations.csv", "testdata/traces.csv"}, func(x *exchange.Exchange) {
			x.Time, x.Account, x.Conversation = at(40, 31, 0), "u-c-1", "s-c-9"
			x.Model, x.Input, x.Output = "mock-small", user(`Where, "here"?`), said("There.")
			x.Temperature, x.InputTokens, x.OutputTokens, x.Duration = 0, 5, 2, 1500
		}},
		"c-4": {[]string{"testdata/observations.csv", "testdata/traces.csv"}, func(x *exchange.Exchange) {
			x.Time, x.Account = at(40, 35, 0), "u-c-7"
			x.Model, x.Input, x.ErrorType, x.Duration = "mock-small", user("Who?"), "_OTHER", 1
		}},
	} {
		t.Run(id, func(t *testing.T) {
			want := exchange.Exchange{
				ID: id, Operation: "chat",
				Tools: exchange.Absent, Temperature: exchange.Absent, TopP: exchange.Absent, MaxTokens: exchange.Absent, Choices: exchange.Absent,
				Stream: exchange.Absent, Logprobs: exchange.Absent,
				InputTokens: exchange.Absent, OutputTokens: exchange.Absent, ReasoningTokens: exchange.Absent, CacheTokens: exchange.Absent,
				Status: exchange.Absent, Duration: exchange.Absent, ASN: exchange.Absent,
			}
			c.fill(&want)
			for line := range bytes.Lines(convert(t, c.paths...).Data) {
				var got exchange.Exchange
				if err := exchange.NewDecoder().Decode(bytes.TrimSpace(line), &got); err != nil {
					t.Fatal(err)
				}
				if got.ID == id {
					same(t, got, want)
					return
				}
			}
			t.Error("it did not come out")
		})
	}
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
