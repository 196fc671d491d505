package otlp

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/stillhunt/stillhunt/importer/body"
)

// flat are conversations that are spread over attributes, one a leaf: OpenLLMetry
// writes gen_ai.prompt.0.content, OpenInference
// llm.input_messages.0.message.contents.1.message_content.text.
type flat struct {
	asked, answered map[int]*flatMessage // by their numbers
	tools           map[int]bool
	prompts         bool // there are texts to complete
	messages        bool // there are messages to answer
}

type flatMessage struct {
	role, finish string
	content      pcommon.Value
	there        bool // content
	parts        map[int]*flatPart
	call         bool
}

type flatPart struct{ fields [][2]string }

// take takes an attribute if it is a leaf of these.
func (f *flat) take(name string, v pcommon.Value) bool {
	family, rest, ok := cutFamily(name)
	if !ok {
		return false
	}
	n, rest, ok := cutNumber(rest)
	if !ok {
		return false
	}
	switch family {
	case "llm.prompts.":
		f.prompts = true
		messageAt(&f.asked, n).take(rest, v)
	case "gen_ai.prompt.", "llm.input_messages.":
		f.messages = true
		messageAt(&f.asked, n).take(rest, v)
	case "gen_ai.completion.", "llm.output_messages.", "llm.choices.":
		messageAt(&f.answered, n).take(rest, v)
	default:
		if f.tools == nil {
			f.tools = map[int]bool{}
		}
		f.tools[n] = true
	}
	return true
}

var families = [...]string{"gen_ai.prompt.", "gen_ai.completion.", "llm.input_messages.", "llm.output_messages.", "llm.prompts.", "llm.choices.",
	"llm.tools.", "llm.request.functions."}

func cutFamily(name string) (family, rest string, ok bool) {
	if !strings.HasPrefix(name, "llm.") && !strings.HasPrefix(name, "gen_ai.") {
		return "", "", false
	}
	for _, family := range families {
		if rest, ok := strings.CutPrefix(name, family); ok {
			return family, rest, true
		}
	}
	return "", "", false
}

// cutNumber takes a number of at most six digits and its point off s.
func cutNumber(s string) (n int, rest string, ok bool) {
	digits, rest, ok := strings.Cut(s, ".")
	if !ok || len(digits) > 6 {
		return 0, "", false
	}
	u, err := strconv.ParseUint(digits, 10, 32)
	return int(u), rest, err == nil
}

func messageAt(all *map[int]*flatMessage, n int) *flatMessage {
	if *all == nil {
		*all = map[int]*flatMessage{}
	}
	m := (*all)[n]
	if m == nil {
		m = new(flatMessage)
		(*all)[n] = m
	}
	return m
}

// take takes one leaf of a message.
func (m *flatMessage) take(leaf string, v pcommon.Value) {
	leaf = strings.TrimPrefix(leaf, "message.")
	switch leaf {
	case "role":
		m.role = scalar(v)
	case "content", "prompt.text", "completion.text":
		m.content, m.there = v, true
	case "finish_reason":
		m.finish = scalar(v)
	case "function_call_name":
		m.call = true
	default:
		if strings.HasPrefix(leaf, "tool_calls.") || strings.HasPrefix(leaf, "function_call.") {
			m.call = true
			return
		}
		rest, ok := strings.CutPrefix(leaf, "contents.")
		if !ok {
			return
		}
		if n, rest, ok := cutNumber(rest); ok {
			m.part(n, strings.TrimPrefix(rest, "message_content."), scalar(v))
		}
	}
}

// part takes one leaf of a part of a message's content.
func (m *flatMessage) part(n int, leaf, text string) {
	if m.parts == nil {
		m.parts = map[int]*flatPart{}
	}
	p := m.parts[n]
	if p == nil {
		p = new(flatPart)
		m.parts[n] = p
	}
	switch leaf {
	case "type", "text", "signature", "encrypted_content", "data":
		p.fields = append(p.fields, [2]string{leaf, text})
	}
}

// unfold is what was said, as a list of messages; nil if nothing was.
func (r *reader) unfold(all map[int]*flatMessage, role string) *fastjson.Value {
	if len(all) == 0 {
		return nil
	}
	a := r.decoder.Arena()
	list := a.NewArray()
	for i, n := range slices.Sorted(maps.Keys(all)) {
		m := all[n]
		o := a.NewObject()
		if m.role == "" {
			m.role = role
		}
		o.Set("role", a.NewString(m.role))
		if m.there {
			content := r.json(m.content, 0)
			if parts := body.JSON(content); isParts(parts) {
				content = parts
			} // else it is a text, which may be JSON by chance, such as a tool's answer
			o.Set("content", content)
		}
		if len(m.parts) > 0 {
			parts := a.NewArray()
			for i, n := range slices.Sorted(maps.Keys(m.parts)) {
				part := a.NewObject()
				for _, field := range m.parts[n].fields {
					part.Set(field[0], exchange.Text(a, field[1]))
				}
				parts.SetArrayItem(i, part)
			}
			o.Set("parts", parts)
		}
		if m.call {
			calls := a.NewArray()
			calls.SetArrayItem(0, a.NewObject())
			o.Set("tool_calls", calls)
		}
		if m.finish != "" {
			o.Set("finish_reason", exchange.Text(a, m.finish))
		}
		list.SetArrayItem(i, o)
	}
	return list
}

// isParts tells a list of parts: objects with a type or a text.
func isParts(list *fastjson.Value) bool {
	for _, e := range list.GetArray() {
		if !e.Exists("type") && !e.Exists("text") {
			return false
		}
	}
	return len(list.GetArray()) > 0
}
