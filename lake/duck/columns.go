package duck

import (
	"strconv"

	"github.com/stillhunt/stillhunt/observe"
)

// observationColumns are the columns of an observation, in the order in which
// they are written. Times are microseconds since 1970 UTC; flags are 1 or 0;
// hashes are 0 if absent. No column is ever NULL.
func observationColumns() []column[observe.Observation] {
	type o = observe.Observation
	columns := []column[o]{
		whole("time", "BIGINT", func(o *o) int64 { return o.Time }),
		whole("id", "UBIGINT", func(o *o) uint64 { return o.ID }),
		flag("has_id", func(o *o) bool { return o.HasID }),
		whole("canonical", "UBIGINT", func(o *o) uint64 { return o.Canonical }),
		whole("account", "UBIGINT", func(o *o) uint64 { return o.Account }),
		whole("org", "UBIGINT", func(o *o) uint64 { return o.Org }),
		words("model", func(o *o) string { return o.Model }),
		words("operation", func(o *o) string { return o.Operation }),
		whole("conversation", "UBIGINT", func(o *o) uint64 { return o.Conversation }),
		whole("prefix", "UBIGINT", func(o *o) uint64 { return o.Prefix }),
		whole("turn", "USMALLINT", func(o *o) uint16 { return o.Turn }),
		whole("tool_turns", "USMALLINT", func(o *o) uint16 { return o.ToolTurns }),
		whole("tools", "INTEGER", func(o *o) int32 { return o.Tools }),
		whole("input_tokens", "INTEGER", func(o *o) int32 { return o.InputTokens }),
		whole("output_tokens", "INTEGER", func(o *o) int32 { return o.OutputTokens }),
		whole("reasoning_tokens", "INTEGER", func(o *o) int32 { return o.ReasoningTokens }),
		whole("cache_tokens", "INTEGER", func(o *o) int32 { return o.CacheTokens }),
		whole("temperature", "INTEGER", func(o *o) int32 { return o.Temperature }),
		whole("top_p", "INTEGER", func(o *o) int32 { return o.TopP }),
		whole("max_tokens", "INTEGER", func(o *o) int32 { return o.MaxTokens }),
		whole("choices", "INTEGER", func(o *o) int32 { return o.Choices }),
		flag("seeded", func(o *o) bool { return o.Seeded }),
		whole("stream", "TINYINT", func(o *o) int8 { return o.Stream }),
		whole("logprobs", "TINYINT", func(o *o) int8 { return o.Logprobs }),
		whole("status", "INTEGER", func(o *o) int32 { return o.Status }),
		flag("refused", func(o *o) bool { return o.Refused }),
		flag("failed", func(o *o) bool { return o.Failed }),
		whole("duration", "INTEGER", func(o *o) int32 { return o.Duration }),
		whole("skeleton", "UBIGINT", func(o *o) uint64 { return o.Skeleton }),
		whole("head", "UBIGINT", func(o *o) uint64 { return o.Head }),
		whole("tail", "UBIGINT", func(o *o) uint64 { return o.Tail }),
		whole("system", "UBIGINT", func(o *o) uint64 { return o.System }),
		whole("simhash", "UBIGINT", func(o *o) uint64 { return o.SimHash }),
		whole("code", "USMALLINT", func(o *o) uint16 { return o.Code }),
		whole("target", "UTINYINT", func(o *o) uint8 { return o.Target }),
		words("lang", func(o *o) string { return o.Lang }),
		whole("style", "UINTEGER", func(o *o) uint32 { return o.Style }),
		whole("length", "INTEGER", func(o *o) int32 { return o.Length }),
		hashes("issued", func(o *o) []uint64 { return o.Issued }),
		hashes("presented", func(o *o) []uint64 { return o.Presented }),
		flag("presents", func(o *o) bool { return len(o.Presented) > 0 }),
		whole("network", "UBIGINT", func(o *o) uint64 { return o.Network }),
		whole("asn", "UINTEGER", func(o *o) uint32 { return o.ASN }),
		words("net_class", func(o *o) string { return o.NetClass }),
		words("agent", func(o *o) string { return o.Agent }),
		whole("client", "UBIGINT", func(o *o) uint64 { return o.Client }),
		whole("ja4", "UBIGINT", func(o *o) uint64 { return o.JA4 }),
		whole("contradiction", "UBIGINT", func(o *o) uint64 { return o.Contradiction }),
	}
	for i := range observe.Bands {
		columns = append(columns, whole("band"+strconv.Itoa(i), "UINTEGER", func(o *o) uint32 { return o.Band[i] }))
	}
	for i := range observe.Intents {
		columns = append(columns, whole("intent"+strconv.Itoa(i), "UTINYINT", func(o *o) uint8 { return o.Intent[i] }))
	}
	return columns
}

// name is a row of the dictionary.
type name struct {
	kind string // account or org
	hash uint64
	id   string
}

func nameColumns() []column[name] {
	return []column[name]{
		words("kind", func(n *name) string { return n.kind }),
		whole("hash", "UBIGINT", func(n *name) uint64 { return n.hash }),
		words("id", func(n *name) string { return n.id }),
	}
}
