package observe

// Sizes of the fixed parts of an Observation.
const (
	Bands     = 4    // LSH band keys of the MinHash sketch
	Intents   = 8    // see Intent
	StyleBits = 19   // see Style
	Codewords = 1024 // leaves of the semantic codebook; 256 inner cells, four leaves each
)

// NoCode is the codeword of an exchange whose text says nothing (empty, or all
// words unknown to the codebook).
const NoCode = 0xFFFF

// Observation is what is kept of one exchange: fixed-size, no text.
// A zero hash means that the field was absent.
type Observation struct {
	Time      int64  // microseconds since 1970 UTC
	ID        uint64 // keyed hash of the exchange id, or of the content when HasID is false
	HasID     bool   // the source named the exchange; only then can a second line be a duplicate
	Canonical uint64 // hash of all that the exchange says, whatever the order of its keys

	Account uint64 // keyed hash of the account id; the dictionary beside the lake gives the id back
	Org     uint64 // the same of the organisation id; 0 if absent

	Model     string // gen_ai.request.model, at most 64 bytes
	Operation string // gen_ai.operation.name, at most 32 bytes

	Conversation uint64 // keyed hash of gen_ai.conversation.id
	Prefix       uint64 // hash of all messages before the last of the user's; 0 on a first turn
	Turn         uint16 // number of user messages; 0 if the content is absent
	ToolTurns    uint16 // messages that carry a tool's call or result
	Tools        int32  // tool definitions; exchange.Absent

	InputTokens, OutputTokens, ReasoningTokens, CacheTokens int32 // exchange.Absent if unknown

	Temperature, TopP, MaxTokens, Choices int32 // thousandths for the first two; exchange.Absent
	Seeded                                bool
	Stream, Logprobs                      int8

	Status   int32
	Refused  bool
	Failed   bool // error.type present or status ≥ 400
	Duration int32

	Skeleton uint64        // slot-stripped prompt
	Head     uint64        // its first eight words
	Tail     uint64        // its last eight words
	System   uint64        // slot-stripped system instructions
	Band     [Bands]uint32 // one-permutation MinHash over word shingles; all 0 if fewer than three words
	SimHash  uint64

	Code   uint16         // codeword leaf; NoCode
	Intent [Intents]uint8 // 0..255, calibrated score per intent
	Target uint8          // capability asked for, see Target
	Lang   string         // ISO 639-1, "und" if it cannot be told, "" if there is no text
	Style  uint32         // StyleBits bits
	Length int32          // round(1000·ln(1+runes)) of the last user message; exchange.Absent without content

	Issued, Presented []uint64 // keyed hashes of reasoning digests

	Network  uint64 // keyed /24 or /48 prefix
	ASN      uint32 // 0 if unknown
	NetClass string // hosting, vpn, residential, mobile, business; "" if not computable
	Agent    string // user-agent class: browser, openai-python, curl …; "" if absent
	Client   uint64 // keyed hash of user agent, SDK headers, JA4 and HTTP/2 settings together
	JA4      uint64 // keyed hash of JA4

	Contradiction uint64 // keyed hash of the kind; 0 if nothing contradicts
}
