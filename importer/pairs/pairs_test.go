package pairs

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

const exports = "../../../shared/data/exports/"

func lines(t testing.TB, path string) [][]byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) && strings.HasPrefix(path, exports) {
		t.Skip("the captured exports are not here: " + path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(data), []byte{'\n'})
}

// The numbers of sdk-requests.jsonl: of 61 lines, as
// `jq -r .path | sort | uniq -c` counts, 27 go to /v1/chat/completions, 22 to
// /v1/messages, 9 to /v1/responses, and 3 to /v1/embeddings, which are none; no
// line has a time. Those of litellm-guardrail-requests.jsonl: `jq -r .input_type
// | sort | uniq -c` counts 16 requests and 13 responses. Those of pairs.jsonl
// were written down with the file: see TestFields.
func TestFiles(t *testing.T) {
	for _, c := range []struct {
		file                   string
		exchanges, none, wrong int
		hint                   string
	}{
		{exports + "sdk-requests.jsonl", 0, 3, 58, "have the gateway log when the request came"},
		{exports + "litellm-guardrail-requests.jsonl", 0, 13, 16, "StandardLoggingPayload"},
		{"testdata/pairs.jsonl", 7, 2, 2, ""},
	} {
		t.Run(c.file, func(t *testing.T) {
			var exchanges, none, wrong int
			d := NewDecoder()
			for _, line := range lines(t, c.file) {
				var x exchange.Exchange
				var r *exchange.Rejection
				switch err := d.Decode(line, &x); {
				case err == nil:
					exchanges++
				case err == exchange.ErrNone:
					none++
				case errors.As(err, &r):
					wrong++
					if c.hint != "" && (r.Reason != "time is missing" || !strings.Contains(r.Hint, c.hint)) {
						t.Errorf("rejected by %q", err)
					}
				}
			}
			if exchanges != c.exchanges || none != c.none || wrong != c.wrong {
				t.Errorf("%d exchanges, %d none, %d rejected", exchanges, none, wrong)
			}
		})
	}
}

// With a time, a line of what the SDKs sent is an exchange whose end user is the
// account: each of the 58 has a user or a metadata.user_id, as
// `jq 'select(.path|test("embed")|not)|.body|(.user // .metadata.user_id)'` tells.
func TestTimed(t *testing.T) {
	d := NewDecoder()
	n, presented := 0, 0
	for _, line := range lines(t, exports+"sdk-requests.jsonl") {
		var x exchange.Exchange
		line = append([]byte(`{"time":1795446406,`), line[1:]...)
		if err := d.Decode(line, &x); err == exchange.ErrNone {
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		n++
		if len(x.Presented) > 0 {
			presented++
		}
		if x.Account == "" || x.Model == "" || len(x.Input) == 0 || x.Input[0].Text == "" || x.UserAgent == "" || x.Address == "" || x.Conversation == "" || len(x.Headers) < 8 || x.Operation != "chat" {
			t.Errorf("%+v", x)
		}
	}
	if n != 58 || presented != 6 { // grep -c '"signature"'
		t.Errorf("%d exchanges, %d with a reasoning block", n, presented)
	}
}

// pairs.jsonl holds bodies of sdk-requests.jsonl and the mock's answers to them,
// in layouts that are ours: the lines 1 to 5, 7 and 9 are exchanges, 6 is an
// embedding and 10 a health check, 8 names nobody and 11 has no body. The
// values were taken from the file with Python.
func TestFields(t *testing.T) {
	all := lines(t, "testdata/pairs.jsonl")
	headers := func(stainless ...string) (list []exchange.Header) {
		for i := 0; i < len(stainless); i += 2 {
			list = append(list, exchange.Header{Name: stainless[i], Value: stainless[i+1]})
		}
		return list
	}
	openai := headers("accept", "application/json", "accept-encoding", "gzip, deflate", "x-stainless-arch", "x64", "x-stainless-async", "false", "x-stainless-lang", "python",
		"x-stainless-os", "Linux", "x-stainless-package-version", "3.54.0", "x-stainless-read-timeout", "600", "x-stainless-retry-count", "0",
		"x-stainless-runtime", "CPython", "x-stainless-runtime-version", "3.11.7")
	const grader = "You are a strict grader. Score the answer from 1 to 10 on correctness, then justify in one line. Question: what is a "
	for number, set := range map[int]func(x *exchange.Exchange){
		1: func(x *exchange.Exchange) {
			x.Time, x.Duration, x.ID, x.Account, x.Conversation = 1795446454500000, 812, "req-1", "u-cedar-4", "conv-a-0010"
			x.Model, x.MaxTokens, x.Temperature, x.Seeded, x.Tools = "mock-large", 4096, 700, true, 1
			x.System = "You are a careful tutor. Answer with full reasoning."
			x.Input = []exchange.Message{{Role: "user", Text: grader + "radiator? Answer: it is item 394. [TOOL]"}}
			x.Output = []exchange.Message{{Role: "assistant", ToolCall: true}}
			x.ResponseID, x.ResponseModel, x.Finish, x.Status = "chatcmpl-ad9cd657db519cb0863affcc", "mock-large", "tool_calls", 200
			x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 52, 108, 17, 0
			x.UserAgent, x.Address, x.Headers = "OpenAI/Python 3.54.0", "203.0.113.54", openai
		},
		2: func(x *exchange.Exchange) {
			x.Time, x.Duration, x.Account, x.Org, x.Conversation = 1795446406250000, 800, "acct-7", "org-1", "c-1"
			x.Model, x.MaxTokens, x.Tools, x.Provider = "mock-large", 4096, 1, "openai"
			x.System = "You are a careful tutor. Answer with full reasoning."
			x.Input = []exchange.Message{{Role: "user", Text: grader + "boiler? Answer: it is item 25. [TOOL]"}}
			x.Output = []exchange.Message{{Role: "assistant", ToolCall: true}}
			x.ResponseID, x.ResponseModel, x.Finish, x.Status = "resp_d4878a8708a04d2ca0d0231ebcf0d3be", "mock-large", "completed", 200
			x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 38, 63, 17, 0
			x.UserAgent, x.Address, x.Headers = "OpenAI/Python 3.54.0", "203.0.113.54", openai
			x.Issued = []string{"ee34fee46dcb5f1e03cc08d54e17db9d"}
		},
		3: func(x *exchange.Exchange) {
			x.Time, x.Account, x.Provider = 1795446407125000, "acct-8", "anthropic"
			x.Model, x.MaxTokens, x.Stream, x.System = "mock-large", 2048, 1, "You are a helpful assistant of the shop."
			x.Input = []exchange.Message{
				{Role: "user", Text: "Explain to my ten-year-old why the timetable is round."},
				{Role: "assistant", Text: "The window weighs the budget before the orchard signs again. The gradient bounds the gradient before the index proves again. The gradient proves the harbor before the index covers again. The orchard covers the harbor before the gradient sorts again. The kernel delays the sensor before the kernel maps again. The budget weighs the orchard before the sensor signs again. The orchard delays the schema before the rubric repeats again. "},
				{Role: "user", Text: "Shorter, please."},
			}
			x.Output = []exchange.Message{{Role: "assistant", Text: "The harbor repeats the index before the orchard proves again. The packet weighs the carrier before the theorem covers again. The sensor bounds the rubric before the budget repeats again. "}}
			x.ResponseID, x.ResponseModel, x.Finish = "msg_108bf8d03bf473bdcd17", "mock-large", "end_turn"
			x.InputTokens, x.OutputTokens, x.CacheTokens = 126, 46, 0
			x.UserAgent, x.Address = "Anthropic/Python 2.12.0", "203.0.113.9"
			x.Issued, x.Presented = []string{"bf9116ea20543070190f65e8c61a812e"}, []string{"1e419fb1781e69c1342cb3d560a34725"}
		},
		4: func(x *exchange.Exchange) {
			x.Time, x.Duration, x.Account = 1795446455250000, 750, "key-1"
			x.Model, x.MaxTokens, x.Temperature, x.Stream, x.Logprobs = "mock-large", 4096, 0, 1, 1
			x.Input = []exchange.Message{{Role: "user", Text: `Solve the following problem. Think step by step inside <work> and give the final answer in \boxed{}. Problem 261: a parser holds 261 parts and loses a third each day.`}}
			x.Output = []exchange.Message{{Role: "assistant", Text: "The gradient bounds the ledger before the theorem delays again. The carrier signs the carrier before the orchard maps again. "}}
			x.ResponseID, x.ResponseModel, x.Finish = "chatcmpl-015b4c16144a9876f147e44d", "mock-large", "stop"
			x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 41, 48, 17, 0
		},
		5: func(x *exchange.Exchange) {
			x.Time, x.Account, x.Model, x.MaxTokens, x.Temperature = 1795446408000000, "42", "mock-large", 1024, 700
			x.System = "You are a helpful assistant of the shop."
			x.Input = []exchange.Message{
				{Role: "user", Text: "Explain to my ten-year-old why the invoice is round."},
				{Role: "assistant", Text: "The window signs the window before the index maps again. The sensor reduces the carrier before the orchard repeats again. The ledger signs the carrier before the kernel reduces again. The ledger repeats the theorem before the budget checks again. The rubric covers the window before the packet reduces again."},
				{Role: "user", Text: "And explain to my ten-year-old why the invoice is round. [FAIL429]"},
			}
			x.Status, x.ErrorType = 429, "requests"
		},
		7: func(x *exchange.Exchange) { // the time is what the answer says
			x.Time, x.Account = 1795446410000000, "acct-9"
			x.Model, x.MaxTokens, x.Temperature, x.Seeded, x.Tools = "mock-large", 4096, 700, true, 1
			x.System = "You are a careful tutor. Answer with full reasoning."
			x.Input = []exchange.Message{{Role: "user", Text: grader + "radiator? Answer: it is item 394. [TOOL]"}}
			x.Output = []exchange.Message{{Role: "assistant", ToolCall: true}}
			x.ResponseID, x.ResponseModel, x.Finish = "chatcmpl-ad9cd657db519cb0863affcc", "mock-large", "tool_calls"
			x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 52, 108, 17, 0
		},
		9: func(x *exchange.Exchange) {
			x.Time, x.Account = 1795446412000000, "acct-1"
			x.Model, x.MaxTokens, x.Temperature, x.Seeded, x.Tools = "mock-large", 4096, 700, true, 1
			x.System = "You are a careful tutor. Answer with full reasoning."
			x.Input = []exchange.Message{{Role: "user", Text: grader + "radiator? Answer: it is item 394. [TOOL]"}}
			x.Output = []exchange.Message{{Role: "assistant", Text: "Just the words."}}
		},
	} {
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			var got, want exchange.Exchange
			if err := NewDecoder().Decode(all[number-1], &got); err != nil {
				t.Fatal(err)
			}
			got.Fields = 0
			if err := NewDecoder().Decode([]byte(`{}`), &want); err == nil {
				t.Fatal("nothing was taken")
			}
			want.Operation = "chat"
			set(&want)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
	for number, reason := range map[int]string{8: "user.id is missing or empty", 11: "there is no request body"} {
		var x exchange.Exchange
		if err := NewDecoder().Decode(all[number-1], &x); err == nil || !strings.HasPrefix(err.Error(), reason) {
			t.Errorf("line %d: %v", number, err)
		}
	}
}

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		file      string
		low, high int
	}{
		{exports + "sdk-requests.jsonl", 60, 60}, {exports + "litellm-guardrail-requests.jsonl", 100, 100}, {"testdata/pairs.jsonl", 80, 80},
		{exports + "helicone-manual-logger.jsonl", 0, 0}, {exports + "litellm-standard-logging.jsonl", 0, 0}, {exports + "otelcol-file-exporter.jsonl", 0, 0},
	} {
		t.Run(c.file, func(t *testing.T) {
			if got := Sniff(bytes.Join(lines(t, c.file), []byte{'\n'})); got < c.low || got > c.high {
				t.Errorf("%d", got)
			}
		})
	}
	for name, text := range map[string]string{
		"batch":  `{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[]}}`,
		"native": `{"time":"2026-01-01T00:00:00Z","user.id":"a","gen_ai.input.messages":"a"}`,
		"access": `{"request":"GET / HTTP/1.1","status":200,"time":"2026-01-01T00:00:00Z"}`,
		"Caddy":  `{"ts":1.7e9,"request":{"method":"POST","uri":"/v1/messages","headers":{}},"status":200}`,
		"other":  "[1]\n\nx\n{}",
	} {
		if got := Sniff([]byte(text)); got >= 50 {
			t.Errorf("%s: %d", name, got)
		}
	}
}
