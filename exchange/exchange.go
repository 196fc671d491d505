// Package exchange holds the record: one request to a model and its answer, as
// the importers hand it on and the observer reads it.
package exchange

// Absent marks an integer field that the source did not carry.
const Absent = -1

// Exchange is one request to a model and its answer.
//
// Its strings may point into the decoder's buffer: they are valid until the
// decoder's next call, and nothing of them may be kept without a copy.
type Exchange struct {
	Time         int64  // start of the request, microseconds since 1970 UTC
	ID           string // stillhunt.exchange.id; empty if absent
	Account      string // user.id
	Org          string // stillhunt.org.id
	Conversation string // gen_ai.conversation.id
	Model        string // gen_ai.request.model
	Operation    string // gen_ai.operation.name
	Provider     string // gen_ai.provider.name

	System string    // system instructions, parts joined by newlines; system-role messages of the input are appended here
	Input  []Message // gen_ai.input.messages without its system-role messages, in order
	Output []Message // gen_ai.output.messages
	Tools  int32     // number of tool definitions; Absent if the key is

	Temperature int32 // thousandths; Absent
	TopP        int32 // thousandths; Absent
	MaxTokens   int32
	Choices     int32
	Seeded      bool // gen_ai.request.seed is present
	Stream      int8 // 1, 0 or Absent
	Logprobs    int8 // 1, 0 or Absent

	InputTokens, OutputTokens, ReasoningTokens, CacheTokens int32 // Absent if unknown

	ResponseID    string
	ResponseModel string
	Finish        string // first of gen_ai.response.finish_reasons
	Refusal       string // stillhunt.refusal.category
	Status        int32  // http.response.status_code; Absent
	ErrorType     string
	Duration      int32 // milliseconds; Absent

	Address   string   // client.address
	UserAgent string   // user_agent.original
	JA4, JA4H string   // stillhunt.client.ja4, .ja4h
	HTTP2     string   // stillhunt.client.http2
	ASN       int64    // stillhunt.client.asn; Absent
	Headers   []Header // http.request.header.<name>, sorted by name

	Issued, Presented []string // stillhunt.reasoning.{issued,presented}: digests of reasoning-block signatures

	Fields Fields // which keys the line carried
}

// Message is one turn of a conversation. Text joins the text parts by newlines.
type Message struct {
	Role     string // user, assistant, tool, system, developer
	Text     string
	ToolCall bool // carries a tool call
	ToolData bool // carries a tool result
	Media    bool // carries an image, audio or a file, whose content is not looked at
}

// Header is one request header that identifies an SDK.
type Header struct{ Name, Value string }
