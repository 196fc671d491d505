package access

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
)

// The files in testdata are written by hand after the documentation that
// names.go names: what operators log differs, and no real log was at hand.

func lines(t testing.TB, file string) [][]byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(data), []byte{'\n'})
}

// TestCounts reads whole files. Expected, by hand: in envoy.jsonl a GET of the
// models and a POST of embeddings are none, and the last line has no account;
// in kong.jsonl /health is none, and of the last line's caller only a blacked
// out header is told; in nginx.jsonl OPTIONS and an empty request are none, and
// of the last two lines one has no time and the other "yesterday".
func TestCounts(t *testing.T) {
	for _, c := range []struct {
		file                  string
		taken, none, rejected int
	}{{"envoy.jsonl", 3, 2, 1}, {"kong.jsonl", 3, 1, 1}, {"nginx.jsonl", 3, 2, 2}} {
		taken, none, rejected := 0, 0, 0
		d := NewDecoder()
		var x exchange.Exchange
		var r *exchange.Rejection
		for _, line := range lines(t, c.file) {
			switch err := d.Decode(line, &x); {
			case err == nil:
				taken++
			case errors.Is(err, exchange.ErrNone):
				none++
			case errors.As(err, &r):
				rejected++
			default:
				t.Error(err)
			}
		}
		if taken != c.taken || none != c.none || rejected != c.rejected {
			t.Errorf("%s: %d taken, %d none, %d rejected; want %d, %d, %d", c.file, taken, none, rejected, c.taken, c.none, c.rejected)
		}
	}
}

// absent is an exchange of which nothing is told.
func absent() exchange.Exchange {
	const no = exchange.Absent
	return exchange.Exchange{
		Tools: no, Temperature: no, TopP: no, MaxTokens: no, Choices: no, Stream: no, Logprobs: no,
		InputTokens: no, OutputTokens: no, ReasoningTokens: no, CacheTokens: no, Status: no, Duration: no, ASN: no,
	}
}

func micros(s string) int64 {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

func TestFields(t *testing.T) {
	for _, c := range []struct {
		file   string
		line   int
		fields []string // besides time and user.id
		want   func(x *exchange.Exchange)
	}{
		{"envoy.jsonl", 1, []string{"stillhunt.exchange.id", "gen_ai.operation.name", "gen_ai.provider.name", "http.response.status_code", "stillhunt.duration_ms", "client.address", "user_agent.original"}, func(x *exchange.Exchange) {
			x.Time, x.Account, x.ID = micros("2026-03-02T10:15:30.123Z"), "acct-17", "0b6d7a2e-3c39-4b0e-8a6f-1f6f2a5f9b11"
			x.Operation, x.Provider, x.Status, x.Duration = "chat", "openai", 200, 2417
			x.Address, x.UserAgent = "203.0.113.7", "OpenAI/Python 1.99.1"
		}},
		{"envoy.jsonl", 2, []string{"stillhunt.exchange.id", "gen_ai.operation.name", "http.response.status_code", "stillhunt.duration_ms", "client.address", "user_agent.original"}, func(x *exchange.Exchange) {
			x.Time, x.Account, x.ID = micros("2026-03-02T10:15:31Z"), "db567a0dd8d24a1a894b3f1ceac15772", "r-2" // SHA-256 of "sk-test-1", by Python's hashlib
			x.Operation, x.Status, x.Duration = "chat", 429, 15
			x.Address, x.UserAgent = "2001:db8::7", "anthropic-sdk-typescript/0.60"
		}},
		{"envoy.jsonl", 3, []string{"gen_ai.request.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "http.response.status_code", "stillhunt.duration_ms"}, func(x *exchange.Exchange) {
			x.Time, x.Account, x.Model = micros("2026-03-02T10:15:32.5Z"), "acct-3", "qwen2.5:0.5b"
			x.InputTokens, x.OutputTokens, x.Status, x.Duration = 44, 12, 200, 108
		}},
		{"kong.jsonl", 1, []string{"stillhunt.exchange.id", "gen_ai.request.model", "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.reasoning.output_tokens", "gen_ai.response.model", "http.response.status_code", "stillhunt.duration_ms", "client.address", "user_agent.original", "http.request.header.*"}, func(x *exchange.Exchange) {
			x.Time, x.Account, x.ID = micros("2026-03-02T10:15:30.456Z"), "80f74eef-31b8-45d5-c525-ae532297ea8e", "2f6946328ffc4946b8c9120704a4a155"
			x.Operation, x.Provider, x.Status, x.Duration = "chat", "openai", 200, 1742
			x.Model, x.ResponseModel = "gpt-5", "gpt-5-2025-08-07"
			x.InputTokens, x.OutputTokens, x.ReasoningTokens = 28, 120, 64
			x.Address, x.UserAgent = "203.0.113.20", "OpenAI/JS 5.10.1"
			x.Headers = []exchange.Header{{Name: "accept", Value: "application/json"}, {Name: "x-stainless-lang", Value: "js"}, {Name: "x-stainless-runtime", Value: "node"}}
		}},
		{"kong.jsonl", 2, []string{"gen_ai.request.model", "gen_ai.operation.name", "gen_ai.provider.name", "http.response.status_code", "stillhunt.duration_ms", "client.address", "user_agent.original"}, func(x *exchange.Exchange) {
			x.Time, x.Account = micros("2026-03-02T10:15:31Z"), "2c5e20f41bb080866fdc526b47627d7d" // of "AIza-test"
			x.Operation, x.Provider, x.Model, x.Status, x.Duration = "generate_content", "gcp.gemini", "gemini-2.5-pro", 503, 50
			x.Address, x.UserAgent = "203.0.113.21", "google-genai-sdk/1.30"
		}},
		{"kong.jsonl", 3, []string{"gen_ai.request.model", "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.response.model", "http.response.status_code", "stillhunt.duration_ms", "client.address", "user_agent.original"}, func(x *exchange.Exchange) {
			x.Time, x.Account = micros("2026-03-02T10:15:32Z"), "ent-1"
			x.Operation, x.Provider, x.Model, x.ResponseModel, x.Status, x.Duration = "text_completion", "cohere", "command", "command", 200, 900
			x.InputTokens, x.OutputTokens = 7, 3
			x.Address, x.UserAgent = "203.0.113.22", "curl/8.9"
		}},
		{"nginx.jsonl", 1, []string{"stillhunt.exchange.id", "gen_ai.operation.name", "http.response.status_code", "stillhunt.duration_ms", "client.address", "user_agent.original", "http.request.header.*"}, func(x *exchange.Exchange) {
			x.Time, x.Account, x.ID = micros("2026-03-02T10:15:30.5Z"), "carol", "b1946ac92492d2347c6235b4d2611184"
			x.Operation, x.Status, x.Duration = "chat", 200, 2750
			x.Address, x.UserAgent = "203.0.113.30", "python-requests/2.32"
			x.Headers = []exchange.Header{{Name: "accept", Value: "*/*"}, {Name: "x-stainless-lang", Value: "python"}}
		}},
		{"nginx.jsonl", 2, []string{"gen_ai.request.model", "gen_ai.operation.name", "gen_ai.provider.name", "http.response.status_code", "stillhunt.duration_ms", "client.address"}, func(x *exchange.Exchange) {
			x.Time, x.Account = micros("2026-03-02T10:15:39.5Z"), "07286781dbaef8271b5ffe3c51b48e17" // of "azure-key-1"
			x.Operation, x.Provider, x.Model, x.Status, x.Duration = "chat", "azure.ai.openai", "gpt-4o-mini", 400, 500
			x.Address = "203.0.113.31"
		}},
		{"nginx.jsonl", 3, []string{"gen_ai.conversation.id", "gen_ai.operation.name", "http.response.status_code", "stillhunt.duration_ms", "client.address"}, func(x *exchange.Exchange) {
			x.Time, x.Account, x.Conversation = micros("2026-03-02T10:15:31Z"), "acct-5", "s-9"
			x.Operation, x.Status, x.Duration = "text_completion", 499, 10000
			x.Address = "127.0.0.1"
		}},
	} {
		var got exchange.Exchange
		if err := NewDecoder().Decode(lines(t, c.file)[c.line-1], &got); err != nil {
			t.Errorf("%s:%d: %v", c.file, c.line, err)
			continue
		}
		want := absent()
		c.want(&want)
		for _, name := range append([]string{"time", "user.id"}, c.fields...) {
			want.Fields |= exchange.Lookup(name)
		}
		for _, list := range []*[]exchange.Header{&got.Headers, &want.Headers} {
			if len(*list) == 0 {
				*list = nil
			}
		}
		got.Input, got.Output, got.Issued, got.Presented = nil, nil, nil, nil // of which Fields tells that they are absent
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:%d:\ngot  %+v\nwant %+v\nkeys %q\nwant %q", c.file, c.line, got, want, got.Fields.Names(), want.Fields.Names())
		}
	}
}

func TestTarget(t *testing.T) {
	for _, c := range []struct{ path, operation, model string }{
		{"/v1/chat/completions", "chat", ""},
		{"/v1/chat/completions/", "chat", ""},
		{"https://gateway.example/llm/v1/chat/completions?x=1", "chat", ""},
		{"/openai/deployments/gpt-4o/chat/completions?api-version=1", "chat", "gpt-4o"},
		{"/openai/deployments/ada/embeddings", "", ""},
		{"/v1/completions", "text_completion", ""},
		{"/v1/messages", "chat", ""},
		{"/v1/messages/count_tokens", "", ""},
		{"/v1/messages/batches", "", ""},
		{"/v1/threads/t/messages", "", ""},
		{"/v1/responses", "chat", ""},
		{"/v1/responses/resp_1/cancel", "", ""},
		{"/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:generateContent", "generate_content", "gemini-2.5-pro"},
		{"/v1beta/models/gemini-2.5-flash:countTokens", "", ""},
		{"/v1/models", "", ""}, {"/health", "", ""}, {"/", "", ""}, {"", "", ""}, {"?", "", ""}, {"://", "", ""},
		{"/models/%zz:generateContent", "generate_content", ""},
	} {
		var x exchange.Exchange
		err := NewDecoder().Decode([]byte(`{"time":1772446530,"user":"u","path":"`+c.path+`"}`), &x)
		if got := err == nil; got != (c.operation != "") {
			t.Errorf("%s: %v", c.path, err)
		}
		if err == nil && (x.Operation != c.operation || x.Model != c.model) {
			t.Errorf("%s: %s of %s, want %s of %s", c.path, x.Operation, x.Model, c.operation, c.model)
		}
	}
}

func TestInstant(t *testing.T) {
	for _, s := range []string{"1772446530.5", "1772446530500", "1772446530500000", "1772446530500000000", "1.7724465305e9",
		"2026-03-02T10:15:30.5Z", "2026-03-02T11:15:30.500+01:00", "2026-03-02T11:15:30.5+0100", "2026-03-02T10:15:30.5", "2026-03-02 10:15:30.5"} {
		if got, ok := instant(s); !ok || got.UnixMicro() != micros("2026-03-02T10:15:30.5Z") {
			t.Errorf("%s is %v", s, got)
		}
	}
	for _, s := range []string{"", "-", "soon", "NaN", "Inf", "-1", "1e300", "0x10", "1_000", "2026-03-02", "02/Mar/2026"} {
		if got, ok := instant(s); ok {
			t.Errorf("%q is %v", s, got)
		}
	}
}

func TestAddress(t *testing.T) {
	for s, want := range map[string]string{
		"203.0.113.7": "203.0.113.7", "203.0.113.7:443": "203.0.113.7", " 203.0.113.7 ": "203.0.113.7", "::ffff:203.0.113.7": "203.0.113.7",
		"2001:db8::7": "2001:db8::7", "[2001:db8::7]": "2001:db8::7", "[2001:db8::7]:443": "2001:db8::7", "fe80::1%eth0": "fe80::1",
		"": "", "unknown": "", "_hidden": "", "@/tmp/socket": "", "gateway.example:443": "", ":": "", "]:[": "",
	} {
		if got := plainAddress(s); got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
}

// TestAccount takes the best name, and of a key the digest alone.
func TestAccount(t *testing.T) {
	const key = "db567a0dd8d24a1a894b3f1ceac15772" // SHA-256 of "sk-test-1", the first half
	for _, c := range []struct{ fields, want string }{
		{`"remote_user":"r","user":"u","consumer":{"id":"i","username":"n","custom_id":"c"}`, "i"},
		{`"consumer":{"username":"n","custom_id":"c"}`, "n"},
		{`"consumer":{"id":null,"custom_id":"c"}`, "c"},
		{`"consumer":"whole"`, "whole"},
		{`"user_id":17`, "17"},
		{`"user":"-","remote_user":"r"`, "r"},
		{`"api_key_id":"k-7","authorization":"Bearer sk-test-1"`, "k-7"},
		{`"authorization":"Bearer sk-test-1"`, key},
		{`"authorization":"bearer  sk-test-1 "`, key},
		{`"http_authorization":"Bearer REDACTED","x_api_key":"sk-test-1"`, key},
		{`"request":{"headers":{"authorization":["Bearer sk-test-1","x"]}}`, key},
		{`"path":"/v1beta/models/g:generateContent?alt=sse&key=sk-test-1"`, key},
		{`"authorization":"[REDACTED]"`, ""}, {`"authorization":"Bearer ***"`, ""}, {`"authorization":"Bearer"`, ""},
		{`"user":{},"account":[],"remote_user":true`, ""},
	} {
		line := `{"time":1772446530,` + c.fields + `,"path":"/v1/messages"}`
		if strings.Contains(c.fields, `"path"`) {
			line = `{"time":1772446530,` + c.fields + `}`
		}
		var x exchange.Exchange
		if err := NewDecoder().Decode([]byte(line), &x); x.Account != c.want || err == nil != (c.want != "") {
			t.Errorf("%s: %q, %v", c.fields, x.Account, err)
		}
	}
}

// TestNoContent puts content where logs have some, and none of it is read.
func TestNoContent(t *testing.T) {
	var x exchange.Exchange
	err := NewDecoder().Decode([]byte(`{"time":1772446530,"user":"u","path":"/v1/chat/completions","request_body":"{\"messages\":[]}","prompt":"p",
		"request":{"body":"{}"},"response":{"body":"{}","status":200},"ai":{"proxy":{"payload":{"request":"p","response":"r"},"meta":{}}}}`), &x)
	const content = exchange.FieldInput | exchange.FieldOutput | exchange.FieldSystem | exchange.FieldTools
	if err != nil || x.Fields&content != 0 || x.Status != 200 {
		t.Errorf("%v, %q, %d", err, x.Fields.Names(), x.Status)
	}
}

func TestSniff(t *testing.T) {
	for _, file := range []string{"envoy.jsonl", "kong.jsonl", "nginx.jsonl"} {
		for i, line := range lines(t, file) {
			got := Sniff(append(line, '\n'))
			if want := i < 3; got >= 50 != want && want {
				t.Errorf("%s:%d: %d", file, i+1, got)
			}
		}
	}
	for _, s := range []string{"", "\n", "[]", "{}", "null", "{\"a\":", "GET / HTTP/1.1", `{"time":"2026-01-01T00:00:00Z","user.id":"u","http.response.status_code":200}`,
		`{"id":"batch_1","custom_id":"r","response":{"status_code":200,"request_id":"q","body":{}},"error":null}`,
		`{"custom_id":"r","method":"POST","url":"/v1/chat/completions","body":{}}`} {
		if got := Sniff([]byte(s)); got != 0 {
			t.Errorf("%q: %d", s, got)
		}
	}
	paths, _ := filepath.Glob("../../../shared/data/exports/*.*")
	if len(paths) == 0 {
		t.Skip("the captured exports are not here")
	}
	for _, path := range paths {
		first, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := Sniff(first); got != 0 {
			t.Errorf("%s: %d", path, got)
		}
	}
}

func hostile() [][]byte {
	deep := strings.Repeat("[", 1_000_000)
	all := [][]byte{[]byte(deep), []byte(`{"path":` + deep), []byte(`{"time":"x"`), {0xff, 0xfe}, []byte(`"text"`), []byte(`[]`), []byte(`null`)}
	for _, v := range []string{"null", "true", "1e999", "-1", `""`, `"\u0000"`, "[]", "{}", "[[]]", `{"id":{"id":[]}}`, `[{"0":1}]`} {
		line := `{"path":"/v1/messages"`
		for _, p := range []paths{methods, hosts, accounts, secrets, begun, told, millis, seconds, statuses, forwarded, addresses, models} {
			for _, place := range p {
				for name, n := range known {
					if n == place.first {
						line += `,"` + name + `":` + v
					}
				}
			}
		}
		all = append(all, []byte(line+`,"ai":`+v+`,"http_accept":`+v+`}`), []byte(`{"path":`+v+`,"request":{"headers":`+v+`,"method":`+v+`},"ai":{"x":{"meta":`+v+`,"usage":`+v+`}}}`))
	}
	return all
}

func TestHostile(t *testing.T) {
	d := NewDecoder()
	var x exchange.Exchange
	for _, line := range hostile() {
		Sniff(line)
		err := d.Decode(line, &x)
		var r *exchange.Rejection
		if err != nil && !errors.Is(err, exchange.ErrNone) && !errors.As(err, &r) {
			t.Errorf("%.80s: %v", line, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, file := range []string{"envoy.jsonl", "kong.jsonl", "nginx.jsonl"} {
		for _, line := range lines(f, file) {
			f.Add(line)
		}
	}
	for _, line := range hostile()[2:] {
		f.Add(line)
	}
	d := NewDecoder()
	f.Fuzz(func(t *testing.T, line []byte) {
		var x exchange.Exchange
		var r *exchange.Rejection
		switch err := d.Decode(line, &x); {
		case err == nil:
			if x.Account == "" || x.Time == 0 || len(x.Input)+len(x.Output)+len(x.System) > 0 {
				t.Errorf("taken: %+v", x)
			}
		case errors.Is(err, exchange.ErrNone) || errors.As(err, &r):
		default:
			t.Error(err)
		}
		Sniff(line)
	})
}

func BenchmarkDecode(b *testing.B) {
	for _, file := range []string{"envoy.jsonl", "kong.jsonl", "nginx.jsonl"} {
		line := lines(b, file)[0]
		b.Run(file, func(b *testing.B) {
			d := NewDecoder()
			var x exchange.Exchange
			for b.Loop() {
				if err := d.Decode(line, &x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
