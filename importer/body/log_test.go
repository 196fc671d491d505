package body

import (
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
)

func TestHeaders(t *testing.T) {
	set := func(x *exchange.Exchange) {
		x.UserAgent, x.Address = "OpenAI/Python 3.54.0", "203.0.113.54"
		x.Headers = []exchange.Header{{Name: "accept", Value: "a, b"}, {Name: "x-stainless-lang", Value: "python"}}
	}
	for name, headers := range map[string]string{
		"object": `{"User-Agent":"OpenAI/Python 3.54.0","X-Forwarded-For":"203.0.113.54, 10.0.0.1","Accept":"a, b","x-stainless-lang":"python","Authorization":"Bearer s","Cookie":"c","x-stainless-os":7}`,
		"lists":  `{"User-Agent":["OpenAI/Python 3.54.0"],"X-Forwarded-For":["203.0.113.54:4711"],"Accept":["a","b"],"X-Stainless-Lang":["python"],"x-stainless-os":[7]}`,
		"pairs":  `[["user-agent","OpenAI/Python 3.54.0"],["x-forwarded-for","203.0.113.54"],["accept","a, b"],["x-stainless-lang","python"],["one"],5]`,
		"named":  `[{"name":"user-agent","value":"OpenAI/Python 3.54.0"},{"name":"x-forwarded-for","value":"203.0.113.54"},{"name":"accept","value":"a, b"},{"name":"x-stainless-lang","value":"python"}]`,
	} {
		t.Run(name, func(t *testing.T) {
			same(t, read(t, func(d *exchange.Decoder) { Headers(d, value(t, headers)) }), want(t, set))
		})
	}
	if got := Header(value(t, `{"X-Session-Id":["a"]}`), "x-session-id"); got != "a" {
		t.Errorf("got %q", got)
	}
	many := "{" + strings.Repeat(`"x-stainless-a":"1",`, 1000) + `"accept":"b"}`
	if x := read(t, func(d *exchange.Decoder) { Headers(d, value(t, many)) }); len(x.Headers) != 1 {
		t.Errorf("%d headers", len(x.Headers))
	}
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"203.0.113.7": "203.0.113.7", " 203.0.113.7:5123 ": "203.0.113.7", "2001:db8::1": "2001:db8::1", "[2001:db8::1]:443": "2001:db8::1",
		"[2001:db8::1]": "2001:db8::1", "unknown": "unknown", "": "",
	} {
		if got := Address(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestTime(t *testing.T) {
	at := time.Date(2026, 11, 23, 15, 21, 38, 965e6, time.UTC)
	whole := at.Truncate(time.Second)
	for in, want := range map[string]time.Time{
		`1795447298`: whole, `1795447298.965`: at, `1795447298965`: at, `1795447298965000`: at, `1795447298965000000`: at, `1.795447298965e9`: at, `1.795447298965e12`: at,
		`"1795447298"`: whole, `"1795447298.965"`: at, `"1795447298965"`: at, `"1795447298965000000"`: at,
		`"2026-11-23T15:21:38.965Z"`: at, `"2026-11-23T16:21:38.965+01:00"`: at, `"2026-11-23 15:21:38.965+00"`: at, `"2026-11-23 15:21:38.965+0000"`: at,
		`"2026-11-23 15:21:38.965"`: at, `"2026-11-23 15:21:38,965"`: at, `"2026-11-23T15:21:38.965"`: at, `"2026-11-23 15:21:38.965 UTC"`: at, `"2026-11-23 17:21:38.965 +0200"`: at,
		`"2026-11-23 15:21:38"`: whole, `" 2026-11-23T15:21:38Z "`: whole,
	} {
		if got, ok := Time(value(t, in)); !ok || !got.Equal(want) {
			t.Errorf("%s: got %v, %t, want %v", in, got.UTC(), ok, want)
		}
	}
	for _, in := range []string{`0`, `-5`, `12`, `1e300`, `"yesterday"`, `""`, `"NaN"`, `"Inf"`, `null`, `true`, `[1795447298]`, `{}`, `"2026-11-23"`} {
		if got, ok := Time(value(t, in)); ok {
			t.Errorf("%s: got %v", in, got)
		}
	}
}

func TestOperation(t *testing.T) {
	for path, want := range map[string]string{
		"/v1/chat/completions": "chat", "https://api.openai.com/v1/chat/completions?a=b": "chat", "/v1/completions": "text_completion", "/v1/responses/": "chat",
		"/v1/messages": "chat", "/v1/messages?beta=true": "chat", "/v1/complete": "text_completion", "/openai/deployments/d/chat/completions?api-version=1": "chat",
		"/v1/embeddings": "none", "/v1/messages/count_tokens": "none", "/v1/models": "none", "/v1/images/generations": "none", "/v1/audio/speech": "none",
		"/": "", "": "", "/proxy": "", "\x7f://": "",
	} {
		got, known := Operation(path)
		if known && got == "" {
			got = "none"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestKind(t *testing.T) {
	for _, c := range []struct{ request, response, want string }{
		{`{"messages":[]}`, `{}`, "chat"}, {`{"prompt":"a"}`, `{}`, "text_completion"}, {`{"input":"a"}`, `{}`, "chat"}, {`{"input":"a"}`, `{"object":"list","data":[]}`, ""},
		{`{"input":["a"],"encoding_format":"base64"}`, `{}`, ""}, {`{}`, `{"choices":[]}`, "chat"}, {`{}`, `{}`, ""},
	} {
		if got := Kind(value(t, c.request), value(t, c.response)); got != c.want {
			t.Errorf("%s, %s: got %q, want %q", c.request, c.response, got, c.want)
		}
	}
}

func TestProvider(t *testing.T) {
	for url, want := range map[string]string{
		"https://api.openai.com/v1/responses": "openai", "https://api.anthropic.com:443/v1/messages": "anthropic", "https://me.openai.azure.com/openai": "azure.ai.openai",
		"https://gateway.example/v1": "", "/v1/messages": "", "": "", ":": "",
	} {
		if got := Provider(url); got != want {
			t.Errorf("%s: got %q, want %q", url, got, want)
		}
	}
}

func TestJSON(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":1}`: `{"a":1}`, `"{\"a\":1}"`: `{"a":1}`, `" [1]"`: `[1]`, `"a"`: `"a"`, `"{a"`: `"{a"`, `"1"`: `"1"`, `5`: `5`, `null`: `null`,
	} {
		if got := JSON(value(t, in)).String(); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}
