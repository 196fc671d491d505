package observe

import (
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
)

// Signal: client
// Family: client
// Measures: the software that sent the request: its class, and a fingerprint of all that it shows.
// Formula: class from the user agent by a list of products; HMAC-SHA-256, cut to 64 bits, of user agent, SDK headers, JA4 and HTTP/2 settings together, and of JA4 alone
// Unit: class as text, empty without a user agent; 64-bit hashes, 0 if nothing is known
// Fooled by: a user agent is whatever the client says; a browser driven by a script is a browser; one release of an SDK is shared by thousands of strangers
// Source: FoxIO JA4+ (fingerprint taken over, not computed here)
// Needs: user_agent.original, stillhunt.client.ja4, stillhunt.client.http2, http.request.header.<name>
func client(w *Worker, x *exchange.Exchange, o *Observation) {
	if x.UserAgent != "" {
		o.Agent = w.agents.get(xxh3.HashString128Seed(x.UserAgent, w.seed.cache), func() string { return agent(x.UserAgent) })
	}
	o.JA4 = w.keyed64("ja4", x.JA4, &w.ja4s)
	w.scratch = w.scratch[:0]
	known := x.UserAgent != "" || x.JA4 != "" || x.HTTP2 != ""
	for _, part := range [...]string{x.UserAgent, x.JA4, x.HTTP2} {
		w.scratch = append(append(w.scratch, part...), 0)
	}
	for _, h := range x.Headers {
		if sdkHeader(h.Name) {
			known = true
			w.scratch = append(append(w.scratch, h.Name...), 0)
			w.scratch = append(append(w.scratch, h.Value...), 0)
		}
	}
	if known {
		o.Client = w.clients.get(clientKey(w), func() uint64 { return w.hmac.Sum64("client", string(w.scratch)) })
	}
}

// clientKey is the cache's key of what client has gathered of a request.
func clientKey(w *Worker) xxh3.Uint128 { return xxh3.Hash128Seed(w.scratch, w.seed.cache) }

// sdkHeader reports whether a header (in lower case) tells the software and
// not the request. Languages that a client accepts are left out: they tell the
// person, and are no evidence.
func sdkHeader(name string) bool {
	switch name {
	case "x-stainless-retry-count", "x-stainless-timeout", "x-stainless-read-timeout", "x-stainless-helper-method", "x-stainless-stream-helper", "x-stainless-async":
		return false // these change from call to call of one program
	case "anthropic-version", "anthropic-beta", "anthropic-dangerous-direct-browser-access", "openai-beta", "x-app", "x-title",
		"x-goog-api-client", "x-client-name", "x-client-version", "accept", "accept-encoding":
		return true
	}
	return strings.HasPrefix(name, "x-stainless-")
}

// agents are the products that a user agent names, in lower case, the telling
// ones first: the first that occurs gives the class.
var agents = []struct{ mark, class string }{
	{"claude-cli", "claude-code"}, {"claude-code", "claude-code"}, {"codex", "codex"}, {"opencode", "opencode"},
	{"cursor", "cursor"}, {"litellm", "litellm"}, {"langchain", "langchain"}, {"llama-index", "llama-index"},
	{"llama_index", "llama-index"}, {"one-api", "one-api"}, {"new-api", "one-api"}, {"openrouter", "openrouter"},
	{"ai-sdk", "ai-sdk"}, {"openai/python", "openai-python"}, {"openai-python", "openai-python"}, {"openai/js", "openai-js"},
	{"openai-node", "openai-js"}, {"openai/", "openai-other"}, {"anthropic/python", "anthropic-python"}, {"anthropic/js", "anthropic-js"},
	{"anthropic", "anthropic-other"}, {"google-genai-sdk", "google-genai"}, {"boto3", "boto"}, {"botocore", "boto"}, {"aws-sdk", "aws-sdk"},
	{"postmanruntime", "postman"}, {"insomnia", "insomnia"}, {"headlesschrome", "headless"}, {"playwright", "headless"},
	{"puppeteer", "headless"}, {"phantomjs", "headless"}, {"selenium", "headless"}, {"electron/", "electron"},
	{"python-requests", "python-requests"}, {"python-httpx", "python-httpx"}, {"aiohttp", "aiohttp"}, {"python-urllib", "python-urllib"},
	{"scrapy", "scrapy"}, {"curl/", "curl"}, {"libcurl", "curl"}, {"wget", "wget"}, {"go-http-client", "go"}, {"go-resty", "go"},
	{"reqwest", "rust"}, {"hyper/", "rust"}, {"ureq/", "rust"}, {"okhttp", "okhttp"}, {"apache-httpclient", "java"}, {"java-http-client", "java"},
	{"java/", "java"}, {"axios", "axios"}, {"node-fetch", "node"}, {"undici", "node"}, {"got (", "node"}, {"node.js", "node"},
	{"bun/", "bun"}, {"deno/", "deno"}, {"guzzlehttp", "php"}, {"php/", "php"}, {"faraday", "ruby"}, {"ruby", "ruby"},
	{"dart/", "dart"}, {"dart:io", "dart"}, {"cfnetwork", "apple"}, {"dotnet", "dotnet"}, {"restsharp", "dotnet"}, {"powershell", "powershell"},
	{"mozilla/", "browser"}, {"opera/", "browser"}, {"node", "node"}, {"python", "python-other"},
}

// agent is the class of a user agent; "other" if it names no product known.
func agent(userAgent string) string {
	ua := strings.ToLower(userAgent[:min(len(userAgent), agentLimit)])
	for _, a := range agents {
		if strings.Contains(ua, a.mark) {
			return a.class
		}
	}
	return "other"
}

const agentLimit = 512 // bytes of a user agent that are looked at
