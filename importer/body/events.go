package body

import "github.com/valyala/fastjson"

// chat takes a chunk of a chat completion or of a completion.
func (g *gather) chat(v *fastjson.Value) {
	keep(&g.id, v.Get("id"))
	keep(&g.model, v.Get("model"))
	g.count(v.Get("usage"))
	for _, e := range v.GetArray("choices") {
		c := g.choice(e.GetInt("index"))
		if c == nil {
			continue
		}
		delta := e.Get("delta")
		c.write(0, delta.GetStringBytes("content"))
		c.write(0, e.GetStringBytes("text"))
		if r := delta.GetStringBytes("refusal"); len(r) > 0 {
			c.refused = true
			c.write(0, r)
		}
		if len(delta.GetArray("tool_calls")) > 0 || delta.GetObject("function_call") != nil {
			c.tool = true
		}
		keep(&c.finish, e.Get("finish_reason"))
		for i, block := range delta.GetArray("thinking_blocks") {
			sealed(block, func(text []byte) { g.seal(i, text) })
		}
	}
}

// responses takes an event of OpenAI's Responses API; it tells whether the
// event was the whole answer. The last one is.
func (g *gather) responses(kind string, v *fastjson.Value) bool {
	g.seen, g.streamed = true, true
	block := v.GetInt("output_index")<<16 + v.GetInt("content_index")
	switch kind {
	case "response.completed", "response.incomplete", "response.failed":
		if r := v.Get("response"); r.GetObject() != nil {
			Response(g.d, r)
			return true
		}
	case "response.created", "response.in_progress", "response.queued":
		keep(&g.id, v.Get("response", "id"))
		keep(&g.model, v.Get("response", "model"))
	case "response.output_text.delta":
		g.choice(0).write(block, v.GetStringBytes("delta"))
	case "response.refusal.delta":
		g.choice(0).refused = true
		g.choice(0).write(block, v.GetStringBytes("delta"))
	case "response.output_item.done":
		item := v.Get("item")
		switch string(item.GetStringBytes("type")) {
		case "function_call", "custom_tool_call":
			g.choice(0).tool = true
		case "reasoning":
			g.seal(block, item.GetStringBytes("encrypted_content"))
		}
	}
	return false
}

// messages takes an event of Anthropic's Messages API.
func (g *gather) messages(kind string, v *fastjson.Value) {
	block := v.GetInt("index")
	switch kind {
	case "message_start":
		m := v.Get("message")
		keep(&g.id, m.Get("id"))
		keep(&g.model, m.Get("model"))
		g.count(m.Get("usage"))
	case "content_block_start":
		b := v.Get("content_block")
		switch string(b.GetStringBytes("type")) {
		case "text":
			g.choice(0).write(block, b.GetStringBytes("text"))
		case "tool_use", "server_tool_use":
			g.choice(0).tool = true
		default:
			sealed(b, func(text []byte) { g.seal(block, text) })
		}
	case "content_block_delta":
		d := v.Get("delta")
		switch string(d.GetStringBytes("type")) {
		case "text_delta":
			g.choice(0).write(block, d.GetStringBytes("text"))
		case "signature_delta":
			g.seal(block, d.GetStringBytes("signature"))
		}
	case "message_delta":
		keep(&g.stop, v.Get("delta", "stop_reason"))
		keep(&g.category, v.Get("delta", "stop_details", "category"))
		g.count(v.Get("usage"))
	case "message_stop", "content_block_stop":
	default:
		return
	}
	g.seen, g.streamed = true, true
}
