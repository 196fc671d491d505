package exchange

import "github.com/valyala/fastjson"

// messages reads a conversation: one string, or an array of messages in the
// semantic conventions' form ({role,parts}), OpenAI's or Anthropic's
// ({role,content}, content a string or parts). Messages of the system and of
// the developer go to the system instructions.
func (d *Decoder) messages(dst []Message, v *fastjson.Value, role string) ([]Message, string) {
	if v.Type() == fastjson.TypeString {
		return append(dst, Message{Role: role, Text: view(v.GetStringBytes())}), ""
	}
	a, err := v.Array()
	if err != nil {
		return dst, "must be a string or an array of messages"
	}
	for _, e := range a {
		o, err := e.Object()
		if err != nil {
			return dst, "must hold messages: objects with a role and a content or parts"
		}
		m := Message{Role: role}
		if bad := d.message(&m, o, e); bad != "" {
			return dst, bad
		}
		m.Text = d.text.take()
		if m.Role == "system" || m.Role == "developer" {
			d.system.add(m.Text, "\n")
			continue
		}
		dst = append(dst, m)
	}
	return dst, ""
}

// message reads one message; its text is left in d.text.
func (d *Decoder) message(m *Message, o *fastjson.Object, e *fastjson.Value) string {
	r := o.Get("role")
	if r == nil || silent(r) { // an item of OpenAI's Responses API
		if !d.part(m, e) {
			return "must hold parts: objects with a type"
		}
		switch {
		case m.ToolData:
			m.Role = "tool"
		case m.ToolCall:
			m.Role = "assistant"
		}
		return ""
	}
	role, err := r.StringBytes()
	if err != nil {
		return "must hold messages whose role is a string"
	}
	m.Role = view(role)
	m.ToolData = m.Role == "tool"
	if !d.body(m, o.Get("content")) || !d.body(m, o.Get("parts")) {
		return "must hold messages whose content is a string or an array of parts"
	}
	if calls := o.Get("tool_calls"); calls != nil && len(calls.GetArray()) > 0 {
		m.ToolCall = true
	}
	if call := o.Get("function_call"); call != nil && call.Type() == fastjson.TypeObject {
		m.ToolCall = true
	}
	return ""
}

// instructions reads gen_ai.system_instructions: one string, or an array of
// strings, parts or messages.
func (d *Decoder) instructions(v *fastjson.Value) string {
	const bad = "must be a string or an array of parts"
	if v.Type() == fastjson.TypeString {
		d.system.add(view(v.GetStringBytes()), "\n")
		return ""
	}
	a, err := v.Array()
	if err != nil {
		return bad
	}
	var m Message // what it carries besides text is not kept
	for _, e := range a {
		switch {
		case e.Exists("parts"):
			if !d.body(&m, e.Get("parts")) {
				return bad
			}
		case !d.part(&m, e):
			return bad
		}
		d.system.add(d.text.take(), "\n")
	}
	return ""
}

// body reads a message's content: nothing, a string, one part or an array of parts.
func (d *Decoder) body(m *Message, v *fastjson.Value) bool {
	if v == nil || silent(v) {
		return true
	}
	if v.Type() != fastjson.TypeArray { // asking for the array would cost an error
		return d.part(m, v)
	}
	for _, e := range v.GetArray() {
		if !d.part(m, e) {
			return false
		}
	}
	return true
}

// part reads one part of a message. Reasoning and parts of a type that is not
// known add nothing.
func (d *Decoder) part(m *Message, v *fastjson.Value) bool {
	switch v.Type() {
	case fastjson.TypeNull:
		return true
	case fastjson.TypeString:
		d.text.add(view(v.GetStringBytes()), "\n")
		return true
	case fastjson.TypeObject:
	default:
		return false
	}
	kind := view(v.GetStringBytes("type"))
	if !isText(kind) {
		m.mark(kind)
		return true
	}
	for _, key := range [...]string{"content", "text", "refusal"} {
		switch t := v.Get(key); {
		case t == nil:
		case t.Type() == fastjson.TypeString:
			d.text.add(view(t.GetStringBytes()), "\n")
			return true
		case t.Type() == fastjson.TypeArray:
			return d.body(m, t)
		}
	}
	return true
}

// isText reports whether parts of a type hold text.
func isText(kind string) bool {
	switch kind {
	case "", "message", "text", "input_text", "output_text", "refusal":
		return true
	}
	return false
}

// mark notes what a part of another type is.
func (m *Message) mark(kind string) {
	switch kind {
	case "tool_call", "tool_use", "function_call", "server_tool_use":
		m.ToolCall = true
	case "tool_call_response", "tool_result", "function_call_output":
		m.ToolData = true
	case "blob", "uri", "file", "image", "image_url", "input_image", "input_file",
		"audio", "input_audio", "video", "document":
		m.Media = true
	}
}

// joiner joins strings without a copy as long as there is only one.
type joiner struct {
	one   string
	parts int
	buf   []byte // what take gave away stays in it until reset
	start int
}

func (j *joiner) reset() { j.buf, j.one, j.parts = j.buf[:0], "", 0 }

// add appends s, after sep if something is there already; "" adds nothing.
func (j *joiner) add(s, sep string) {
	if s == "" {
		return
	}
	j.parts++
	if j.parts == 1 {
		j.one = s
		return
	}
	if j.parts == 2 {
		j.start = len(j.buf)
		j.buf = append(j.buf, j.one...)
	}
	j.buf = append(j.buf, sep...)
	j.buf = append(j.buf, s...)
}

// take is what was added, and starts anew.
func (j *joiner) take() string {
	s := j.one
	if j.parts > 1 {
		s = view(j.buf[j.start:])
	}
	j.one, j.parts = "", 0
	return s
}
