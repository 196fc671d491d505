package observe

import (
	"encoding/binary"
	"math"

	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
)

// Signal: conversation
// Family: timing
// Measures: where the exchange stands in a conversation, and which other exchange it goes on from. A prefix that goes on under another account is a hand-over.
// Formula: Turn counts the user's messages; Prefix chains XXH3-64, under a keyed seed, over role and text of all messages before the last of the user's; ToolTurns counts messages with a tool's call or result
// Unit: counts, at most 65,535; 64-bit hashes, 0 on a first turn and without a conversation id
// Fooled by: a client that rewrites or cuts the history; one greeting that every conversation of an application begins with
// Source: Stillhunt, own design
// Needs: gen_ai.conversation.id, gen_ai.input.messages
func conversation(w *Worker, x *exchange.Exchange, o *Observation) {
	if x.Conversation != "" {
		o.Conversation = nonzero(xxh3.HashStringSeed(x.Conversation, w.seed.conversation))
	}
	turns, tools := 0, 0
	for i := range x.Input {
		if fromUser(&x.Input[i]) {
			turns++
		}
		if x.Input[i].ToolCall || x.Input[i].ToolData {
			tools++
		}
	}
	o.Turn = uint16(min(turns, math.MaxUint16))
	o.ToolTurns = uint16(min(tools, math.MaxUint16))
	if turns > 1 {
		o.Prefix = w.prefix(x.Input[:w.last])
	}
}

func (w *Worker) prefix(messages []exchange.Message) uint64 {
	w.scratch = w.scratch[:0]
	for i := range messages {
		w.scratch = binary.LittleEndian.AppendUint64(w.scratch, xxh3.HashStringSeed(messages[i].Role, w.seed.prefix))
		w.scratch = binary.LittleEndian.AppendUint64(w.scratch, xxh3.HashStringSeed(messages[i].Text, w.seed.prefix))
	}
	return nonzero(xxh3.HashSeed(w.scratch, w.seed.prefix))
}
