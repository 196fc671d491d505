package access

import (
	"net/url"
	"strings"
)

// target is what a request went to.
type target struct{ method, path, query string }

// targetOf reads the method and the path; nginx's $request is both, with the
// protocol behind them.
func targetOf(r *record) target {
	t := target{method: methods.text(r), path: targets.text(r)}
	if words := strings.Fields(t.path); len(words) == 3 && strings.HasPrefix(words[2], "HTTP/") {
		t.path = words[1]
		if t.method == "" {
			t.method = words[0]
		}
	}
	t.path, t.query, _ = strings.Cut(t.path, "?")
	if _, rest, ok := strings.Cut(t.path, "://"); ok {
		_, rest, _ = strings.Cut(rest, "/")
		t.path = "/" + rest
	}
	t.path = strings.TrimRight(t.path, "/")
	return t
}

// operations are the ends of the paths that are exchanges: of OpenAI's, Azure's
// and Anthropic's interfaces and of those that follow them, and of Gemini's.
var operations = [...]struct{ end, operation string }{
	{"/chat/completions", "chat"},
	{"/responses", "chat"},
	{"/v1/messages", "chat"},
	{"/completions", "text_completion"},
	{"/v1/complete", "text_completion"},
	{":generateContent", "generate_content"},
	{":streamGenerateContent", "generate_content"},
}

// operation is what was asked for, "" if it is no exchange, and the model,
// where the path names it.
func (t target) operation() (operation, model string) {
	for _, o := range operations {
		if strings.HasSuffix(t.path, o.end) {
			return o.operation, modelIn(strings.TrimSuffix(t.path, o.end))
		}
	}
	return "", ""
}

// modelIn is the model that a path names as Gemini's or as Azure's deployment.
func modelIn(path string) string {
	for _, before := range [...]string{"/models/", "/deployments/"} {
		if _, rest, ok := strings.Cut(path, before); ok {
			name, _, _ := strings.Cut(rest, "/")
			if plain, err := url.PathUnescape(name); err == nil {
				return plain
			}
		}
	}
	return ""
}

// key is the API key in the query, as Gemini takes it.
func (t target) key() string {
	values, _ := url.ParseQuery(t.query)
	return values.Get("key")
}
