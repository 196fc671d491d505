package body

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

// The files of testdata were written by the mock that the captured exports come
// from, which writes the events as the vendors document them. The values were
// taken from them with Python.
var streams = []struct {
	file string
	set  func(x *exchange.Exchange)
}{
	{"chat", func(x *exchange.Exchange) {
		x.ResponseID, x.Finish = "chatcmpl-4953639e80e5ce976c5ef0ad", "stop"
		x.Output = []exchange.Message{{Role: "assistant", Text: "The rubric weighs the gradient before the kernel checks again. The schema reduces the harbor before the orchard proves again. The ledger reduces the sensor before the theorem proves again. The lattice reduces the rubric before the gradient weighs again. The harbor weighs the sensor before the window covers again. The carrier signs the packet before the budget weighs again. "}}
		x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 5, 110, 17, 0
	}},
	{"chat-tool", func(x *exchange.Exchange) {
		x.ResponseID, x.Finish = "chatcmpl-8fdeeb0b1d4537500f00bce7", "tool_calls"
		x.Output = []exchange.Message{{Role: "assistant", ToolCall: true}}
	}},
	{"chat-refusal", func(x *exchange.Exchange) {
		x.ResponseID, x.Finish = "chatcmpl-253de3a0b7116be757e9544b", "content_filter"
		x.Output = []exchange.Message{{Role: "assistant", Text: "I can't help with that request. "}}
		x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 2, 24, 17, 0
	}},
	{"responses", func(x *exchange.Exchange) {
		x.ResponseID, x.Finish = "resp_63e9fa43cf0340b9976b31ffe327d205", "completed"
		x.Output = []exchange.Message{{Role: "assistant", Text: "The schema maps the lattice before the carrier groups again. The index delays the sensor before the ledger proves again."}}
		x.Issued = []string{"687a1e0bc9c91802a71426bd70d13298"}
		x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 5, 47, 17, 0
	}},
	{"responses-tool", func(x *exchange.Exchange) {
		x.ResponseID, x.Finish = "resp_2314d11e6d923e98d468f094ceea4174", "completed"
		x.Output = []exchange.Message{{Role: "assistant", ToolCall: true}}
		x.Issued = []string{"43f708362ae5805054cbfbd0a806e559"}
		x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 3, 78, 17, 0
	}},
	{"messages", func(x *exchange.Exchange) {
		x.ResponseID, x.Finish = "msg_6569df56f7676da590b9", "end_turn"
		x.Output = []exchange.Message{{Role: "assistant", Text: "The theorem signs the index before the gradient maps again. The lattice proves the packet before the ledger reduces again. "}}
		x.Issued = []string{"3fc4d3d8bf8a20cb9eaef8d957c9a92d"}
		x.InputTokens, x.OutputTokens, x.CacheTokens = 5, 30, 0
	}},
	{"messages-tool", func(x *exchange.Exchange) {
		x.ResponseID, x.Finish = "msg_e58896152ebd6771bbd7", "tool_use"
		x.Output = []exchange.Message{{Role: "assistant", ToolCall: true}}
		x.Issued = []string{"13f5d3d7479621d146a428f0a285c7c0"}
		x.InputTokens, x.OutputTokens, x.CacheTokens = 3, 60, 0
	}},
}

func events(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file + ".sse")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// forms are the ways in which one stream is logged.
func forms(text []byte) map[string]string {
	var chunks []string
	for line := range strings.Lines(string(text)) {
		if data, ok := strings.CutPrefix(line, "data: {"); ok {
			chunks = append(chunks, "{"+strings.TrimSpace(data))
		}
	}
	quoted := make([]string, len(chunks))
	wrapped := make([]string, len(chunks))
	for i, c := range chunks {
		quoted[i] = string(exchange.AppendText(nil, "data: "+c+"\n\n"))
		wrapped[i] = `{"event":"e","data":` + c + `}`
	}
	list := "[" + strings.Join(chunks, ",") + "]"
	return map[string]string{
		"text":            string(exchange.AppendText(nil, string(text))),
		"text with CRLF":  string(exchange.AppendText(nil, strings.ReplaceAll(string(text), "\n", "\r\n"))),
		"lines of chunks": string(exchange.AppendText(nil, strings.Join(chunks, "\n"))),
		"array":           list,
		"array as text":   string(exchange.AppendText(nil, list)),
		"array of lines":  "[" + strings.Join(quoted, ",") + "]",
		"array of events": "[" + strings.Join(wrapped, ",") + "]",
	}
}

func TestStream(t *testing.T) {
	for _, c := range streams {
		for name, form := range forms(events(t, c.file)) {
			t.Run(c.file+"/"+name, func(t *testing.T) {
				got := read(t, func(d *exchange.Decoder) {
					if !Answer(d, value(t, form)) {
						t.Error("no answer was seen")
					}
				})
				same(t, got, want(t, func(x *exchange.Exchange) {
					x.ResponseModel = "mock-large"
					if !strings.HasPrefix(c.file, "responses") { // whose last event is the whole answer
						x.Stream = 1
					}
					c.set(x)
				}))
			})
		}
	}
}

// A stream that was cut says what came before.
func TestCutStream(t *testing.T) {
	text := events(t, "responses")
	text = text[:bytes.Index(text, []byte("event: response.output_text.done"))]
	got := read(t, func(d *exchange.Decoder) { Stream(d, text) })
	same(t, got, want(t, func(x *exchange.Exchange) {
		x.ResponseID, x.ResponseModel, x.Stream = "resp_63e9fa43cf0340b9976b31ffe327d205", "mock-large", 1
		x.Output = []exchange.Message{{Role: "assistant", Text: "The schema maps the lattice before the carrier groups again. The index delays the sensor before the ledger proves again. "}}
		x.Issued = []string{"687a1e0bc9c91802a71426bd70d13298"}
	}))
}

func TestStreamForms(t *testing.T) {
	says := func(text string) []exchange.Message { return []exchange.Message{{Role: "assistant", Text: text}} }
	for name, c := range map[string]struct {
		answer string
		set    func(x *exchange.Exchange)
	}{
		"two choices": {`[{"choices":[{"index":1,"delta":{"content":"b"}}]},{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]},{"choices":[{"index":900,"delta":{"content":"z"}}]}]`,
			func(x *exchange.Exchange) { x.Output, x.Finish, x.Stream = append(says("a"), says("b")...), "stop", 1 }},
		"completion": {`[{"object":"text_completion","choices":[{"index":0,"text":"a"}]},{"object":"text_completion","choices":[{"index":0,"text":"b","finish_reason":"length"}]}]`,
			func(x *exchange.Exchange) { x.Output, x.Finish, x.Stream = says("ab"), "length", 1 }},
		"blocks of text": {`[{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}},{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"b"}}]`,
			func(x *exchange.Exchange) { x.Output, x.Stream = says("a\nb"), 1 }},
		"tokens from a cache": {`[{"type":"message_start","message":{"id":"m","usage":{"input_tokens":5,"cache_read_input_tokens":100,"cache_creation_input_tokens":10,"output_tokens":1}}},{"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"category":"c"}},"usage":{"output_tokens":7}}]`,
			func(x *exchange.Exchange) {
				x.ResponseID, x.Finish, x.Refusal, x.Stream = "m", "refusal", "c", 1
				x.InputTokens, x.CacheTokens, x.OutputTokens = 115, 100, 7
			}},
		"redacted": {`[{"type":"content_block_start","index":0,"content_block":{"type":"redacted_thinking","data":"EqQC"}}]`,
			func(x *exchange.Exchange) { x.Issued, x.Stream = []string{exchange.Digest([]byte("EqQC"))}, 1 }},
		"refused":         {`[{"choices":[{"delta":{"refusal":"n"}}]},{"choices":[{"delta":{"refusal":"o"}}]}]`, func(x *exchange.Exchange) { x.Output, x.Refusal, x.Stream = says("no"), "refusal", 1 }},
		"broken off":      {`[{"type":"message_start","message":{"id":"m"}},{"type":"error","error":{"type":"overloaded_error"}}]`, func(x *exchange.Exchange) { x.ResponseID, x.ErrorType, x.Stream = "m", "overloaded_error", 1 }},
		"an error":        {`{"error":{"type":"requests"}}`, func(x *exchange.Exchange) { x.ErrorType = "requests" }},
		"a body":          {`{"choices":[{"message":{"role":"assistant","content":"a"}}]}`, func(x *exchange.Exchange) { x.Output = says("a") }},
		"a body as text":  {`"{\"content\":[{\"type\":\"text\",\"text\":\"a\"}],\"role\":\"assistant\"}"`, func(x *exchange.Exchange) { x.Output = says("a") }},
		"a bare message":  {`{"role":"assistant","content":"a"}`, func(x *exchange.Exchange) { x.Output = says("a") }},
		"a text of words": {`"hello"`, nil},
		"something":       {`{"a":1}`, nil},
		"a number":        {`5`, nil},
		"an empty list":   {`[]`, nil},
		"numbers":         {`[1,null,[{"choices":[{"delta":{"content":"a"}}]}]]`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, func(d *exchange.Decoder) {
				if Answer(d, value(t, c.answer)) != (c.set != nil) {
					t.Errorf("an answer was seen: %t", c.set == nil)
				}
			})
			if c.set == nil {
				c.set = func(*exchange.Exchange) {}
			}
			same(t, got, want(t, c.set))
		})
	}
}

// What a hostile log holds as text must not cost more than what it holds as JSON.
func TestHostileText(t *testing.T) {
	deep := strings.Repeat("[", 1e6)
	many := "[" + strings.Repeat("1,", 2<<20) + "1]"
	for name, text := range map[string]string{
		"deep": deep, "deep object": strings.Repeat(`{"a":`, 1e5), "many values": many, "cut": `{"choices":[{"delta":{"con`,
		"cut line": "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choi", "no UTF-8": "data: {\"type\":\"\xff\"}",
	} {
		t.Run(name, func(t *testing.T) {
			read(t, func(d *exchange.Decoder) {
				if seen := Stream(d, []byte(text)); seen != (name == "cut line") {
					t.Errorf("an answer was seen: %t", seen)
				}
			})
		})
	}
}

func FuzzBody(f *testing.F) {
	for _, c := range streams {
		text := events(f, c.file)
		for _, form := range forms(text[:min(len(text), 3000)]) {
			f.Add([]byte(form))
		}
	}
	f.Add([]byte(`{"model":"m","messages":[{"role":"user","content":"a"}],"input":[{"type":"reasoning","encrypted_content":"a"}],"headers":{"User-Agent":["a"],"x-stainless-lang":"js"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d := exchange.NewDecoder()
		var x exchange.Exchange
		d.Begin(&x)
		o, err := d.Parse(fmt.Appendf(nil, `{"v":%s}`, data))
		if err != nil {
			return
		}
		v := JSON(o.Get("v"))
		Request(d, v)
		Answer(d, v)
		Headers(d, v.Get("headers"))
		if at, ok := Time(v.Get("time")); ok {
			d.PutTime(at)
		}
		d.PutString(exchange.FieldAccount, EndUser(v))
		if d.End(&x) != nil {
			return
		}
		var y exchange.Exchange
		if err := exchange.NewDecoder().Decode(bytes.TrimSpace(exchange.AppendLine(nil, &x)), &y); err != nil || exchange.Hash(&x, 1) != exchange.Hash(&y, 1) {
			t.Fatalf("what was read cannot be written: %v", err)
		}
	})
}
