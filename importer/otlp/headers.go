package otlp

import (
	"strings"

	"github.com/valyala/fastjson"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// headerPrefix opens the attributes, and the keys of the record, that hold a
// header of a request.
const headerPrefix = "http.request.header."

// header is one of a request that an attribute holds.
type header struct {
	name  string
	value pcommon.Value
	sent  bool // to the model, by the caller
}

// readHeaders puts what the headers tell: of those to the server that wrote the
// record, or of those sent to the model.
func (r *reader) readHeaders(sent bool) {
	a := r.decoder.Arena()
	list := a.NewArray()
	n := 0
	add := func(name string, v *fastjson.Value) {
		one := a.NewArray()
		one.SetArrayItem(0, a.NewString(name))
		one.SetArrayItem(1, v)
		list.SetArrayItem(n, one)
		n++
	}
	for _, h := range r.headers {
		if h.sent == sent {
			add(h.name, r.json(h.value, 0))
		}
	}
	if sent {
		for _, h := range literal(r.text("gen_ai.headers")) {
			add(h[0], exchange.Text(a, h[1]))
		}
	}
	if n == 0 {
		return
	}
	had := r.decoder.Has(exchange.FieldAddress)
	hadAgent := r.decoder.Has(exchange.FieldUserAgent)
	body.Headers(r.decoder, list)
	if sent && !had {
		r.doubtful |= exchange.FieldAddress
	}
	if sent && !hadAgent {
		r.doubtful |= exchange.FieldUserAgent
	}
}

// literal reads a dict of texts as Python prints it; nothing if it is none.
func literal(s string) [][2]string {
	s, ok := strings.CutPrefix(strings.TrimSpace(s), "{")
	var all [][2]string
	for ok && len(all) < 64 {
		var key, value string
		if key, s, ok = quoted(s); !ok {
			break
		}
		if s, ok = strings.CutPrefix(strings.TrimSpace(s), ":"); !ok {
			break
		}
		if value, s, ok = quoted(s); !ok {
			break
		}
		all = append(all, [2]string{key, value})
		s, ok = strings.CutPrefix(strings.TrimSpace(s), ",")
	}
	return all
}

// quoted takes a text in quotes, single or double, off s.
func quoted(s string) (text, rest string, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || s[0] != '\'' && s[0] != '"' {
		return "", "", false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == s[0]:
			return b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", "", false
}
