package otlp

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

// field is one field of a protobuf message, of bytes.
func field(number byte, content ...[]byte) []byte {
	all := bytes.Join(content, nil)
	return append(binary.AppendUvarint([]byte{number<<3 | bytesOf}, uint64(len(all))), all...)
}

// protoOf is a request with such records.
func protoOf(records ...[]byte) []byte { return field(1, field(2, records...)) }

// deep is a value in lists that lie n deep in one another, written from its end.
func deep(n int) []byte {
	var back []byte
	size := 0
	wrap := func(number byte) {
		head := binary.AppendUvarint([]byte{number<<3 | bytesOf}, uint64(size))
		slices.Reverse(head)
		back, size = append(back, head...), size+len(head)
	}
	for range n {
		wrap(1)
		wrap(5)
	}
	slices.Reverse(back)
	return back
}

// Whatever comes, it ends in one rejection or in nothing.
func TestHostile(t *testing.T) {
	const n = 1_000_000
	pair := func(value []byte) []byte { return field(6, field(1, []byte("k")), field(2, value)) }
	id := append(field(1, make([]byte, 16)), field(2, make([]byte, 8))...)
	attribute := `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"k","value":`
	for name, c := range map[string]struct {
		record   []byte
		rejected int
	}{
		"arrays in the spans":       {[]byte(`{"resourceSpans":` + strings.Repeat("[", n)), 1},
		"arrays beside the spans":   {[]byte(`{"a":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `,"resourceSpans":[]}`), 1},
		"values in values":          {[]byte(attribute + strings.Repeat(`{"arrayValue":{"values":[`, n/10)), 1},
		"values in values, closed":  {[]byte(attribute + strings.Repeat(`{"arrayValue":{"values":[`, n/10) + strings.Repeat("]}}", n/10) + "}]}]}]}]}"), 1},
		"spans of nothing":          {[]byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[` + strings.Repeat("{},", 2*n) + `{}]}]}]}`), 1},
		"no request":                {[]byte(`{"a":1}`), 1},
		"no object":                 {[]byte(`[1]`), 1},
		"open":                      {[]byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a`), 1},
		"spans that are a number":   {[]byte(`{"resourceSpans":7}`), 1},
		"logs that are a text":      {[]byte(`{"resourceLogs":"a"}`), 1},
		"a span that is a list":     {[]byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[[]]}]}]}`), 1},
		"a bad trace id":            {[]byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz"}]}]}]}`), 1},
		"an attribute that is null": {[]byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[null]}]}]}]}`), 0},
		"metrics":                   {[]byte(`{"resourceMetrics":[]}`), 0},
		"nothing":                   {[]byte(`{"resourceSpans":[]}`), 0},
		"protobuf: values":          {protoOf(field(2, []byte{1<<3 | fixed64, 0, 0, 0, 0, 0, 0, 0, 0}, pair(deep(n/10)))), 1},
		"protobuf: spans":           {protoOf(field(2, id), bytes.Repeat([]byte{2<<3 | bytesOf, 0}, 4*n)), 1},
		"protobuf: a length":        {[]byte{1<<3 | bytesOf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0}, 1},
		"protobuf: a group":         {[]byte{1<<3 | 3}, 1},
		"protobuf: noise":           {[]byte("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"), 1},
		"protobuf: metrics":         {protoOf(field(2, field(1, []byte("a metric")), field(7))), 0},
		"protobuf: no records":      {protoOf(), 0},
	} {
		var out join.Out
		converter := NewConverter()
		converter.Add(c.record, join.Place{File: "f", Line: 3}, &out)
		converter.Flush(&out)
		if len(out.Rejected) != c.rejected || len(out.Places) != 0 {
			t.Errorf("%s: %d exchanges, %v", name, len(out.Places), out.Rejected)
		}
		for _, r := range out.Rejected {
			if r.File != "f" || r.Line != 3 || len(r.Error()) > 200 {
				t.Errorf("%s: %v", name, r)
			}
		}
	}
}

// What an attribute holds cannot make a line that is no exchange.
func TestHostileAttributes(t *testing.T) {
	bad := []any{
		strings.Repeat("[", 10_000), strings.Repeat(`[{"role":"user","content":`, 500), strings.Repeat("[", 290) + strings.Repeat("]", 290),
		"\x00\x1f\x7f\"\\", "a\nb\r\nc\u2028", "\xff\xfe", 1e300, -1, 0.1, true, nil, "", []any{}, attrs{}, []any{1, nil, []any{1}},
		`[{"role":7,"content":[[1],2,null,{"type":"text","text":[1,[2],{"text":3}]}]}]`, `[{"content":{"text":[[]]},"parts":7,"refusal":[7]}]`,
		`{"messages":{"a":1},"model":7,"system":[[1]],"metadata":7,"tools":7,"choices":[7,{"message":7},{"message":{"content":[7]}}]}`,
		`{"id":7,"model":[],"output":[7,{"type":"message","content":[7]}],"usage":{"input_tokens":-1e99}}`, `{"content":[7],"type":"message","stop_reason":7,"error":7}`,
		`[null]`, `[[[[[["a"]]]]]]`, `{"parts":[[7]]}`, `[{"parts":[[7]]},7]`,
	}
	names := []string{
		"gen_ai.system_instructions", "gen_ai.tool.definitions", "gen_ai.input.messages", "gen_ai.output.messages", "llm.invocation_parameters",
		"input.value", "output.value", "langfuse.observation.input", "langfuse.observation.output", "langfuse.observation.usage_details", "langfuse.observation.model.parameters",
		"langfuse.observation.metadata.object", "langfuse.observation.metadata.id", "langfuse.observation.metadata.finish_reason",
		"ai.prompt.messages", "ai.prompt.tools", "ai.response.toolCalls", "ai.response.text", "gen_ai.headers", "llm.prompts", "gen_ai.prompt", "gen_ai.completion", "llm.model_name", "gen_ai.user",
		"gen_ai.prompt.0.role", "gen_ai.prompt.0.content", "gen_ai.prompt.999999.content", "gen_ai.prompt.9999999.content", "gen_ai.completion.0.finish_reason", "gen_ai.completion.x.content",
		"llm.input_messages.3.message.contents.7.message_content.text", "llm.output_messages.0.message.contents.0.message_content.signature", "llm.tools.0.tool.json_schema",
		"http.request.header.accept", "http.request.header.x-stainless-\"", "ai.request.headers.x-forwarded-for", "exception.type",
	}
	for _, a := range plain {
		names = append(names, a.names...)
	}
	for _, name := range names {
		for _, v := range bad {
			a := attrs{"gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "user.id": "u", "ai.operationId": "", name: v}
			r := convert(t, tracesOf(t, attrs{name: v}, span(1, 0, attrs{name: v}), span(2, 1, a, event(choice, attrs{"gen_ai.event.content": v}), failed)))
			if name == "user.id" || name == "gen_ai.operation.name" || name == "ai.operationId" {
				continue
			}
			if len(r.all) != 1 || r.all[0].Account != "u" && name != "enduser.id" {
				t.Fatalf("%s: %v: %d exchanges, %v", name, v, len(r.all), r.Rejected)
			}
		}
	}
}

// A file that was cut is rejected or read, and nothing of it is quoted.
func TestCut(t *testing.T) {
	for _, name := range []string{"otel-genai-1.3b0-logs-1.otlp.pb", "openllmetry-0.62.4-traces-2.otlp.pb", "langfuse-js-5.11.1-otel.otlp.json"} {
		content := export(t, name)
		for n := 0; n < len(content); n += 61 {
			r := convert(t, content[:n])
			for _, rejected := range r.Rejected {
				if e := rejected.Error(); strings.Contains(e, "mock") || len(e) > 200 {
					t.Fatal(e)
				}
			}
			if n > 0 && len(r.all) > 0 {
				t.Fatalf("%s cut to %d bytes gives %d exchanges", name, n, len(r.all))
			}
		}
	}
}

// A trace of very many calls is joined in time that grows as it does.
func TestLongTrace(t *testing.T) {
	const n = 20_000
	spans := make([]attrs, n)
	for i := range spans {
		spans[i] = span(i+1, i, attrs{"gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "gen_ai.response.id": fmt.Sprint(i)})
	}
	r := convert(t, tracesOf(t, attrs{"user.id": "u"}, spans...))
	if len(r.all) != n {
		t.Errorf("%d exchanges, %d rejected", len(r.all), len(r.Rejected))
	}
}

// FuzzConvert: no panic, the same lines again, and each a good one.
func FuzzConvert(f *testing.F) {
	for _, name := range []string{
		"openllmetry-0.62.4-traces-2.otlp.pb", "otel-genai-1.3b0-logs-1.otlp.pb", "otel-openai-v2-2.1b0-events-logs-1.otlp.pb", "otel-openai-v2-2.1b0-events-traces-1.otlp.pb",
		"vercel-ai-sdk-6-traces.otlp.pb", "langfuse-js-5.11.1-otel.otlp.json",
	} {
		f.Add(export(f, name), []byte(nil))
	}
	f.Add(export(f, "otel-openai-v2-2.1b0-events-logs-1.otlp.pb"), export(f, "otel-openai-v2-2.1b0-events-traces-1.otlp.pb"))
	f.Add([]byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001","spanId":"0000000000000001","startTimeUnixNano":"1795000000000000000","endTimeUnixNano":1795000000000000001,"attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"user.id","value":{"stringValue":"u"}},{"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]"}},{"key":"output.value","value":{"stringValue":"{\"choices\":[{\"message\":{\"content\":\"ho\"}}]}"}}],"status":{"code":2}}]}]}]}`), []byte(`{"resourceLogs":[{}]}`))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		read := func() join.Out {
			var out join.Out
			c := NewConverter()
			c.Add(one, join.Place{File: "f", Line: 1}, &out)
			c.Add(two, join.Place{File: "f", Line: 2}, &out)
			c.Flush(&out)
			return out
		}
		out := read()
		if again := read(); !bytes.Equal(out.Data, again.Data) || out.Others != again.Others || len(out.Rejected) != len(again.Rejected) {
			t.Fatal("a second reading differs")
		}
		d, x := exchange.NewDecoder(), exchange.Exchange{}
		lines := 0
		for line := range bytes.Lines(out.Data) {
			lines++
			if err := d.Decode(bytes.TrimSpace(line), &x); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
		}
		if lines != len(out.Places) || len(d.Unknown()) > 0 {
			t.Fatalf("%d lines of %d places, unknown %v", lines, len(out.Places), d.Unknown())
		}
	})
}
