package helicone

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// call puts what a request and its answer say; the error is exchange.ErrNone if
// they are no exchange. A body may be nil, because it was not kept, or text
// that is no JSON.
func (d *Decoder) call(url string, request, answer *fastjson.Value) error {
	op := operation(url, request, answer)
	if op == "" {
		return exchange.ErrNone
	}
	d.PutString(exchange.FieldOperation, op)
	d.PutString(exchange.FieldProvider, body.Provider(url))
	if request != nil && request.Type() == fastjson.TypeString {
		d.Put(exchange.FieldInput, request)
	}
	body.Request(d.Decoder, request)
	d.answer(answer)
	return nil
}

// aside are parts of paths that are not asked for an answer in words, beside
// those that body.Operation knows.
var aside = [...]string{"/files/", "/fine_tun", "/vector_stores", "/videos", "/threads", "/assistants", "/batches", "embedcontent", ":predict"}

// asideModels are parts of the names of models that do not answer in words.
var asideModels = [...]string{"embed", "dall-e", "image", "whisper", "tts", "rerank", "moderation"}

// operation is the name of what was asked for, "" if it is no exchange. The
// manual logger knows no path: then the bodies have to tell. A call of which
// nothing tells is taken for a chat.
func operation(url string, request, answer *fastjson.Value) string {
	if op, known := body.Operation(url); known {
		return op
	}
	path, _, _ := strings.Cut(strings.ToLower(url), "?")
	switch {
	case contains(path, aside[:]):
		return ""
	case strings.HasSuffix(path, "generatecontent"):
		return "generate_content"
	}
	switch string(request.GetStringBytes("_type")) { // the logger's own events
	case "tool", "vector_db", "data":
		return ""
	}
	switch model := strings.ToLower(string(request.GetStringBytes("model"))); {
	case request.Exists("messages"):
		return "chat"
	case contains(model, asideModels[:]),
		request.Exists("encoding_format"),                  // embeddings
		request.Exists("voice"),                            // speech
		request.Exists("documents"),                        // reranking
		request.Exists("prompt") && request.Exists("size"), // images
		answer.Exists("data"):                              // embeddings, images
		return ""
	case request.Exists("prompt"):
		return "text_completion"
	}
	return "chat"
}

func contains(s string, any []string) bool {
	for _, part := range any {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// answer puts an answer: a body, a stream, or bare words. A text that opens
// like one of the former and is none that is known is not the model's words.
func (d *Decoder) answer(v *fastjson.Value) {
	if v == nil || body.Answer(d.Decoder, v) || body.Answer(d.Decoder, v.Get("streamed_data")) || v.Type() != fastjson.TypeString {
		return
	}
	text := bytes.TrimSpace(v.GetStringBytes())
	for _, opens := range [...]string{"{", "[", "data:", "event:"} {
		if bytes.HasPrefix(text, []byte(opens)) {
			return
		}
	}
	d.Put(exchange.FieldOutput, v)
}
