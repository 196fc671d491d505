package litellm

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/importer/body"
)

// Sniff says how much first, some whole lines, looks like LiteLLM's logs, from
// 0 to 100: the score of its best line.
func Sniff(first []byte) int { return body.Best(first, score) }

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
