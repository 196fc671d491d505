package exchange

import "strings"

// kind is the JSON form that the value of a key takes.
type kind uint8

const (
	text     kind = iota // a string
	instant              // an RFC 3339 time
	count                // a whole number that fits an int32; −1 says unknown
	number               // a whole number of which only the presence matters
	network              // an autonomous system number
	thousand             // a number kept in thousandths
	millis               // a number of milliseconds, rounded
	truth                // true or false
	list                 // an array of anything, of which the length is kept
	messages             // a conversation: see message.go
	strs                 // an array of strings, or one string
	header               // the same, joined by ", "
)

// property is one key of the record: what the decoder reads and the schema says.
type property struct {
	name string
	kind kind
	says string
}

// headerPrefix opens the keys that carry a request header.
const headerPrefix = "http.request.header."

// record lists every key; a key's place is its bit in Fields.
var record = [...]property{
	{"time", instant, "start of the request, RFC 3339"},
	{"stillhunt.exchange.id", text, "idempotency key of the exchange"},
	{"user.id", text, "the account: the principal that holds the key or the subscription"},
	{"stillhunt.org.id", text, "the organisation above the account"},
	{"gen_ai.conversation.id", text, "conversation or thread"},
	{"gen_ai.request.model", text, "model asked for"},
	{"gen_ai.operation.name", text, "chat, text_completion, embeddings, …"},
	{"gen_ai.provider.name", text, "who serves the model"},
	{"gen_ai.system_instructions", messages, "system instructions"},
	{"gen_ai.input.messages", messages, "what was asked"},
	{"gen_ai.output.messages", messages, "what was answered"},
	{"gen_ai.tool.definitions", list, "tools offered to the model"},
	{"gen_ai.request.temperature", thousand, "sampling temperature"},
	{"gen_ai.request.top_p", thousand, "nucleus sampling share"},
	{"gen_ai.request.max_tokens", count, "most tokens to answer with"},
	{"gen_ai.request.seed", number, "sampling seed"},
	{"gen_ai.request.choice.count", count, "answers asked for"},
	{"gen_ai.request.stream", truth, "the answer was streamed"},
	{"stillhunt.request.logprobs", truth, "log-probabilities were asked for"},
	{"gen_ai.usage.input_tokens", count, "tokens read"},
	{"gen_ai.usage.output_tokens", count, "tokens written"},
	{"gen_ai.usage.reasoning.output_tokens", count, "tokens of reasoning among those written"},
	{"gen_ai.usage.cache_read.input_tokens", count, "tokens read from a cache"},
	{"gen_ai.response.id", text, "the provider's id of the answer"},
	{"gen_ai.response.model", text, "model that answered"},
	{"gen_ai.response.finish_reasons", strs, "why the model stopped, one an answer"},
	{"stillhunt.refusal.category", text, "why the model refused"},
	{"http.response.status_code", count, "HTTP status of the answer"},
	{"error.type", text, "class of the error"},
	{"stillhunt.duration_ms", millis, "from request to the last byte of the answer, in milliseconds"},
	{"client.address", text, "address of the client"},
	{"user_agent.original", text, "User-Agent header"},
	{"stillhunt.client.ja4", text, "JA4 fingerprint of the TLS hello"},
	{"stillhunt.client.ja4h", text, "JA4H fingerprint of the HTTP request"},
	{"stillhunt.client.http2", text, "fingerprint of the HTTP/2 settings"},
	{"stillhunt.client.asn", network, "autonomous system of the client's address"},
	{"stillhunt.reasoning.issued", strs, "digests of the signatures of the reasoning blocks in the answer"},
	{"stillhunt.reasoning.presented", strs, "digests of the signatures of the reasoning blocks in the request"},
	{headerPrefix + "*", header, "a request header that identifies an SDK"},
}

// ignored are known keys that are ground truth on the range: nothing reads them.
const ignored = "stillhunt.label"

// index finds the place of a key in record.
var index = func() map[string]int {
	m := make(map[string]int, len(record))
	for i, p := range record[:len(record)-1] { // the last is a pattern
		m[p.name] = i
	}
	return m
}()

func isHeader(key string) bool {
	return len(key) > len(headerPrefix) && strings.HasPrefix(key, headerPrefix)
}
