package langfuse

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

// TestForms reads each form twice: as JSON, and as the text of it, as a CSV and
// the blob storage have it.
func TestForms(t *testing.T) {
	call := []exchange.Message{{Role: "assistant", ToolCall: true}}
	for _, c := range []struct {
		input, output string
		asked         []exchange.Message
		answered      []exchange.Message
		system        string
	}{
		{`"a"`, `"b"`, user("a"), said("b"), ""},
		{`["a","b"]`, `["c"]`, append(user("a"), user("b")...), said(`["c"]`), ""},
		{`{"role":"user","content":"a"}`, `{"content":"b"}`, user("a"), said("b"), ""},
		{`{"system":"s","messages":[{"role":"user","content":"a"}]}`, `{"text":"b"}`, user("a"), said("b"), "s"},
		{`{"prompt":"a"}`, `[{"role":"assistant","content":"b"},{"role":"assistant","content":null,"tool_calls":[{}]}]`, user("a"), append(said("b"), call...), ""},
		{`{"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"a"}]}]}`,
			`[{"type":"reasoning"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"b"}]}]`, user("a"), said("b"), ""},
		{`[{"role":"user","parts":[{"type":"text","content":"a"}]}]`, `[{"type":"text","text":"b"},{"type":"tool_use"}]`,
			user("a"), []exchange.Message{{Role: "assistant", Text: "b", ToolCall: true}}, ""},
		{`[{"role":"system","content":"s"}]`, `{"role":"assistant","content":"","tool_calls":[{"id":"c"}]}`, nil, call, "s"},
		{`{"args":["a"],"kwargs":{}}`, `[{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"b"}}]},{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"c"}}]}]`,
			user(`{"args":["a"],"kwargs":{}}`), said("bc"), ""},
		{`[{"document":"a"}]`, `{"documents":["b"]}`, user(`[{"document":"a"}]`), said(`{"documents":["b"]}`), ""},
		{`[{"role":"user","content":7}]`, `{"role":"assistant","content":7}`, user(`[{"role":"user","content":7}]`), said(`{"role":"assistant","content":7}`), ""},
		{`{"messages":[{"role":{},"content":"a"}]}`, `7`, user(`{"messages":[{"role":{},"content":"a"}]}`), said("7"), ""},
		{`[]`, `{}`, nil, nil, ""},
		{`null`, `""`, nil, nil, ""},
		{`"{ no JSON"`, `"[no JSON"`, user("{ no JSON"), said("[no JSON"), ""},
		{`"\u0007\ud83d\ude00 \u001b[0m\n"`, `"\udb40\udc41"`, user("\u0007😀 \u001b[0m\n"), said("\U000e0041"), ""},
	} {
		text := func(s string) string {
			if s[0] != '{' && s[0] != '[' {
				return s
			}
			b, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		for _, form := range [][2]string{{c.input, c.output}, {text(c.input), text(c.output)}} {
			conv, out := NewConverter(), new(join.Out)
			conv.Add([]byte(`{"id":"o","traceId":"t","userId":"u","type":"GENERATION","startTime":"2026-11-23T15:40:00Z","input":`+form[0]+`,"output":`+form[1]+`}`), join.Place{}, out)
			conv.Flush(out)
			var x exchange.Exchange
			if err := exchange.NewDecoder().Decode(out.Data, &x); err != nil {
				t.Fatal(form, err)
			}
			if len(x.Input)+len(c.asked) > 0 && !reflect.DeepEqual(x.Input, c.asked) {
				t.Errorf("%s: asked %+v, want %+v", form[0], x.Input, c.asked)
			}
			if len(x.Output)+len(c.answered) > 0 && !reflect.DeepEqual(x.Output, c.answered) {
				t.Errorf("%s: answered %+v, want %+v", form[1], x.Output, c.answered)
			}
			if x.System != c.system {
				t.Errorf("%s: system %q, want %q", form[0], x.System, c.system)
			}
		}
	}
}

// TestUpdates checks what an update tells against its creation.
func TestUpdates(t *testing.T) {
	const create = `{"type":"generation-create","timestamp":"2026-11-23T15:40:09Z","body":{"id":"g","traceId":"t","startTime":"2026-11-23T15:40:01Z","model":"old","input":"a","modelParameters":{"user":"end"}}}`
	const update = `{"type":"generation-update","timestamp":"2026-11-23T15:40:08Z","body":{"id":"g","endTime":"2026-11-23T15:40:03Z","model":"new","output":"b"}}`
	const trace = `{"type":"trace-create","body":{"id":"t","userId":"u"}}`
	for name, c := range map[string]struct {
		records  []string
		account  string
		model    string
		duration int32
	}{
		"in order":         {[]string{trace, create, update}, "u", "new", 2000},
		"trace last":       {[]string{create, update, trace}, "u", "new", 2000},
		"no trace":         {[]string{create, update}, "end", "new", 2000},
		"no update":        {[]string{create, trace}, "u", "old", exchange.Absent},
		"update twice":     {[]string{create, update, update, trace}, "u", "new", 2000},
		"update elsewhere": {[]string{create, trace, `{"type":"generation-update","body":{"id":"other","traceId":"t","model":"x"}}`}, "u", "old", exchange.Absent},
	} {
		conv, out := NewConverter(), new(join.Out)
		var latest int64
		for _, r := range c.records {
			latest = max(latest, conv.Add([]byte(r), join.Place{}, out))
		}
		conv.Flush(out)
		var x exchange.Exchange
		if err := exchange.NewDecoder().Decode(out.Data, &x); err != nil {
			t.Fatal(name, err)
		}
		if x.Account != c.account || x.Model != c.model || x.Duration != c.duration || x.Time != at(40, 1, 0) || x.Input[0].Text != "a" {
			t.Errorf("%s: %+v", name, x)
		}
		if latest != at(40, 9, 0) {
			t.Errorf("%s: latest is %d", name, latest)
		}
	}
}
