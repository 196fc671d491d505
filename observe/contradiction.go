package observe

import (
	"strings"

	"github.com/stillhunt/stillhunt/exchange"
)

// Signal: contradiction
// Family: client
// Measures: whether the parts of one request name software that cannot be the same: the user agent one language or browser, the SDK's headers, the TLS hello or the HTTP/2 frames another.
// Formula: HMAC-SHA-256, cut to 64 bits, of the kinds that hold, with both sides: x-stainless-lang against the language of the user agent's class (none for curl and its like; a browser runs js); the order of pseudo-headers in an HTTP/2 fingerprint of Akamai's form against the engine that the user agent names (Chromium m,a,s,p; Firefox m,p,a,s; WebKit m,s,p,a or m,s,a,p); a browser whose JA4 shows TLS below 1.2 or no ALPN; HTTP/2 frames under a JA4 without ALPN
// Unit: 64-bit hash of the kind, 0 if nothing contradicts or there are not two parts to compare
// Fooled by: a client that forges all parts alike, or drives a real browser; gateways that pass on a caller's headers and offices that open TLS contradict themselves innocently, which is why a kind counts only for its rarity
// Source: HTTP/2 by Akamai, Passive Fingerprinting of HTTP/2 Clients, 2017; form of FoxIO JA4
// Needs: user_agent.original, stillhunt.client.ja4, stillhunt.client.http2, http.request.header.<name>
func contradiction(w *Worker, x *exchange.Exchange, o *Observation) {
	if o.Client == 0 {
		return // nothing is known of the client
	}
	o.Contradiction = w.contradictions.get(clientKey(w), func() uint64 {
		if kind := contradictions(x, o.Agent); kind != "" {
			return w.hmac.Sum64("contradiction", kind)
		}
		return 0
	})
}

// contradictions names what cannot be together in one request; empty if nothing.
func contradictions(x *exchange.Exchange, class string) string {
	var kinds []string
	add := func(parts ...string) { kinds = append(kinds, strings.Join(parts, " ")) }
	sdk := ""
	for _, h := range x.Headers {
		if h.Name == "x-stainless-lang" {
			sdk = sdkLanguages[strings.ToLower(h.Value)]
		}
	}
	if own, ok := classLanguages[class]; ok && sdk != "" && own != sdk {
		add("agent", class, "sdk", sdk)
	}
	version, alpn, tls := hello(x.JA4)
	order := pseudoOrder(x.HTTP2)
	if e := engine(x.UserAgent); e != "" && class == "browser" {
		if order != "" && !strings.Contains(engineOrders[e], order) {
			add("agent", e, "http2", order)
		}
		if tls && (alpn == "00" || version < "12") {
			add("agent", e, "tls", version, alpn)
		}
	}
	if order != "" && tls && alpn == "00" {
		add("tls", "00", "http2")
	}
	return strings.Join(kinds, ", ")
}

// classLanguages are what classes of user agents are written in. Those that
// are in several, and gateways, which pass on what their callers sent, are left
// out; the tools of the last line have no SDK.
var classLanguages = map[string]string{
	"openai-python": "python", "anthropic-python": "python", "python-requests": "python", "python-httpx": "python",
	"aiohttp": "python", "python-urllib": "python", "scrapy": "python", "python-other": "python",
	"openai-js": "js", "anthropic-js": "js", "axios": "js", "node": "js", "bun": "js", "deno": "js", "browser": "js", "claude-code": "js",
	"go": "go", "java": "java", "okhttp": "java", "ruby": "ruby", "php": "php", "dotnet": "dotnet",
	"curl": "none", "wget": "none", "postman": "none", "insomnia": "none", "powershell": "none",
}

// sdkLanguages are the values of x-stainless-lang, in lower case.
var sdkLanguages = map[string]string{
	"python": "python", "js": "js", "node": "js", "go": "go", "java": "java", "kotlin": "java", "ruby": "ruby", "php": "php", "csharp": "dotnet", "dotnet": "dotnet",
}

// engineOrders are the orders of pseudo-headers that an engine's versions send.
var engineOrders = map[string]string{"chromium": "m,a,s,p", "firefox": "m,p,a,s", "webkit": "m,s,p,a m,s,a,p"}

// engine is the browser engine that a user agent names; every browser on iOS is
// WebKit. Empty for one that names none.
func engine(userAgent string) string {
	ua := strings.ToLower(userAgent[:min(len(userAgent), agentLimit)])
	has := func(mark string) bool { return strings.Contains(ua, mark) }
	switch {
	case has("iphone") || has("ipad"):
		return "webkit"
	case has("firefox/"):
		return "firefox"
	case has("chrome/"):
		return "chromium"
	case has("applewebkit/") && has("version/"):
		return "webkit"
	}
	return ""
}

// hello reads what a JA4 shows in clear, such as t13d1516h2_…: the version of
// TLS and the first protocol of the ALPN extension, 00 without one.
func hello(ja4 string) (version, alpn string, ok bool) {
	if len(ja4) < 11 || ja4[0] != 't' || ja4[10] != '_' {
		return "", "", false
	}
	version = ja4[1:3]
	return version, ja4[8:10], version >= "10" && version <= "13"
}

// pseudoOrder is the order of pseudo-headers at the end of an HTTP/2 fingerprint
// of the form settings|window|priorities|order; empty for another form.
func pseudoOrder(http2 string) string {
	parts := strings.Split(http2, "|")
	if len(parts) != 4 || len(parts[3]) != 7 {
		return ""
	}
	return parts[3]
}
