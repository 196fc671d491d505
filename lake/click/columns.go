package click

import (
	"strconv"
	"strings"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/stillhunt/stillhunt/observe"
)

// column is one column of a table that Go fills: its name, its type and codec
// in the table, and a buffer for its values.
type column[T any] struct {
	name, kind, codec string
	open              func() buffer[T]
}

// buffer holds one column of a block, of rows of T.
type buffer[T any] struct {
	data proto.Column
	put  func(from *T)        // appends a row's value
	set  func(to *T, row int) // the other way
}

// whole is a column of fixed-size numbers, C in the protocol.
func whole[C ~[]N, T, N any, P interface {
	*C
	proto.Column
}](name, kind, codec string, field func(*T) *N) column[T] {
	return column[T]{name, kind, codec, func() buffer[T] {
		c := P(new(C))
		return buffer[T]{
			data: c,
			put:  func(from *T) { *c = append(*c, *field(from)) },
			set:  func(to *T, row int) { *field(to) = (*c)[row] },
		}
	}}
}

// mark is a yes or no as 1 or 0, which sums.
func mark[T any](name string, field func(*T) *bool) column[T] {
	return column[T]{name, "UInt8", zipped, func() buffer[T] {
		c := new(proto.ColUInt8)
		return buffer[T]{
			data: c,
			put: func(from *T) {
				var v uint8
				if *field(from) {
					v = 1
				}
				c.Append(v)
			},
			set: func(to *T, row int) { *field(to) = c.Row(row) != 0 },
		}
	}}
}

// words is a column of strings, of which there are few different ones.
func words[T any](name string, field func(*T) *string) column[T] {
	return column[T]{name, "LowCardinality(String)", zipped, func() buffer[T] {
		c := new(proto.ColStr).LowCardinality()
		return buffer[T]{
			data: c,
			put:  func(from *T) { c.Append(*field(from)) },
			set:  func(to *T, row int) { *field(to) = c.Row(row) },
		}
	}}
}

// text is a column of any strings.
func text[T any](name string, field func(*T) *string) column[T] {
	return column[T]{name, "String", zipped, func() buffer[T] {
		c := new(proto.ColStr)
		return buffer[T]{
			data: c,
			put:  func(from *T) { c.Append(*field(from)) },
			set:  func(to *T, row int) { *field(to) = c.Row(row) },
		}
	}}
}

// hashes is a column of lists; an empty one comes back as nil.
func hashes[T any](name string, field func(*T) *[]uint64) column[T] {
	return column[T]{name, "Array(UInt64)", zipped, func() buffer[T] {
		c := proto.NewArray[uint64](new(proto.ColUInt64))
		return buffer[T]{
			data: c,
			put:  func(from *T) { c.Append(*field(from)) },
			set: func(to *T, row int) {
				*field(to) = nil
				if c.RowLen(row) > 0 {
					*field(to) = c.Row(row)
				}
			},
		}
	}}
}

// Codecs. Hashes that nothing repeats are noise to any codec; those that an
// account repeats stand together, because the table is sorted by account.
const (
	zipped = "ZSTD(1)"
	packed = "T64, ZSTD(1)"      // numbers far below what their type holds
	times  = "GCD, T64, ZSTD(1)" // of one day, often of whole milliseconds
	raw    = "NONE"              // hashes that hardly ever come twice
)

// stored is a row of the table observations. place is its number in its attempt
// at a segment, the part: the two say which row is meant, even of rows that are
// equal in everything.
type stored struct {
	observe.Observation
	part  uint64
	place uint32
}

// observationColumns are the columns of the table observations, in their
// order. Times are microseconds since 1970 UTC; flags are 1 or 0; hashes are 0
// if absent. No column is ever NULL.
func observationColumns() []column[stored] {
	type o = stored
	columns := []column[o]{
		whole[proto.ColUInt64]("part", "UInt64", zipped, func(o *o) *uint64 { return &o.part }),
		whole[proto.ColUInt32]("place", "UInt32", packed, func(o *o) *uint32 { return &o.place }),
		whole[proto.ColInt64]("time", "Int64", times, func(o *o) *int64 { return &o.Time }),
		whole[proto.ColUInt64]("id", "UInt64", raw, func(o *o) *uint64 { return &o.ID }),
		mark("has_id", func(o *o) *bool { return &o.HasID }),
		whole[proto.ColUInt64]("canonical", "UInt64", raw, func(o *o) *uint64 { return &o.Canonical }),
		whole[proto.ColUInt64]("account", "UInt64", zipped, func(o *o) *uint64 { return &o.Account }),
		whole[proto.ColUInt64]("org", "UInt64", zipped, func(o *o) *uint64 { return &o.Org }),
		words("model", func(o *o) *string { return &o.Model }),
		words("operation", func(o *o) *string { return &o.Operation }),
		whole[proto.ColUInt64]("conversation", "UInt64", zipped, func(o *o) *uint64 { return &o.Conversation }),
		whole[proto.ColUInt64]("prefix", "UInt64", zipped, func(o *o) *uint64 { return &o.Prefix }),
		whole[proto.ColUInt16]("turn", "UInt16", packed, func(o *o) *uint16 { return &o.Turn }),
		whole[proto.ColUInt16]("tool_turns", "UInt16", packed, func(o *o) *uint16 { return &o.ToolTurns }),
		whole[proto.ColInt32]("tools", "Int32", zipped, func(o *o) *int32 { return &o.Tools }),
		whole[proto.ColInt32]("input_tokens", "Int32", packed, func(o *o) *int32 { return &o.InputTokens }),
		whole[proto.ColInt32]("output_tokens", "Int32", packed, func(o *o) *int32 { return &o.OutputTokens }),
		whole[proto.ColInt32]("reasoning_tokens", "Int32", packed, func(o *o) *int32 { return &o.ReasoningTokens }),
		whole[proto.ColInt32]("cache_tokens", "Int32", packed, func(o *o) *int32 { return &o.CacheTokens }),
		whole[proto.ColInt32]("temperature", "Int32", zipped, func(o *o) *int32 { return &o.Temperature }),
		whole[proto.ColInt32]("top_p", "Int32", zipped, func(o *o) *int32 { return &o.TopP }),
		whole[proto.ColInt32]("max_tokens", "Int32", zipped, func(o *o) *int32 { return &o.MaxTokens }),
		whole[proto.ColInt32]("choices", "Int32", zipped, func(o *o) *int32 { return &o.Choices }),
		mark("seeded", func(o *o) *bool { return &o.Seeded }),
		whole[proto.ColInt8]("stream", "Int8", zipped, func(o *o) *int8 { return &o.Stream }),
		whole[proto.ColInt8]("logprobs", "Int8", zipped, func(o *o) *int8 { return &o.Logprobs }),
		whole[proto.ColInt32]("status", "Int32", zipped, func(o *o) *int32 { return &o.Status }),
		mark("refused", func(o *o) *bool { return &o.Refused }),
		mark("failed", func(o *o) *bool { return &o.Failed }),
		whole[proto.ColInt32]("duration", "Int32", packed, func(o *o) *int32 { return &o.Duration }),
		whole[proto.ColUInt64]("skeleton", "UInt64", zipped, func(o *o) *uint64 { return &o.Skeleton }),
		whole[proto.ColUInt64]("head", "UInt64", zipped, func(o *o) *uint64 { return &o.Head }),
		whole[proto.ColUInt64]("tail", "UInt64", zipped, func(o *o) *uint64 { return &o.Tail }),
		whole[proto.ColUInt64]("system", "UInt64", zipped, func(o *o) *uint64 { return &o.System }),
		whole[proto.ColUInt64]("simhash", "UInt64", zipped, func(o *o) *uint64 { return &o.SimHash }),
		whole[proto.ColUInt16]("code", "UInt16", packed, func(o *o) *uint16 { return &o.Code }),
		whole[proto.ColUInt8]("target", "UInt8", zipped, func(o *o) *uint8 { return &o.Target }),
		words("lang", func(o *o) *string { return &o.Lang }),
		whole[proto.ColUInt32]("style", "UInt32", packed, func(o *o) *uint32 { return &o.Style }),
		whole[proto.ColInt32]("length", "Int32", packed, func(o *o) *int32 { return &o.Length }),
		hashes("issued", func(o *o) *[]uint64 { return &o.Issued }),
		hashes("presented", func(o *o) *[]uint64 { return &o.Presented }),
		whole[proto.ColUInt64]("network", "UInt64", zipped, func(o *o) *uint64 { return &o.Network }),
		whole[proto.ColUInt32]("asn", "UInt32", zipped, func(o *o) *uint32 { return &o.ASN }),
		words("net_class", func(o *o) *string { return &o.NetClass }),
		words("agent", func(o *o) *string { return &o.Agent }),
		whole[proto.ColUInt64]("client", "UInt64", zipped, func(o *o) *uint64 { return &o.Client }),
		whole[proto.ColUInt64]("ja4", "UInt64", zipped, func(o *o) *uint64 { return &o.JA4 }),
		whole[proto.ColUInt64]("contradiction", "UInt64", zipped, func(o *o) *uint64 { return &o.Contradiction }),
	}
	for i := range observe.Bands {
		columns = append(columns, whole[proto.ColUInt32]("band"+strconv.Itoa(i), "UInt32", zipped, func(o *o) *uint32 { return &o.Band[i] }))
	}
	for i := range observe.Intents {
		columns = append(columns, whole[proto.ColUInt8]("intent"+strconv.Itoa(i), "UInt8", zipped, func(o *o) *uint8 { return &o.Intent[i] }))
	}
	return columns
}

// name is a row of the dictionary.
type name struct {
	kind string // account or org
	hash uint64
	id   string
	part uint64
}

func nameColumns() []column[name] {
	return []column[name]{
		words("kind", func(n *name) *string { return &n.kind }),
		whole[proto.ColUInt64]("hash", "UInt64", zipped, func(n *name) *uint64 { return &n.hash }),
		text("id", func(n *name) *string { return &n.id }),
		whole[proto.ColUInt64]("part", "UInt64", zipped, func(n *name) *uint64 { return &n.part }),
	}
}

// declare is the list of columns of a CREATE TABLE.
func declare[T any](columns []column[T]) string {
	lines := make([]string, len(columns))
	for i, c := range columns {
		lines[i] = c.name + " " + c.kind + " CODEC(" + c.codec + ")"
	}
	return strings.Join(lines, ", ")
}

// listed is the list of columns of an INSERT or SELECT.
func listed[T any](columns []column[T]) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}
