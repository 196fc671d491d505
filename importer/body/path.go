package body

import (
	"net/url"
	"strings"

	"github.com/valyala/fastjson"
)

// Operation names what a call does by the path or the URL it goes to, as the
// semantic conventions do. known is false if the path does not tell; the
// operation is "" if the call is no exchange: an embedding, a list of models.
func Operation(path string) (operation string, known bool) {
	if u, err := url.Parse(path); err == nil {
		path = u.Path
	}
	path = strings.TrimRight(path, "/")
	switch path[strings.LastIndexByte(path, '/')+1:] {
	case "completions", "complete":
		if strings.HasSuffix(path, "/chat/completions") {
			return "chat", true
		}
		return "text_completion", true
	case "responses", "messages":
		return "chat", true
	case "embeddings", "moderations", "models", "files", "batches", "count_tokens", "input_tokens", "rerank",
		"generations", "edits", "variations", "speech", "transcriptions", "translations", "assistants", "threads", "uploads":
		return "", true
	}
	return "", false
}

// Kind names what a call does by the bodies of its request and its answer; ""
// if that is no exchange. Both may be nil.
func Kind(request, response *fastjson.Value) string {
	switch {
	case request.Exists("messages"):
		return "chat"
	case request.Exists("prompt"):
		return "text_completion"
	case string(response.GetStringBytes("object")) == "list" || request.Exists("encoding_format") || request.Exists("dimensions"):
		return ""
	case request.Exists("input"), response.Exists("choices"), response.Exists("output"), response.Exists("content"):
		return "chat"
	}
	return ""
}

// Provider names who serves the model by the host of the URL; "" if that does
// not tell.
func Provider(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	switch host := u.Hostname(); {
	case host == "api.openai.com":
		return "openai"
	case host == "api.anthropic.com":
		return "anthropic"
	case strings.HasSuffix(host, ".openai.azure.com"):
		return "azure.ai.openai"
	}
	return ""
}
