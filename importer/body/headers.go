package body

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// maxHeaders is how many headers of one request are taken.
const maxHeaders = 64

// Headers puts the headers of a request that tell one SDK from another, and the
// client's address and user agent where nothing else gave them. Others, such as
// keys and cookies, are not looked at. They are an object of texts or lists of
// texts, or a list of pairs: ["name","value"] or {"name":…,"value":…}.
func Headers(d *exchange.Decoder, headers *fastjson.Value) {
	left := maxHeaders
	each(headers, func(key string, v *fastjson.Value) {
		name := strings.ToLower(key)
		switch {
		case strings.HasPrefix(name, "x-stainless-") && len(name) <= 64 || kept[name]:
			if left--; left >= 0 && isHeader(v) {
				d.PutHeader(name, v)
			}
		case name == "user-agent" && !d.Has(exchange.FieldUserAgent):
			d.PutString(exchange.FieldUserAgent, string(one(v)))
		case name == "x-forwarded-for" && !d.Has(exchange.FieldAddress):
			address, _, _ := strings.Cut(string(one(v)), ",")
			d.PutString(exchange.FieldAddress, Address(address))
		}
	})
}

// Header is the value of a request header by its name in lower case, or "".
func Header(headers *fastjson.Value, name string) string {
	var value string
	each(headers, func(key string, v *fastjson.Value) {
		if strings.EqualFold(key, name) {
			value = string(one(v))
		}
	})
	return value
}

func each(headers *fastjson.Value, see func(key string, v *fastjson.Value)) {
	if o := headers.GetObject(); o != nil {
		o.Visit(func(key []byte, v *fastjson.Value) { see(string(key), v) })
		return
	}
	for _, h := range headers.GetArray() {
		if pair := h.GetArray(); len(pair) == 2 {
			see(string(pair[0].GetStringBytes()), pair[1])
		} else if v := h.Get("value"); v != nil {
			see(string(h.GetStringBytes("name")), v)
		}
	}
}

// isHeader tells a text or a list of texts.
func isHeader(v *fastjson.Value) bool {
	for _, e := range v.GetArray() {
		if e.Type() != fastjson.TypeString {
			return false
		}
	}
	return isText(v) || isList(v)
}

// one is the text of a header, the first if it was sent more than once.
func one(v *fastjson.Value) []byte {
	if isList(v) {
		return v.GetStringBytes("0")
	}
	return v.GetStringBytes()
}

// Address is an address without the port and the brackets that logs put to it.
func Address(s string) string {
	s = strings.TrimSpace(s)
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().String()
	}
	return strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")
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
