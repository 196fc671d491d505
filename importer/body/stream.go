package body

import (
	"bytes"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// Answer puts an answer however it was logged: a body, the chunks of a streamed
// one in an array, or the text of either. It tells whether v was an answer.
func Answer(d *exchange.Decoder, v *fastjson.Value) bool {
	if v == nil {
		return false
	}
	switch v.Type() {
	case fastjson.TypeArray:
		return Chunks(d, v.GetArray())
	case fastjson.TypeString:
		return Stream(d, v.GetStringBytes())
	case fastjson.TypeObject:
		return Chunks(d, []*fastjson.Value{v})
	}
	return false
}

// Stream puts a streamed answer that was logged as text: server-sent events, or
// one chunk of JSON a line. Text that is one body is read as such. The text is
// UTF-8 and need not last. It tells whether the text was an answer.
func Stream(d *exchange.Decoder, text []byte) bool {
	g := gather{d: d}
	text = bytes.TrimSpace(text)
	if v := parse(&g.parser, text); v != nil && v.Type() != fastjson.TypeString {
		return Answer(d, v)
	}
	for line := range bytes.Lines(text) {
		if g.line(line) {
			return true
		}
	}
	return g.put()
}

// Chunks puts a streamed answer that was logged as an array of its events,
// objects or lines of text. It tells whether the list was an answer.
func Chunks(d *exchange.Decoder, list []*fastjson.Value) bool {
	g := gather{d: d}
	for _, v := range list {
		if v.Type() == fastjson.TypeString {
			for line := range bytes.Lines(v.GetStringBytes()) {
				if g.line(line) {
					return true
				}
			}
		} else if g.add(v) {
			return true
		}
	}
	return g.put()
}

// line takes one line of text; it tells whether the line was the whole answer.
func (g *gather) line(line []byte) bool {
	line = bytes.TrimSpace(line)
	if data, ok := bytes.CutPrefix(line, []byte("data:")); ok {
		line = bytes.TrimSpace(data)
	}
	if len(line) == 0 || line[0] != '{' {
		return false
	}
	v := parse(&g.parser, line)
	return v != nil && g.add(v)
}

// add takes one event; it tells whether the event was the whole answer.
func (g *gather) add(v *fastjson.Value) bool {
	if data := v.Get("data"); data != nil && data.Type() == fastjson.TypeObject { // {"event":…,"data":…}
		v = data
	}
	kind := string(v.GetStringBytes("type"))
	switch {
	case g.whole(v):
		return true
	case len(v.GetArray("choices")) > 0 || string(v.GetStringBytes("object")) == "chat.completion.chunk":
		g.seen, g.streamed = true, true
		g.chat(v)
	case kind == "error" || v.GetObject("error") != nil:
		g.seen = true
		g.failed = string(text(v.Get("error", "type"), v.Get("error", "code"), v.Get("code")).GetStringBytes())
	case len(kind) > len("response.") && kind[:len("response.")] == "response.":
		return g.responses(kind, v)
	default:
		g.messages(kind, v)
	}
	return false
}

// whole puts v if it is a body and not a part of one.
func (g *gather) whole(v *fastjson.Value) bool {
	switch {
	case v.Exists("choices", "0", "message"), v.Exists("choices", "0", "text") && v.Exists("usage", "total_tokens"):
	case isList(v.Get("output")), text(v.Get("output")) != nil, string(v.GetStringBytes("object")) == "response":
	case v.Exists("content") && (v.Exists("role") || v.Exists("stop_reason")):
	default:
		return false
	}
	Response(g.d, v)
	return true
}
