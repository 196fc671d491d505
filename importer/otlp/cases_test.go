package otlp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

// attrs are attributes by name, as the cases have them.
type attrs map[string]any

// anyValue is v as OTLP JSON has it.
func anyValue(v any) any {
	switch v := v.(type) {
	case string:
		return attrs{"stringValue": v}
	case bool:
		return attrs{"boolValue": v}
	case int:
		return attrs{"intValue": fmt.Sprint(v)}
	case float64:
		return attrs{"doubleValue": v}
	case []any:
		list := []any{}
		for _, e := range v {
			list = append(list, anyValue(e))
		}
		return attrs{"arrayValue": attrs{"values": list}}
	case attrs:
		return attrs{"kvlistValue": attrs{"values": keyValues(v)}}
	}
	return attrs{}
}

func keyValues(a attrs) []any {
	list := []any{}
	for k, v := range a {
		list = append(list, attrs{"key": k, "value": anyValue(v)})
	}
	return list
}

const start = 1_795_000_000_000_000_000 // nanoseconds

// span is one span of trace 1; parent 0 is none.
func span(id, parent int, a attrs, more ...attrs) attrs {
	s := attrs{"traceId": fmt.Sprintf("%032x", 1), "spanId": fmt.Sprintf("%016x", id), "name": "s",
		"startTimeUnixNano": fmt.Sprint(start + id), "endTimeUnixNano": fmt.Sprint(start + id + 5_000_000), "attributes": keyValues(a)}
	if parent > 0 {
		s["parentSpanId"] = fmt.Sprintf("%016x", parent)
	}
	for _, m := range more {
		for k, v := range m {
			s[k] = v
		}
	}
	return s
}

func event(name string, a attrs) attrs {
	return attrs{"events": []any{attrs{"name": name, "timeUnixNano": fmt.Sprint(start), "attributes": keyValues(a)}}}
}

var failed = attrs{"status": attrs{"code": 2}}

func line(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func tracesOf(t testing.TB, resource attrs, spans ...attrs) []byte {
	return line(t, attrs{"resourceSpans": []any{attrs{"resource": attrs{"attributes": keyValues(resource)}, "scopeSpans": []any{attrs{"spans": spans}}}}})
}

func logsOf(t testing.TB, records ...attrs) []byte {
	return line(t, attrs{"resourceLogs": []any{attrs{"scopeLogs": []any{attrs{"logRecords": records}}}}})
}

// with is a call's attributes in the newest convention, and others.
func with(a attrs) attrs {
	all := attrs{"gen_ai.operation.name": "chat", "gen_ai.request.model": "m"}
	for k, v := range a {
		all[k] = v
	}
	return all
}

// say is what an exchange's words and people are, in short.
func say(x *exchange.Exchange) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s|%s|%s", x.Account, x.Operation, x.Model)
	if x.System != "" {
		fmt.Fprintf(&b, "|system %s", x.System)
	}
	for _, m := range x.Input {
		fmt.Fprintf(&b, "|%s %s", m.Role, words(m))
	}
	for _, m := range x.Output {
		fmt.Fprintf(&b, "|> %s", words(m))
	}
	return b.String()
}

func words(m exchange.Message) string {
	s := m.Text
	for _, f := range [...]struct {
		is   bool
		says string
	}{{m.ToolCall, "(call)"}, {m.ToolData && m.Role != "tool", "(data)"}, {m.Media, "(media)"}} {
		if f.is {
			s += f.says
		}
	}
	return s
}

// What each dialect says of who asked what.
func TestDialects(t *testing.T) {
	const u = "user.id"
	for name, c := range map[string]struct {
		a    attrs
		more attrs
		want string // "" is no exchange
	}{
		"structured values": {with(attrs{u: "u", "gen_ai.input.messages": []any{attrs{"role": "user", "parts": []any{attrs{"type": "text", "content": "hi"}}}},
			"gen_ai.system_instructions": []any{attrs{"type": "text", "content": "be"}}}), nil, "u|chat|m|system be|user hi"},
		"a bare text": {with(attrs{u: "u", "gen_ai.input.messages": "hi", "gen_ai.output.messages": "ho"}), nil, "u|chat|m|user hi|> ho"},
		"cut JSON":    {with(attrs{u: "u", "gen_ai.input.messages": `[{"role":"us`}), nil, `u|chat|m|user [{"role":"us`},
		"generate_content of Gemini": {attrs{u: "u", "gen_ai.operation.name": "generate_content", "gen_ai.request.model": "m",
			"gen_ai.input.messages": `[{"role":"model","parts":[{"functionCall":{}}]},{"role":"user","parts":[{"text":"hi"},{"inlineData":{}}]}]`}, nil,
			"u|generate_content|m|assistant (call)|user hi(media)"},
		"OpenLLMetry of old": {attrs{u: "u", "gen_ai.system": "OpenAI", "gen_ai.request.model": "m", "llm.request.type": "chat",
			"gen_ai.prompt.1.role": "user", "gen_ai.prompt.1.content": `[{"type":"text","text":"hi"},{"type":"image_url"}]`, "gen_ai.prompt.0.role": "system", "gen_ai.prompt.0.content": "be",
			"gen_ai.prompt.10.role": "tool", "gen_ai.prompt.10.content": `["item 1"]`, "gen_ai.prompt.2.role": "assistant", "gen_ai.prompt.2.tool_calls.0.name": "f",
			"gen_ai.completion.0.content": "ho", "gen_ai.completion.0.finish_reason": "stop"}, nil, `u|chat|m|system be|user hi(media)|assistant (call)|tool ["item 1"]|> ho`},
		"OpenLLMetry's completion":       {attrs{u: "u", "llm.request.type": "completion", "gen_ai.prompt.0.content": "once", "gen_ai.request.model": "m"}, nil, "u|text_completion|m|user once"},
		"OpenLLMetry's embedding":        {attrs{u: "u", "llm.request.type": "embedding", "gen_ai.system": "OpenAI", "gen_ai.request.model": "m"}, nil, ""},
		"OpenLLMetry's task":             {attrs{u: "u", "traceloop.span.kind": "task", "gen_ai.system": "x", "gen_ai.request.model": "m"}, nil, ""},
		"association properties":         {with(attrs{"traceloop.association.properties.user_id": "u"}), nil, "u|chat|m"},
		"neither operation nor kind":     {attrs{u: "u", "gen_ai.system": "x", "gen_ai.request.model": "m"}, nil, "u|chat|m"},
		"events with the content inside": {with(attrs{u: "u"}), event("gen_ai.user.message", attrs{"gen_ai.event.content": `{"content":"hi"}`}), "u|chat|m|user hi"},
		"events of both sides":           {with(attrs{u: "u"}), event("gen_ai.content.prompt", attrs{"gen_ai.prompt": `[{"role":"user","content":"hi"}]`}), "u|chat|m|user hi"},
		"an event of the whole":          {with(attrs{u: "u"}), event(details, attrs{"gen_ai.input.messages": "hi"}), "u|chat|m|user hi"},
		"OpenInference's completion": {attrs{u: "u", "openinference.span.kind": "LLM", "llm.model_name": "m", "llm.prompts.0.prompt.text": "once",
			"llm.choices.0.completion.text": "more"}, nil, "u|text_completion|m|user once|> more"},
		"OpenInference's chain": {attrs{u: "u", "openinference.span.kind": "CHAIN", "llm.model_name": "m"}, nil, ""},
		"bodies alone": {attrs{u: "u", "openinference.span.kind": "LLM", "input.value": `{"model":"m","system":"be","messages":[{"role":"user","content":"hi"}]}`,
			"output.value": `{"id":"r","choices":[{"message":{"role":"assistant","content":"ho"}}]}`}, nil, "u|chat|m|system be|user hi|> ho"},
		"values that are plain": {attrs{u: "u", "openinference.span.kind": "LLM", "llm.model_name": "m", "input.value": "hi", "output.value": `{"sum":1}`}, nil, `u|chat|m|user hi|> {"sum":1}`},
		"Vercel's shell":        {attrs{u: "u", "ai.operationId": "ai.generateText", "ai.model.id": "m"}, nil, ""},
		"Vercel's embedding":    {attrs{u: "u", "ai.operationId": "ai.embed.doEmbed", "gen_ai.request.model": "m"}, nil, ""},
		"Vercel, several steps": {attrs{u: "u", "ai.operationId": "ai.generateText.doGenerate", "gen_ai.request.model": "m", "ai.response.object": `{"a":1}`,
			"ai.prompt.messages": `[{"role":"assistant","content":[{"type":"tool-call"}]},{"role":"tool","content":[{"type":"tool-result"}]}]`}, nil, `u|chat|m|assistant (call)|tool |> {"a":1}`},
		"Langfuse's span": {attrs{u: "u", "langfuse.observation.type": "span", "langfuse.observation.input": "hi"}, nil, ""},
		"Langfuse's object": {attrs{u: "u", "langfuse.observation.type": "generation", "langfuse.observation.model.name": "m",
			"langfuse.observation.input": `{"messages":[{"role":"user","content":"hi"}],"tools":[]}`, "langfuse.observation.output": `{"role":"assistant","content":null,"tool_calls":[{}]}`}, nil, "u|chat|m|user hi|> (call)"},
		"LangChain's batch":    {with(attrs{u: "u", "gen_ai.input.messages": `[[{"role":"human","content":"hi"}],[{"role":"ai","content":"ho"}]]`}), nil, "u|chat|m|user hi|assistant ho"},
		"an agent":             {attrs{u: "u", "gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "m"}, nil, ""},
		"a tool":               {attrs{u: "u", "gen_ai.operation.name": "execute_tool"}, nil, ""},
		"an embedding":         {attrs{u: "u", "gen_ai.operation.name": "embeddings", "gen_ai.request.model": "m"}, nil, ""},
		"an id that is number": {with(attrs{u: 42}), nil, "42|chat|m"},
		"a long id":            {with(attrs{u: strings.Repeat("x", 300)}), nil, exchange.Digest([]byte(strings.Repeat("x", 300))) + "|chat|m"},
	} {
		r := convert(t, tracesOf(t, nil, span(1, 0, c.a, c.more)))
		switch {
		case c.want == "" && len(r.all) == 0 && r.Others == 1 && len(r.Rejected) == 0:
		case c.want == "" || len(r.all) != 1:
			t.Errorf("%s: %d exchanges, %d others, %v", name, len(r.all), r.Others, r.Rejected)
		case say(r.all[0]) != c.want:
			t.Errorf("%s: %s\nwant %s", name, say(r.all[0]), c.want)
		}
	}
}

// Who the account is: of the span, of one above it, of one beside it, of the
// process, and only then whom the caller names.
func TestAccount(t *testing.T) {
	for name, c := range map[string]struct {
		resource attrs
		spans    []attrs
		want     string // "" is rejected
	}{
		"its own":               {nil, []attrs{span(1, 0, attrs{"user.id": "above"}), span(2, 1, with(attrs{"user.id": "own", "gen_ai.user": "named"}))}, "own"},
		"above it":              {attrs{"user.id": "process"}, []attrs{span(1, 0, attrs{"enduser.id": "above"}), span(2, 1, with(attrs{"gen_ai.user": "named"}))}, "above"},
		"beside it":             {nil, []attrs{span(1, 0, attrs{"user.id": "beside"}), span(2, 0, with(attrs{"gen_ai.user": "named"}))}, "beside"},
		"the process":           {attrs{"user.id": "process"}, []attrs{span(2, 1, with(attrs{"gen_ai.openai.request.user": "named"}))}, "process"},
		"the end user":          {nil, []attrs{span(1, 0, attrs{"client.address": "192.0.2.1"}), span(2, 1, with(attrs{"gen_ai.user": "named"}))}, "named"},
		"the end user of body":  {nil, []attrs{span(2, 0, with(attrs{"llm.invocation_parameters": `{"metadata":{"user_id":"named"}}`}))}, "named"},
		"of another call":       {nil, []attrs{span(1, 0, with(attrs{"user.id": ""})), span(2, 0, attrs{"gen_ai.user": "no call"})}, ""},
		"each call its own end": {nil, []attrs{span(1, 0, with(attrs{"gen_ai.response.id": "r"})), span(2, 0, with(attrs{"gen_ai.response.id": "r", "gen_ai.user": "named"}))}, "named"},
		"nobody":                {nil, []attrs{span(2, 0, with(nil))}, ""},
	} {
		r := convert(t, tracesOf(t, c.resource, c.spans...))
		switch {
		case c.want == "" && len(r.all) == 0 && len(r.Rejected) == 1:
		case len(r.all) != 1 || r.all[0].Account != c.want:
			t.Errorf("%s: %d exchanges, %v, want %q", name, len(r.all), r.Rejected, c.want)
			for _, x := range r.all {
				t.Log(x.Account)
			}
		}
	}
}

// The end user of one call is not the account of another.
func TestEndUserStays(t *testing.T) {
	r := convert(t, tracesOf(t, nil, span(1, 0, with(attrs{"gen_ai.user": "a"})), span(2, 0, with(attrs{"gen_ai.user": "b"})), span(3, 0, with(nil))))
	if len(r.all) != 2 || r.all[0].Account != "a" || r.all[1].Account != "b" || len(r.Rejected) != 1 {
		t.Errorf("%d exchanges, rejected %v", len(r.all), r.Rejected)
	}
}

// What stands on the span of the server, and what the caller only claims.
func TestClient(t *testing.T) {
	server := attrs{"user.id": "u", "session.id": "s", "client.address": "192.0.2.1:443", "http.user_agent": "browser",
		"http.request.header.x-stainless-lang": []any{"python"}, "http.request.header.authorization": []any{"secret"}, "http.request.header.accept": "*/*"}
	call := with(attrs{"gen_ai.headers": `{'x-forwarded-for': '198.51.100.1', "user-agent": 'it\'s'}`})
	x := convert(t, tracesOf(t, nil, span(1, 0, server), span(2, 1, call))).all[0]
	if x.Address != "192.0.2.1" || x.UserAgent != "browser" || x.Conversation != "s" || fmt.Sprint(x.Headers) != "[{accept */*} {x-stainless-lang python}]" {
		t.Errorf("%+v", x)
	}
	call["user.id"] = "u"
	x = convert(t, tracesOf(t, nil, span(2, 1, call))).all[0]
	if x.Address != "198.51.100.1" || x.UserAgent != "it's" {
		t.Errorf("%+v", x)
	}
}

// An operation's event alone is an exchange; with the span it is one with it.
func TestLogs(t *testing.T) {
	record := func(more attrs) attrs {
		r := attrs{"observedTimeUnixNano": fmt.Sprint(start), "eventName": details,
			"attributes": keyValues(with(attrs{"user.id": "u", "gen_ai.input.messages": []any{attrs{"role": "user", "parts": []any{attrs{"type": "text", "content": "hi"}}}}}))}
		for k, v := range more {
			r[k] = v
		}
		return r
	}
	ids := attrs{"traceId": fmt.Sprintf("%032x", 1), "spanId": fmt.Sprintf("%016x", 2)}
	for name, r := range map[string]*result{
		"alone":           convert(t, logsOf(t, record(ids))),
		"of no trace":     convert(t, logsOf(t, record(nil))),
		"then the span":   convert(t, logsOf(t, record(ids)), tracesOf(t, nil, span(2, 0, with(nil)))),
		"after the span":  convert(t, tracesOf(t, nil, span(2, 0, with(attrs{"gen_ai.input.messages": `[{"role":"us`}))), logsOf(t, record(ids))),
		"with older name": convert(t, logsOf(t, record(attrs{"eventName": "", "attributes": append(record(nil)["attributes"].([]any), keyValues(attrs{"event.name": details})...)}))),
	} {
		if len(r.all) != 1 || say(r.all[0]) != "u|chat|m|user hi" {
			t.Errorf("%s: %d exchanges, %v", name, len(r.all), r.Rejected)
		}
	}
	r := convert(t, logsOf(t, attrs{"eventName": "gen_ai.user.message", "body": anyValue("hi")}, attrs{"body": anyValue("anything")}, record(attrs{"attributes": keyValues(attrs{"gen_ai.operation.name": "embeddings"})})))
	if len(r.all) != 0 || r.Others != 3 || len(r.Rejected) != 0 {
		t.Errorf("%d others, %v", r.Others, r.Rejected)
	}
}

// Messages that come one by one are joined by their time.
func TestTurns(t *testing.T) {
	message := func(name string, at int, body any) attrs {
		return attrs{"eventName": name, "timeUnixNano": fmt.Sprint(start + at), "body": anyValue(body), "traceId": fmt.Sprintf("%032x", 1), "spanId": fmt.Sprintf("%016x", 2)}
	}
	r := convert(t,
		logsOf(t, message("gen_ai.choice", 5, attrs{"index": 0, "finish_reason": "stop", "message": attrs{"content": "ho"}}), message("gen_ai.user.message", 3, attrs{"content": "again"})),
		tracesOf(t, nil, span(1, 0, attrs{"user.id": "u"}), span(2, 1, with(nil))),
		logsOf(t, message("gen_ai.user.message", 1, `{"content":"hi"}`), message("gen_ai.system.message", 0, attrs{"content": "be"}), message("gen_ai.assistant.message", 2, attrs{"content": 7, "role": 7}), message("gen_ai.tool.message", 4, []any{7})))
	if len(r.all) != 1 || say(r.all[0]) != "u|chat|m|system be|user hi|assistant 7|user again|> ho" || r.all[0].Finish != "stop" {
		t.Errorf("%v, %v", r.all, r.Rejected)
	}
}

// A call under a call is the same one, unless it has another answer.
func TestNested(t *testing.T) {
	for name, c := range map[string]struct {
		spans []attrs
		want  string
	}{
		"a retry":      {[]attrs{span(1, 0, with(attrs{"user.id": "u", "gen_ai.response.id": "r"})), span(2, 1, with(attrs{"error.type": "x", "http.response.status_code": 500}), failed), span(3, 1, with(attrs{"gen_ai.response.id": "r", "http.response.status_code": 200}))}, "r 200 "},
		"three layers": {[]attrs{span(3, 2, with(attrs{"gen_ai.response.id": "r", "http.response.status_code": 200})), span(2, 1, with(nil)), span(1, 0, with(attrs{"user.id": "u"}))}, "r 200 "},
		"two answers":  {[]attrs{span(1, 0, with(attrs{"user.id": "u"})), span(2, 1, with(attrs{"gen_ai.response.id": "a"})), span(3, 1, with(attrs{"gen_ai.response.id": "b"}))}, "a -1 ;b -1 "},
		"failed":       {[]attrs{span(1, 0, with(attrs{"user.id": "u"}), failed), span(2, 1, with(attrs{"error.type": "x", "http.response.status_code": 500}), failed)}, "00000000000000000000000000000001-0000000000000001 500 x"},
		"they go round": {[]attrs{span(1, 2, with(attrs{"user.id": "u"})), span(2, 3, with(nil)), span(3, 1, with(nil))},
			"00000000000000000000000000000001-0000000000000001 -1 ;00000000000000000000000000000001-0000000000000002 -1 ;00000000000000000000000000000001-0000000000000003 -1 "},
	} {
		var got []string
		r := convert(t, tracesOf(t, nil, c.spans...))
		for _, x := range r.all {
			got = append(got, fmt.Sprint(x.ID, x.Status, " ", x.ErrorType))
		}
		want := strings.NewReplacer(" 200", "200", " 500", "500", " -1", "-1").Replace(c.want)
		if s := strings.Join(got, ";"); s != want || int(r.Others) != len(c.spans)-len(got) {
			t.Errorf("%s: %q, want %q; %d others", name, s, want, r.Others)
		}
	}
}

// Settings of a wrong type are read as what they mean, or left out.
func TestSettings(t *testing.T) {
	x := convert(t, tracesOf(t, nil, span(1, 0, with(attrs{
		"user.id": "u", "gen_ai.request.temperature": "0.5", "gen_ai.request.top_p": "high", "gen_ai.request.max_tokens": 12.0, "gen_ai.request.seed": "7",
		"gen_ai.request.choice.count": -3, "gen_ai.request.stream": "True", "gen_ai.usage.input_tokens": 1e12, "gen_ai.usage.output_tokens": "12",
		"gen_ai.response.finish_reasons": `["stop","length"]`, "gen_ai.tool.definitions": "none", "http.response.status_code": "200", "stillhunt.client.asn": 4200000000,
		"gen_ai.response.id": attrs{"a": 1}, "stillhunt.reasoning.issued": []any{"d", 7}, "llm.invocation_parameters": `{"top_p":0.25,"n":2,"logprobs":3,"maxTokens":"5"}`,
	})))).all[0]
	if x.Temperature != 500 || x.TopP != 250 || x.MaxTokens != 12 || !x.Seeded || x.Choices != 2 || x.Stream != 1 || x.Logprobs != 1 || x.InputTokens != -1 || x.OutputTokens != 12 ||
		x.Finish != "stop" || x.Tools != -1 || x.Status != 200 || x.ASN != 4200000000 || x.ResponseID != "" || fmt.Sprint(x.Issued) != "[d]" || x.Duration != 5 {
		t.Errorf("%+v", x)
	}
}
