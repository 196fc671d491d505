package exchange

import (
	"reflect"
	"testing"
)

func TestMessages(t *testing.T) {
	const in = "gen_ai.input.messages"
	for name, c := range map[string]struct {
		value  string
		want   []Message
		system string
	}{
		"string":       {`"hi"`, []Message{{Role: "user", Text: "hi"}}, ""},
		"empty string": {`""`, nil, ""},
		"role content": {`[{"role":"user","content":"hi"}]`, []Message{{Role: "user", Text: "hi"}}, ""},
		"content parts": {`[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"u"}},"b"]}]`,
			[]Message{{Role: "user", Text: "a\nb", Media: true}}, ""},
		"one part": {`[{"role":"user","content":{"type":"text","text":"a"}}]`, []Message{{Role: "user", Text: "a"}}, ""},
		"semconv": {`[{"role":"user","parts":[{"type":"text","content":"a"}]},` +
			`{"role":"assistant","parts":[{"type":"reasoning","content":"secret"},{"type":"tool_call","id":"1","name":"f","arguments":{}}]},` +
			`{"role":"tool","parts":[{"type":"tool_call_response","id":"1","response":"r"}]}]`,
			[]Message{{Role: "user", Text: "a"}, {Role: "assistant", ToolCall: true}, {Role: "tool", ToolData: true}}, ""},
		"semconv media": {`[{"role":"user","parts":[{"type":"blob"},{"type":"text","content":"a"}]}]`, []Message{{Role: "user", Text: "a", Media: true}}, ""},
		"anthropic": {`[{"role":"assistant","content":[{"type":"thinking","thinking":"x"},{"type":"tool_use","id":"1"}]},` +
			`{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"not the user's words"}]}]}]`,
			[]Message{{Role: "assistant", ToolCall: true}, {Role: "user", ToolData: true}}, ""},
		"openai": {`[{"role":"assistant","content":null,"tool_calls":[{"id":"1"}]},{"role":"tool","content":"r"},{"role":"assistant","content":"","tool_calls":[]}]`,
			[]Message{{Role: "assistant", ToolCall: true}, {Role: "tool", Text: "r", ToolData: true}, {Role: "assistant"}}, ""},
		"openai function": {`[{"role":"assistant","function_call":{"name":"f"}}]`, []Message{{Role: "assistant", ToolCall: true}}, ""},
		"responses": {`[{"type":"function_call","name":"f"},{"type":"function_call_output","output":"o"},{"type":"message","role":"user","content":[{"type":"input_text","text":"a"}]},{"content":"no role"}]`,
			[]Message{{Role: "assistant", ToolCall: true}, {Role: "tool", ToolData: true}, {Role: "user", Text: "a"}, {Role: "user", Text: "no role"}}, ""},
		"system": {`[{"role":"system","content":"s"},{"role":"user","content":"u"},{"role":"developer","content":[{"type":"text","text":"d"},{"type":"text","text":"e"}]}]`,
			[]Message{{Role: "user", Text: "u"}}, "s\nd\ne"},
		"unknown part": {`[{"role":"user","parts":[{"type":"novel","content":"x"}]}]`, []Message{{Role: "user"}}, ""},
		"escapes":      {`[{"role":"user","content":"a\u00e9\ud83d\ude00\\ \ud800"}]`, []Message{{Role: "user", Text: "aé😀\\ \\ud800"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var x Exchange
			if err := NewDecoder().Decode(line(`"`+in+`":`+c.value), &x); err != nil {
				t.Fatal(err)
			}
			if len(x.Input) != len(c.want) || len(c.want) > 0 && !reflect.DeepEqual(x.Input, c.want) {
				t.Errorf("got %+v, want %+v", x.Input, c.want)
			}
			if x.System != c.system {
				t.Errorf("system %q, want %q", x.System, c.system)
			}
		})
	}
}

func TestInstructions(t *testing.T) {
	for value, want := range map[string]string{
		`"a"`:                                  "a",
		`["a","b"]`:                            "a\nb",
		`[{"type":"text","content":"a"},null]`: "a",
		`[{"type":"text","text":"a"}]`:         "a",
		`[{"role":"system","content":"a"}]`:    "a",
		`[{"parts":[{"content":"a"},{"content":"b"}]},"c"]`:          "a\nb\nc",
		`[{"role":"system","content":[{"type":"text","text":"a"}]}]`: "a",
	} {
		var x Exchange
		if err := NewDecoder().Decode(line(`"gen_ai.system_instructions":`+value), &x); err != nil || x.System != want {
			t.Errorf("%s: got %q, %v; want %q", value, x.System, err, want)
		}
	}
}
