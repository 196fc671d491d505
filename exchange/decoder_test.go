package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

const full = `{"time":"2026-03-01T12:00:00.25+02:00","stillhunt.exchange.id":"x1","user.id":"acct-1","stillhunt.org.id":"org-1",` +
	`"gen_ai.conversation.id":"c1","gen_ai.request.model":"m1","gen_ai.operation.name":"chat","gen_ai.provider.name":"p",` +
	`"gen_ai.system_instructions":[{"type":"text","content":"be brief"}],` +
	`"gen_ai.input.messages":[{"role":"system","content":"be kind"},{"role":"user","content":"hello \"you\"\nthere"},{"role":"assistant","content":"hi"}],` +
	`"gen_ai.output.messages":[{"role":"assistant","parts":[{"type":"text","content":"good"},{"type":"text","content":"day"}],"finish_reason":"stop"}],` +
	`"gen_ai.tool.definitions":[{"type":"function"},{"type":"function"}],` +
	`"gen_ai.request.temperature":0.7,"gen_ai.request.top_p":1,"gen_ai.request.max_tokens":512,"gen_ai.request.seed":18446744073709551615,` +
	`"gen_ai.request.choice.count":2,"gen_ai.request.stream":true,"stillhunt.request.logprobs":false,` +
	`"gen_ai.usage.input_tokens":10,"gen_ai.usage.output_tokens":20,"gen_ai.usage.reasoning.output_tokens":5,"gen_ai.usage.cache_read.input_tokens":3,` +
	`"gen_ai.response.id":"r1","gen_ai.response.model":"m1-0301","gen_ai.response.finish_reasons":["stop","length"],"stillhunt.refusal.category":"cyber",` +
	`"http.response.status_code":200,"error.type":"timeout","stillhunt.duration_ms":1234.6,` +
	`"client.address":"192.0.2.7","user_agent.original":"sdk/1","stillhunt.client.ja4":"t13","stillhunt.client.ja4h":"ge11","stillhunt.client.http2":"1:2","stillhunt.client.asn":4294967295,` +
	`"http.request.header.x-stainless-os":["Linux","x"],"http.request.header.X-Stainless-Lang":"python",` +
	`"stillhunt.reasoning.issued":["aa","bb"],"stillhunt.reasoning.presented":"cc","stillhunt.label":{"class":"benign"},"extra":1}`

func TestDecodeFull(t *testing.T) {
	var x Exchange
	d := NewDecoder()
	if err := d.Decode([]byte(full), &x); err != nil {
		t.Fatal(err)
	}
	want := Exchange{
		Time: time.Date(2026, 3, 1, 10, 0, 0, 250e6, time.UTC).UnixMicro(),
		ID:   "x1", Account: "acct-1", Org: "org-1", Conversation: "c1", Model: "m1", Operation: "chat", Provider: "p",
		System: "be brief\nbe kind",
		Input:  []Message{{Role: "user", Text: "hello \"you\"\nthere"}, {Role: "assistant", Text: "hi"}},
		Output: []Message{{Role: "assistant", Text: "good\nday"}},
		Tools:  2, Temperature: 700, TopP: 1000, MaxTokens: 512, Choices: 2, Seeded: true, Stream: 1, Logprobs: 0,
		InputTokens: 10, OutputTokens: 20, ReasoningTokens: 5, CacheTokens: 3,
		ResponseID: "r1", ResponseModel: "m1-0301", Finish: "stop", Refusal: "cyber", Status: 200, ErrorType: "timeout", Duration: 1235,
		Address: "192.0.2.7", UserAgent: "sdk/1", JA4: "t13", JA4H: "ge11", HTTP2: "1:2", ASN: 4294967295,
		Headers: []Header{{"x-stainless-lang", "python"}, {"x-stainless-os", "Linux, x"}},
		Issued:  []string{"aa", "bb"}, Presented: []string{"cc"},
		Fields: 1<<len(record) - 1,
	}
	if !reflect.DeepEqual(x, want) {
		t.Errorf("got  %+v\nwant %+v", x, want)
	}
	if got := d.Unknown(); !reflect.DeepEqual(got, map[string]int64{"extra": 1}) {
		t.Errorf("unknown keys %v", got)
	}
}

// line is a valid line with more keys, given as JSON.
func line(more string) []byte {
	if more != "" {
		more = "," + more
	}
	return []byte(`{"time":"2026-03-01T12:00:00Z","user.id":"a"` + more + `}`)
}

func TestDecodeForgetsTheLineBefore(t *testing.T) {
	var x, fresh Exchange
	d := NewDecoder()
	if err := d.Decode([]byte(full), &x); err != nil {
		t.Fatal(err)
	}
	if err := d.Decode(line(""), &x); err != nil {
		t.Fatal(err)
	}
	if err := NewDecoder().Decode(line(""), &fresh); err != nil {
		t.Fatal(err)
	}
	if Hash(&x, 1) != Hash(&fresh, 1) || x.Fields != FieldTime|FieldAccount {
		t.Errorf("left over: %+v", x)
	}
	if x.MaxTokens != Absent || x.Stream != Absent || x.ASN != Absent {
		t.Errorf("absent numbers: %+v", x)
	}
}

func TestReject(t *testing.T) {
	long := strings.Repeat("a", maxID+1)
	for name, c := range map[string]struct{ line, reason string }{
		"syntax":           {`{"time":`, "not valid JSON"},
		"two values":       {string(line("")) + "{}", "not valid JSON"},
		"array":            {`[1]`, "not a JSON object"},
		"no time":          {`{"user.id":"a"}`, "time is missing"},
		"null time":        {`{"user.id":"a","time":null}`, "time is missing"},
		"no account":       {`{"time":"2026-03-01T12:00:00Z"}`, "user.id is missing or empty"},
		"empty account":    {`{"time":"2026-03-01T12:00:00Z","user.id":""}`, "user.id is missing or empty"},
		"long account":     {`{"time":"2026-03-01T12:00:00Z","user.id":"` + long + `"}`, "user.id is longer than 256 bytes"},
		"account number":   {`{"time":"2026-03-01T12:00:00Z","user.id":7}`, "user.id must be a string"},
		"time number":      {`{"time":1767225600,"user.id":"a"}`, "time must be a string"},
		"time form":        {`{"time":"2026-03-01 12:00","user.id":"a"}`, "time is not RFC 3339"},
		"time early":       {`{"time":"2014-12-31T23:59:59Z","user.id":"a"}`, "time out of range"},
		"time late":        {`{"time":"2101-01-01T00:00:00Z","user.id":"a"}`, "time out of range"},
		"utf-8":            {string(line(`"x":"` + "\xff" + `"`)), "invalid UTF-8"},
		"text type":        {string(line(`"gen_ai.request.model":{}`)), "gen_ai.request.model must be a string"},
		"count type":       {string(line(`"gen_ai.request.max_tokens":"5"`)), "gen_ai.request.max_tokens must be a whole number"},
		"count fraction":   {string(line(`"gen_ai.request.max_tokens":5.5`)), "gen_ai.request.max_tokens must be a whole number"},
		"count range":      {string(line(`"gen_ai.request.max_tokens":2147483648`)), "gen_ai.request.max_tokens is out of range"},
		"count negative":   {string(line(`"gen_ai.request.max_tokens":-2`)), "gen_ai.request.max_tokens is out of range"},
		"count huge":       {string(line(`"gen_ai.request.max_tokens":1e300`)), "gen_ai.request.max_tokens is out of range"},
		"scaled type":      {string(line(`"gen_ai.request.temperature":"hot"`)), "gen_ai.request.temperature must be a number"},
		"scaled nan":       {string(line(`"gen_ai.request.temperature":nan`)), "gen_ai.request.temperature must be a number"},
		"scaled range":     {string(line(`"gen_ai.request.temperature":1e9`)), "gen_ai.request.temperature is out of range"},
		"flag":             {string(line(`"gen_ai.request.stream":1`)), "gen_ai.request.stream must be true or false"},
		"seed":             {string(line(`"gen_ai.request.seed":true`)), "gen_ai.request.seed must be a number"},
		"tools":            {string(line(`"gen_ai.tool.definitions":{}`)), "gen_ai.tool.definitions must be an array"},
		"asn":              {string(line(`"stillhunt.client.asn":"AS1"`)), "stillhunt.client.asn must be a whole number"},
		"digests":          {string(line(`"stillhunt.reasoning.issued":[1]`)), "stillhunt.reasoning.issued must be an array of strings"},
		"header":           {string(line(`"http.request.header.x":5`)), "http.request.header.x must be a string or an array of strings"},
		"header list":      {string(line(`"http.request.header.x":[{}]`)), "http.request.header.x must be a string or an array of strings"},
		"input type":       {string(line(`"gen_ai.input.messages":5`)), "gen_ai.input.messages must be a string or an array of messages"},
		"input element":    {string(line(`"gen_ai.input.messages":["x"]`)), "gen_ai.input.messages must hold messages: objects with a role and a content or parts"},
		"input role":       {string(line(`"gen_ai.input.messages":[{"role":1}]`)), "gen_ai.input.messages must hold messages whose role is a string"},
		"input content":    {string(line(`"gen_ai.input.messages":[{"role":"user","content":7}]`)), "gen_ai.input.messages must hold messages whose content is a string or an array of parts"},
		"output part":      {string(line(`"gen_ai.output.messages":[{"role":"user","parts":[7]}]`)), "gen_ai.output.messages must hold messages whose content is a string or an array of parts"},
		"instructions":     {string(line(`"gen_ai.system_instructions":5`)), "gen_ai.system_instructions must be a string or an array of parts"},
		"too many values":  {string(line(`"x":[` + strings.Repeat("1,", maxValues) + `1]`)), "too many JSON values in one line"},
		"too long":         {strings.Repeat("a", MaxLine+1), "line longer than 16 MiB"},
		"deeper than JSON": {string(line(`"x":` + strings.Repeat("[", 400) + strings.Repeat("]", 400))), "not valid JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			var x Exchange
			err := NewDecoder().Decode([]byte(c.line), &x)
			var r *Rejection
			if !errors.As(err, &r) {
				t.Fatalf("got %v, want a rejection", err)
			}
			if r.Reason != c.reason || r.Hint == "" {
				t.Errorf("got %q (hint %q), want %q", r.Reason, r.Hint, c.reason)
			}
		})
	}
}

func TestTolerated(t *testing.T) {
	var x Exchange
	d := NewDecoder()
	must := func(more string) {
		t.Helper()
		if err := d.Decode(line(more), &x); err != nil {
			t.Fatal(err)
		}
	}
	must(`"gen_ai.usage.input_tokens":12.0,"gen_ai.usage.output_tokens":1e3,"gen_ai.request.max_tokens":-1,"gen_ai.request.temperature":-1`)
	if x.InputTokens != 12 || x.OutputTokens != 1000 || x.MaxTokens != Absent || x.Temperature != Absent {
		t.Errorf("numbers: %+v", x)
	}
	must(`"gen_ai.request.model":"first","gen_ai.request.model":"second"`)
	if x.Model != "second" {
		t.Errorf("of two values the last counts, got %q", x.Model)
	}
	must(`"http.request.header.a":"first","http.request.header.A":"second"`)
	if len(x.Headers) != 1 || x.Headers[0].Value != "second" {
		t.Errorf("headers: %+v", x.Headers)
	}
	must(`"gen_ai.request.model":null,"client.address":"","gen_ai.response.finish_reasons":"stop","stillhunt.reasoning.issued":[]`)
	if x.Fields.Has(FieldModel) || x.Fields.Has(FieldAddress) || !x.Fields.Has(FieldIssued) || x.Finish != "stop" {
		t.Errorf("null and empty: %v, %+v", x.Fields.Names(), x)
	}
	must(`"stillhunt.label":"harvest"`)
	if len(d.Unknown()) != 0 || x.Fields != FieldTime|FieldAccount {
		t.Errorf("the label was read: %v %v", d.Unknown(), x.Fields.Names())
	}
}

func TestUnknownIsBounded(t *testing.T) {
	var x Exchange
	d := NewDecoder()
	long := strings.Repeat("é", 100)
	for i := range maxUnknown + 5 {
		if err := d.Decode(line(fmt.Sprintf(`"k%d":1,"%s":2`, i, long)), &x); err != nil {
			t.Fatal(err)
		}
	}
	u := d.Unknown()
	if len(u) != maxUnknown+1 || u[OtherKeys] != 6 || u[strings.Repeat("é", 32)] != maxUnknown+5 {
		t.Errorf("%d names, %d others", len(u), u[OtherKeys])
	}
}

func TestFieldsAndRecordAgree(t *testing.T) {
	for i, p := range record {
		if f := Lookup(p.name); f != 1<<i || f.Names()[0] != p.name {
			t.Errorf("%s is %v", p.name, f)
		}
	}
	if Lookup("stillhunt.label") != 0 || Lookup("http.request.header.") != 0 || Lookup("http.request.header.x") != FieldHeaders {
		t.Error("Lookup knows what it must not")
	}
	if Lookup("client.address") != FieldAddress || Lookup("stillhunt.reasoning.presented") != FieldPresented {
		t.Error("constants and record are out of step")
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	var x Exchange
	d := NewDecoder()
	l := []byte(strings.ReplaceAll(full, "X-Stainless-Lang", "x-stainless-lang"))
	for range 3 {
		_ = d.Decode(l, &x)
	}
	if n := testing.AllocsPerRun(100, func() { _ = d.Decode(l, &x); Hash(&x, 7) }); n > 0 {
		t.Errorf("%v allocations a line", n)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(full))
	f.Add(line(`"gen_ai.input.messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]`))
	f.Add([]byte(`{"time":"\ud800","user.id":"\u0000"}`))
	f.Fuzz(func(t *testing.T, l []byte) {
		var x, y Exchange
		d := NewDecoder()
		err := d.Decode(l, &x)
		if err != nil {
			var r *Rejection
			if !errors.As(err, &r) || r.Reason == "" {
				t.Fatalf("error without a reason: %v", err)
			}
			return
		}
		if x.Account == "" || len(x.Account) > maxID || x.Time < minTime || x.Time >= maxTime {
			t.Fatalf("taken: %d bytes of account, time %d", len(x.Account), x.Time)
		}
		want := Hash(&x, 1)
		if err := d.Decode(l, &y); err != nil || Hash(&y, 1) != want {
			t.Fatalf("a second reading differs: %v", err)
		}
		again := AppendLine(nil, &x)
		if bytes.Count(again, []byte{'\n'}) != 1 {
			t.Fatalf("written as more than a line: %q", again)
		}
		if err := d.Decode(bytes.TrimSpace(again), &y); err != nil || Hash(&y, 1) != want {
			t.Fatalf("what was written differs: %v, %q", err, again)
		}
	})
}
