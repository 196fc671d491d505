package litellm

import (
	"bytes"

	"github.com/valyala/fastjson"
)

// look is how many lines Sniff reads, at most.
const look = 8

// Sniff says how much first, some whole lines, looks like LiteLLM's logs, from
// 0 to 100: the score of its best line.
func Sniff(first []byte) int {
	var parser fastjson.Parser
	best := 0
	for n := 0; n < look && len(first) > 0 && best < 100; {
		line, rest, _ := bytes.Cut(first, []byte{'\n'})
		first = rest
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		n++
		if v, err := parser.ParseBytes(line); err == nil && v.Type() == fastjson.TypeObject {
			best = max(best, score(v.GetObject()))
		}
	}
	return best
}

// score counts the keys that LiteLLM writes; a payload has model_parameters and
// a row spend, which no other log has beside them.
func score(o *fastjson.Object) int {
	keys := []string{"model_parameters", "litellm_call_id", "call_type", "metadata", "startTime", "custom_llm_provider", "model_group"}
	if isRow(o) {
		keys = []string{"spend", "request_id", "call_type", "api_key", "startTime", "custom_llm_provider", "model_group"}
	}
	if o.Get(keys[0]) == nil {
		return 0
	}
	n := 0
	for _, key := range keys {
		if o.Get(key) != nil {
			n++
		}
	}
	return min(100, 20*n)
}
