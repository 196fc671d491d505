package body

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// read is the exchange that put makes, with its Fields left out.
func read(t *testing.T, put func(d *exchange.Decoder)) exchange.Exchange {
	t.Helper()
	var x exchange.Exchange
	d := exchange.NewDecoder()
	d.Begin(&x)
	put(d)
	d.PutTime(time.Unix(1795446406, 0))
	d.PutString(exchange.FieldAccount, "u")
	if err := d.End(&x); err != nil {
		t.Fatal(err)
	}
	x.Fields = 0
	return x
}

// want is an exchange that says nothing but what set adds.
func want(t *testing.T, set func(x *exchange.Exchange)) exchange.Exchange {
	x := read(t, func(*exchange.Decoder) {})
	set(&x)
	return x
}

func same(t *testing.T, got, want exchange.Exchange) {
	t.Helper()
	for _, x := range []*exchange.Exchange{&got, &want} { // empty is as good as nil
		x.Input, x.Output = append([]exchange.Message(nil), x.Input...), append([]exchange.Message(nil), x.Output...)
		x.Headers = append([]exchange.Header(nil), x.Headers...)
		x.Issued, x.Presented = append([]string(nil), x.Issued...), append([]string(nil), x.Presented...)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func value(t *testing.T, s string) *fastjson.Value {
	t.Helper()
	v, err := fastjson.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func user(text string) exchange.Message { return exchange.Message{Role: "user", Text: text} }

func TestRequest(t *testing.T) {
	signature := exchange.Digest([]byte("EqQB"))
	for name, c := range map[string]struct {
		body string
		set  func(x *exchange.Exchange)
	}{
		"chat": {`{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"hi"}],"max_tokens":5,"max_completion_tokens":7,` +
			`"temperature":0.7,"top_p":1,"seed":3,"n":2,"stream":true,"logprobs":true,"top_logprobs":5,"tools":[{},{}],"user":"end"}`,
			func(x *exchange.Exchange) {
				x.Model, x.System, x.Input = "m", "s", []exchange.Message{user("hi")}
				x.MaxTokens, x.Temperature, x.TopP, x.Seeded, x.Choices, x.Stream, x.Logprobs, x.Tools = 7, 700, 1000, true, 2, 1, 1, 2
			}},
		"completion": {`{"model":"m","prompt":["a","b"],"max_tokens":5,"logprobs":3,"stream":false}`, func(x *exchange.Exchange) {
			x.Model, x.Input, x.MaxTokens, x.Logprobs, x.Stream = "m", []exchange.Message{user("a"), user("b")}, 5, 1, 0
		}},
		"prompt":              {`{"prompt":"a"}`, func(x *exchange.Exchange) { x.Input = []exchange.Message{user("a")} }},
		"prompt of tokens":    {`{"prompt":[[1,2],[3]]}`, func(*exchange.Exchange) {}},
		"logprobs null":       {`{"prompt":"a","logprobs":null,"n":null}`, func(x *exchange.Exchange) { x.Input = []exchange.Message{user("a")} }},
		"legacy functions":    {`{"prompt":"a","functions":[{}]}`, func(x *exchange.Exchange) { x.Input, x.Tools = []exchange.Message{user("a")}, 1 }},
		"responses, a string": {`{"input":"a","instructions":"i","max_output_tokens":9}`, func(x *exchange.Exchange) { x.Input, x.System, x.MaxTokens = []exchange.Message{user("a")}, "i", 9 }},
		"responses, a second turn": {`{"input":[{"role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_image"}]},` +
			`{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hidden"}],"encrypted_content":"EqQB"},{"type":"item_reference","id":"rs_2"},` +
			`{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"o"}]}`,
			func(x *exchange.Exchange) {
				x.Input = []exchange.Message{{Role: "user", Text: "a", Media: true}, {Role: "assistant", ToolCall: true}, {Role: "tool", ToolData: true}}
				x.Presented = []string{signature}
			}},
		"messages, a second turn": {`{"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"max_tokens":9,"metadata":{"user_id":"end"},"tools":[{"name":"f"}],"messages":[` +
			`{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"hidden","signature":"EqQB"},{"type":"redacted_thinking","data":"EqQC"},{"type":"tool_use","id":"t"}]},` +
			`{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"},{"type":"text","text":"b"}]}]}`,
			func(x *exchange.Exchange) {
				x.System, x.MaxTokens, x.Tools = "s", 9, 1
				x.Input = []exchange.Message{user("a"), {Role: "assistant", ToolCall: true}, {Role: "user", Text: "b", ToolData: true}}
				x.Presented = []string{signature, exchange.Digest([]byte("EqQC"))}
			}},
		"settings of wrong types": {`{"model":5,"messages":[{"role":"user","content":"a"}],"max_tokens":"many","temperature":"hot","top_p":-3,"seed":"x","n":1e30,"stream":"yes","tools":{},"system":7,"logprobs":"y"}`,
			func(x *exchange.Exchange) { x.Input = []exchange.Message{user("a")} }},
		"settings out of range": {`{"prompt":"a","max_tokens":99999999999,"n":1.5,"temperature":1e9}`, func(x *exchange.Exchange) { x.Input = []exchange.Message{user("a")} }},
		"odd messages":          {`{"messages":{"role":"user"}}`, func(*exchange.Exchange) {}},
		"no object":             {`[1]`, func(*exchange.Exchange) {}},
	} {
		t.Run(name, func(t *testing.T) {
			same(t, read(t, func(d *exchange.Decoder) { Request(d, value(t, c.body)) }), want(t, c.set))
		})
	}
}

func TestResponse(t *testing.T) {
	signature := exchange.Digest([]byte("EqQB"))
	says := func(text string) []exchange.Message { return []exchange.Message{{Role: "assistant", Text: text}} }
	for name, c := range map[string]struct {
		body string
		set  func(x *exchange.Exchange)
	}{
		"chat": {`{"id":"chatcmpl-1","model":"m-1","choices":[{"index":0,"message":{"role":"assistant","content":"a","refusal":null},"finish_reason":"stop"},` +
			`{"index":1,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c"}]},"finish_reason":"tool_calls"}],` +
			`"usage":{"prompt_tokens":5,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":2},"completion_tokens_details":{"reasoning_tokens":3}}}`,
			func(x *exchange.Exchange) {
				x.ResponseID, x.ResponseModel, x.Finish = "chatcmpl-1", "m-1", "stop"
				x.Output = append(says("a"), exchange.Message{Role: "assistant", ToolCall: true})
				x.InputTokens, x.OutputTokens, x.CacheTokens, x.ReasoningTokens = 5, 7, 2, 3
			}},
		"chat, refused": {`{"choices":[{"message":{"role":"assistant","content":null,"refusal":"no"},"finish_reason":"stop"}]}`,
			func(x *exchange.Exchange) { x.Output, x.Finish, x.Refusal = says("no"), "stop", "refusal" }},
		"completion": {`{"choices":[{"text":"a","index":0,"finish_reason":"length"}]}`, func(x *exchange.Exchange) { x.Output, x.Finish = says("a"), "length" }},
		"responses": {`{"id":"resp_1","object":"response","status":"completed","model":"m","output":[{"type":"reasoning","encrypted_content":"EqQB","summary":[]},` +
			`{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a"},{"type":"output_text","text":"b"}]},{"type":"function_call","name":"f"}],` +
			`"usage":{"input_tokens":5,"input_tokens_details":{"cached_tokens":4},"output_tokens":6,"output_tokens_details":{"reasoning_tokens":1}},"error":null}`,
			func(x *exchange.Exchange) {
				x.ResponseID, x.ResponseModel, x.Finish, x.Issued = "resp_1", "m", "completed", []string{signature}
				x.Output = []exchange.Message{{Role: "assistant", Text: "a\nb", ToolCall: true}}
				x.InputTokens, x.OutputTokens, x.CacheTokens, x.ReasoningTokens = 5, 6, 4, 1
			}},
		"responses, refused": {`{"status":"incomplete","incomplete_details":{"reason":"content_filter"},"output":[{"type":"message","content":[{"type":"refusal","refusal":"no"}]}]}`,
			func(x *exchange.Exchange) { x.Output, x.Finish, x.Refusal = says("no"), "content_filter", "refusal" }},
		"responses, failed": {`{"object":"response","status":"failed","output":[],"error":{"code":"server_error","message":"m"}}`,
			func(x *exchange.Exchange) { x.Finish, x.ErrorType = "failed", "server_error" }},
		"messages": {`{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"t","signature":"EqQB"},{"type":"text","text":"a"}],` +
			`"stop_reason":"refusal","stop_details":{"type":"refusal","category":"distillation"},"usage":{"input_tokens":5,"cache_creation_input_tokens":10,"cache_read_input_tokens":100,"output_tokens":7}}`,
			func(x *exchange.Exchange) {
				x.ResponseID, x.ResponseModel, x.Finish, x.Refusal = "msg_1", "m", "refusal", "distillation"
				x.Output, x.Issued = says("a"), []string{signature}
				x.InputTokens, x.CacheTokens, x.OutputTokens = 115, 100, 7
			}},
		"LiteLLM's form of messages": {`{"choices":[{"message":{"role":"assistant","content":"a","thinking_blocks":[{"type":"thinking","signature":"EqQB"},{"type":"thinking","signature":"EqQC"}],` +
			`"provider_specific_fields":{"thinking_blocks":[{"type":"thinking","signature":"EqQB"},{"type":"thinking","signature":"EqQC"}]}}}]}`,
			func(x *exchange.Exchange) {
				x.Output, x.Issued = says("a"), []string{signature, exchange.Digest([]byte("EqQC"))}
			}},
		"an error":            {`{"error":{"message":"m","type":"requests","code":"rate_limit_exceeded"}}`, func(x *exchange.Exchange) { x.ErrorType = "requests" }},
		"an error of another": {`{"type":"error","error":{"type":"overloaded_error"}}`, func(x *exchange.Exchange) { x.ErrorType = "overloaded_error" }},
		"wrong types":         {`{"id":1,"model":[],"choices":[{"message":"x","finish_reason":4}],"usage":{"prompt_tokens":"5","completion_tokens":-1}}`, func(x *exchange.Exchange) { x.Output = says("") }},
		"content of no kind":  {`{"content":5,"stop_reason":{}}`, func(*exchange.Exchange) {}},
		"nothing":             {`{}`, func(*exchange.Exchange) {}},
	} {
		t.Run(name, func(t *testing.T) {
			same(t, read(t, func(d *exchange.Decoder) { Response(d, value(t, c.body)) }), want(t, c.set))
		})
	}
}

func TestEndUser(t *testing.T) {
	for body, want := range map[string]string{
		`{"user":"a","safety_identifier":"b"}`:              "a",
		`{"user":null,"safety_identifier":"b"}`:             "b",
		`{"metadata":{"user_id":"c"}}`:                      "c",
		`{"metadata":"x","user":7}`:                         "",
		`{}`:                                                "",
		`{"user":"` + strings.Repeat("a", 257) + `"}`:       exchange.Digest([]byte(strings.Repeat("a", 257))),
		`{"user":"` + strings.Repeat("a", 256) + `","b":1}`: strings.Repeat("a", 256),
	} {
		if got := EndUser(value(t, body)); got != want {
			t.Errorf("%.60s: got %q, want %q", body, got, want)
		}
	}
}

func TestNothing(t *testing.T) {
	same(t, read(t, func(d *exchange.Decoder) {
		Request(d, nil)
		Response(d, nil)
		Usage(d, nil)
		Headers(d, nil)
		Issued(d, nil)
		Presented(d, nil)
		Input(d, nil)
		if Answer(d, nil) || Stream(d, nil) || Chunks(d, nil) || EndUser(nil) != "" || JSON(nil) != nil {
			t.Error("something was made of nothing")
		}
	}), want(t, func(*exchange.Exchange) {}))
}
