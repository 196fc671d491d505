package exchange

// quickMessages reads a conversation, as messages does.
func (d *Decoder) quickMessages(c *cursor, dst []Message, role string) (all []Message, silent, ok bool) {
	if c.next() == '"' {
		s, ok := c.text()
		if s == "" {
			return dst, true, ok
		}
		return append(dst, Message{Role: role, Text: s}), false, ok
	}
	if !c.take('[') {
		return dst, false, false
	}
	for more := !c.empty(']'); more; {
		var m Message
		if !d.quickMessage(c, &m) {
			return dst, false, false
		}
		m.Text = d.text.take()
		if m.Role == "system" || m.Role == "developer" {
			d.system.add(m.Text, "\n")
		} else {
			dst = append(dst, m)
		}
		if more, ok = c.more(']'); !ok {
			return dst, false, false
		}
	}
	return dst, false, true
}

// What a message or a part has.
const (
	hasRole = 1 << iota
	hasBody
	hasCalls
	hasCall
	hasType
)

// quickMessage reads one message; its text is left in d.text.
func (d *Decoder) quickMessage(c *cursor, m *Message) bool {
	if !c.take('{') {
		return false
	}
	has := 0
	for more := true; more; {
		key, ok := c.raw()
		if !ok || key.escaped || !c.take(':') {
			return false
		}
		what := 0
		switch string(key.text) {
		case "role":
			what = hasRole
			m.Role, ok = c.text()
			ok = ok && m.Role != ""
		case "content", "parts":
			what = hasBody
			ok = d.quickBody(c, m)
		case "tool_calls":
			what = hasCalls
			var n int
			if c.next() == '[' {
				n, ok = c.count(0)
			} else {
				ok = c.skip(0)
			}
			m.ToolCall = m.ToolCall || n > 0
		case "function_call":
			what = hasCall
			m.ToolCall = m.ToolCall || c.next() == '{'
			ok = c.skip(0)
		default:
			ok = c.skip(0)
		}
		if !ok || has&what != 0 {
			return false
		}
		has |= what
		if more, ok = c.more('}'); !ok {
			return false
		}
	}
	m.ToolData = m.ToolData || m.Role == "tool"
	return has&hasRole != 0
}

// quickBody reads a message's content.
func (d *Decoder) quickBody(c *cursor, m *Message) bool {
	if c.next() != '[' {
		return d.quickPart(c, m)
	}
	c.at++
	for more, ok := !c.empty(']'), false; more; {
		if !d.quickPart(c, m) {
			return false
		}
		if more, ok = c.more(']'); !ok {
			return false
		}
	}
	return true
}

// quickPart reads one part of a message.
func (d *Decoder) quickPart(c *cursor, m *Message) bool {
	switch c.next() {
	case 'n':
		return c.word("null")
	case '"':
		s, ok := c.text()
		d.text.add(s, "\n")
		return ok
	case '{':
		c.at++
	default:
		return false
	}
	if c.empty('}') {
		return true
	}
	var (
		kind  string
		texts [3]raw // content, text, refusal
		has   [3]bool
		typed bool
	)
	for more := true; more; {
		key, ok := c.raw()
		if !ok || key.escaped || !c.take(':') {
			return false
		}
		place := -1
		switch string(key.text) {
		case "type":
			if typed {
				return false
			}
			typed = true
			kind, ok = c.text()
		case "content":
			place = 0
		case "text":
			place = 1
		case "refusal":
			place = 2
		case "parts": // instructions may hold whole messages
			return false
		default:
			ok = c.skip(0)
		}
		if place >= 0 {
			if has[place] {
				return false
			}
			has[place] = true
			if c.next() == '"' {
				texts[place], ok = c.raw()
			} else {
				ok = c.skip(0)
			}
		}
		if !ok {
			return false
		}
		if more, ok = c.more('}'); !ok {
			return false
		}
	}
	if !isText(kind) {
		m.mark(kind)
		return true
	}
	for i, r := range texts {
		if !has[i] {
			continue
		}
		if r.text == nil { // no string: the next may count, or what is in it
			return false
		}
		s, ok := c.unescape(r)
		d.text.add(s, "\n")
		return ok
	}
	return true
}

// quickInstructions reads gen_ai.system_instructions.
func (d *Decoder) quickInstructions(c *cursor) (silent, ok bool) {
	if c.next() == '"' {
		s, ok := c.text()
		d.system.add(s, "\n")
		return s == "", ok
	}
	if !c.take('[') {
		return false, false
	}
	var m Message // what it carries besides text is not kept
	for more := !c.empty(']'); more; {
		if !d.quickPart(c, &m) {
			return false, false
		}
		d.system.add(d.text.take(), "\n")
		if more, ok = c.more(']'); !ok {
			return false, false
		}
	}
	return false, true
}
