package observe

import (
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/internal/sketch"
)

// seeds are what the deployment key gives the hashes of text: one a purpose,
// so that equal words in two columns do not look equal.
type seeds struct {
	skeleton, head, tail, system, shingle, band, bigram uint64
	exchange, canonical, conversation, prefix, digest   uint64
	cache                                               uint64
}

func newSeeds(k key.Key) seeds {
	next := k.Until(1).Sum64("observe.seed", "") // what later keys of a chain change is what these hashes made
	draw := func() uint64 {
		next += 0x9e3779b97f4a7c15 // splitmix64
		return sketch.Mix(next)
	}
	return seeds{
		skeleton: draw(), head: draw(), tail: draw(), system: draw(), shingle: draw(), band: draw(), bigram: draw(),
		exchange: draw(), canonical: draw(), conversation: draw(), prefix: draw(), digest: draw(),
		cache: k.Sum64("observe.cache", ""), // of the whole chain: others may have its first key, and make clashes
	}
}
