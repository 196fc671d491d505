package body

import (
	"strconv"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// Headers puts the headers of a request that tell one SDK from another, and the
// client's address and user agent where nothing else gave them. Others, such as
// keys and cookies, are not looked at.
func Headers(d *exchange.Decoder, headers *fastjson.Value) {
	if headers.Type() != fastjson.TypeObject {
		return
	}
	headers.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		name := strings.ToLower(string(key))
		if v.Type() != fastjson.TypeString && v.Type() != fastjson.TypeArray {
			return
		}
		switch {
		case strings.HasPrefix(name, "x-stainless-") || kept[name]:
			d.PutHeader(name, v)
		case name == "user-agent" && !d.Has(exchange.FieldUserAgent):
			d.Put(exchange.FieldUserAgent, v)
		case name == "x-forwarded-for" && !d.Has(exchange.FieldAddress):
			address, _, _ := strings.Cut(string(v.GetStringBytes()), ",")
			d.PutString(exchange.FieldAddress, strings.TrimSpace(address))
		}
	})
}

var kept = map[string]bool{
	"accept": true, "accept-encoding": true, "accept-language": true, "anthropic-beta": true, "anthropic-version": true,
	"openai-beta": true, "x-app": true, "x-client-name": true, "x-client-version": true,
}

// Status reads an HTTP status that is written as text.
func Status(code []byte) (int64, bool) {
	n, err := strconv.Atoi(string(code))
	return int64(n), err == nil && n >= 100 && n < 600
}
