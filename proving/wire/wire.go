// Package wire writes the native record of the range: one exchange as one line
// of flat keys, in one order for everybody.
package wire

import (
	"strconv"
	"time"
)

// Absent marks a number that a line does not carry.
const Absent = -1

// Exchange is what one line says. Byte slices are reused from line to line.
type Exchange struct {
	Time         int64 // milliseconds since 1970 UTC
	ID           []byte
	Account      string
	Org          string
	Conversation []byte
	Model        string
	System       []byte
	Messages     []Message
	Output       []byte
	Tools        []string // names of the tools on offer

	Temperature int // hundredths, or Absent
	MaxTokens   int
	Stream      int8 // 1, 0 or Absent

	InputTokens, OutputTokens, CacheTokens int

	// Digests of the reasoning blocks in the answer and in the request.
	Issued, Presented []uint64

	Finish   string
	Status   int
	Error    string
	Duration int

	Address []byte
	ASN     int
	Client  *Client
	Label   string

	text []byte // holds the messages
}

// Message is one turn; its text lies in the exchange's own buffer.
type Message struct {
	Role       string
	start, end int
	Call, Data bool // a tool's call, a tool's result
	Media      bool // an image goes with the text
}

// Client is the software that sent the request, as the edge sees it.
type Client struct {
	Agent   string
	JA4     string
	Headers [][2]string // name, value
}

// Reset empties the exchange for the next line.
func (x *Exchange) Reset() {
	*x = Exchange{ID: x.ID[:0], Conversation: x.Conversation[:0], System: x.System[:0], Messages: x.Messages[:0], Output: x.Output[:0],
		Issued: x.Issued[:0], Presented: x.Presented[:0], Address: x.Address[:0], text: x.text[:0], Temperature: Absent, MaxTokens: Absent, Stream: Absent,
		InputTokens: Absent, OutputTokens: Absent, CacheTokens: Absent, ASN: Absent, Status: 200, Duration: Absent}
}

// Add appends a message whose text write makes.
func (x *Exchange) Add(role string, write func(dst []byte) []byte) *Message {
	start := len(x.text)
	x.text = write(x.text)
	x.Messages = append(x.Messages, Message{Role: role, start: start, end: len(x.text)})
	return &x.Messages[len(x.Messages)-1]
}

// InputSize is the number of bytes of system text and messages.
func (x *Exchange) InputSize() int { return len(x.System) + len(x.text) }

// Text gives what message i says; valid until the next Add or Reset.
func (x *Exchange) Text(i int) []byte { return x.text[x.Messages[i].start:x.Messages[i].end] }

// Append writes the line, with its line break, to dst.
func (x *Exchange) Append(dst []byte) []byte {
	dst = append(dst, `{"time":"`...)
	dst = appendTime(dst, x.Time)
	dst = append(dst, '"')
	dst = field(dst, "stillhunt.exchange.id", x.ID)
	dst = field(dst, "user.id", x.Account)
	dst = field(dst, "stillhunt.org.id", x.Org)
	dst = field(dst, "gen_ai.conversation.id", x.Conversation)
	dst = append(dst, `,"gen_ai.operation.name":"chat"`...)
	dst = field(dst, "gen_ai.request.model", x.Model)
	dst = field(dst, "gen_ai.system_instructions", x.System)
	dst = append(dst, `,"gen_ai.input.messages":[`...)
	for i := range x.Messages {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = x.message(dst, i)
	}
	dst = append(dst, ']')
	if len(x.Output) > 0 {
		dst = append(dst, `,"gen_ai.output.messages":[{"role":"assistant","parts":[{"type":"text","content":`...)
		dst = quote(dst, x.Output)
		dst = append(dst, "}]}]"...)
	}
	if len(x.Tools) > 0 {
		dst = append(dst, `,"gen_ai.tool.definitions":[`...)
		for i, name := range x.Tools {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(dst, `{"type":"function","name":`...)
			dst = append(quote(dst, name), '}')
		}
		dst = append(dst, ']')
	}
	return append(x.tail(dst), "}\n"...)
}

func (x *Exchange) tail(dst []byte) []byte {
	if x.Temperature != Absent {
		dst = append(dst, `,"gen_ai.request.temperature":`...)
		dst = strconv.AppendFloat(dst, float64(x.Temperature)/100, 'g', -1, 64)
	}
	dst = integer(dst, "gen_ai.request.max_tokens", x.MaxTokens)
	if x.Stream != Absent {
		dst = append(dst, `,"gen_ai.request.stream":`...)
		dst = strconv.AppendBool(dst, x.Stream == 1)
	}
	dst = integer(dst, "gen_ai.usage.input_tokens", x.InputTokens)
	dst = integer(dst, "gen_ai.usage.output_tokens", x.OutputTokens)
	dst = integer(dst, "gen_ai.usage.cache_read.input_tokens", x.CacheTokens)
	if x.Finish != "" {
		dst = append(dst, `,"gen_ai.response.finish_reasons":[`...)
		dst = append(quote(dst, x.Finish), ']')
	}
	dst = integer(dst, "http.response.status_code", x.Status)
	dst = field(dst, "error.type", x.Error)
	dst = integer(dst, "stillhunt.duration_ms", x.Duration)
	dst = field(dst, "client.address", x.Address)
	dst = integer(dst, "stillhunt.client.asn", x.ASN)
	if c := x.Client; c != nil {
		dst = field(dst, "user_agent.original", c.Agent)
		dst = field(dst, "stillhunt.client.ja4", c.JA4)
		for _, h := range c.Headers {
			dst = append(dst, `,"http.request.header.`...)
			dst = append(dst, h[0]...)
			dst = append(dst, `":[`...)
			dst = append(quote(dst, h[1]), ']')
		}
	}
	dst = digests(dst, "stillhunt.reasoning.issued", x.Issued)
	dst = digests(dst, "stillhunt.reasoning.presented", x.Presented)
	return field(dst, "stillhunt.label", x.Label)
}

func (x *Exchange) message(dst []byte, i int) []byte {
	m := &x.Messages[i]
	dst = append(dst, `{"role":"`...)
	dst = append(dst, m.Role...)
	switch {
	case m.Call:
		dst = append(dst, `","parts":[{"type":"tool_call","name":"run","arguments":{"input":`...)
		return append(quote(dst, x.Text(i)), "}}]}"...)
	case m.Data:
		dst = append(dst, `","parts":[{"type":"tool_call_response","response":`...)
	default:
		dst = append(dst, `","parts":[{"type":"text","content":`...)
	}
	dst = append(quote(dst, x.Text(i)), '}')
	if m.Media {
		dst = append(dst, `,{"type":"uri","modality":"image","mime_type":"image/png","uri":"file:upload"}`...)
	}
	return append(dst, "]}"...)
}

func field[T string | []byte](dst []byte, key string, value T) []byte {
	if len(value) == 0 {
		return dst
	}
	dst = append(dst, ',', '"')
	dst = append(dst, key...)
	dst = append(dst, '"', ':')
	return quote(dst, value)
}

func integer(dst []byte, key string, value int) []byte {
	if value == Absent {
		return dst
	}
	dst = append(dst, ',', '"')
	dst = append(dst, key...)
	dst = append(dst, '"', ':')
	return strconv.AppendInt(dst, int64(value), 10)
}

// digests writes each number as 16 hexadecimal digits.
func digests(dst []byte, key string, values []uint64) []byte {
	for i, v := range values {
		if i == 0 {
			dst = append(dst, ',', '"')
			dst = append(dst, key...)
			dst = append(dst, `":["`...)
		} else {
			dst = append(dst, `","`...)
		}
		for shift := 60; shift >= 0; shift -= 4 {
			dst = append(dst, hex[v>>shift&15])
		}
	}
	if len(values) > 0 {
		dst = append(dst, `"]`...)
	}
	return dst
}

// appendTime writes milliseconds as RFC 3339 with three decimals.
func appendTime(dst []byte, ms int64) []byte {
	return time.UnixMilli(ms).UTC().AppendFormat(dst, "2006-01-02T15:04:05.000Z")
}

const hex = "0123456789abcdef"

// quote writes a JSON string. Text is valid UTF-8 by construction.
func quote[T string | []byte](dst []byte, s T) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[start:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		start = i + 1
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}
