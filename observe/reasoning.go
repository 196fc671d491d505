package observe

import (
	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
)

// Signal: reasoning
// Family: replay
// Measures: which sealed reasoning blocks the model issued here and which the client presented: a block presented by another account than it was issued to is a replay.
// Formula: XXH3-64, under a keyed seed, of each digest; the last 32 of each list, in their order
// Unit: lists of 64-bit hashes
// Fooled by: gateways that serialise blocks anew, failover between vendors and compaction look like replays and are benign; blocks stripped before they are sent leave no trace
// Source: Stillhunt, own design
// Needs: stillhunt.reasoning.issued, stillhunt.reasoning.presented
func reasoning(w *Worker, x *exchange.Exchange, o *Observation) {
	o.Issued = w.digests(o.Issued, x.Issued)
	o.Presented = w.digests(o.Presented, x.Presented)
}

// digestsKept bounds an observation: a long agent's turn presents all blocks
// of its history again, and the last ones tell the most.
const digestsKept = 32

func (w *Worker) digests(dst []uint64, digests []string) []uint64 {
	for _, d := range digests[max(0, len(digests)-digestsKept):] {
		if d != "" {
			dst = append(dst, nonzero(xxh3.HashStringSeed(d, w.seed.digest)))
		}
	}
	return dst
}
