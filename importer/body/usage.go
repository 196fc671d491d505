package body

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// counts are the names that the forms have for the tokens counted.
var counts = [...]struct {
	field exchange.Fields
	paths [][]string
}{
	{exchange.FieldInputTokens, [][]string{{"prompt_tokens"}, {"input_tokens"}}},
	{exchange.FieldOutputTokens, [][]string{{"completion_tokens"}, {"output_tokens"}}},
	{exchange.FieldReasoningTokens, [][]string{{"completion_tokens_details", "reasoning_tokens"}, {"output_tokens_details", "reasoning_tokens"}}},
	{exchange.FieldCacheTokens, [][]string{{"prompt_tokens_details", "cached_tokens"}, {"input_tokens_details", "cached_tokens"}, {"cache_read_input_tokens"}}},
	{0, [][]string{{"cache_creation_input_tokens"}}},
}

// Usage puts the tokens counted, by the names that any of the forms has. Of
// Anthropic's, which counts tokens from a cache and into one apart, the sum is
// what was read, as the semantic conventions have it.
func Usage(d *exchange.Decoder, u *fastjson.Value) {
	if u == nil || u.Type() != fastjson.TypeObject {
		return
	}
	for _, c := range counts {
		for _, path := range c.paths {
			if n := u.Get(path...); n != nil && isCount(n) && c.field != 0 {
				d.Put(c.field, n)
				break
			}
		}
	}
	if u.Exists("prompt_tokens") || !u.Exists("input_tokens") {
		return
	}
	sum := 0
	for _, key := range [...]string{"input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"} {
		n := u.Get(key)
		if n == nil || n.Type() == fastjson.TypeNull {
			continue
		}
		if !isCount(n) {
			return
		}
		sum += int(n.GetFloat64())
	}
	if sum <= 1<<31-1 {
		d.PutInt(exchange.FieldInputTokens, int64(sum))
	}
}
