// Package access reads the access logs of gateways, one JSON object a request:
// Envoy's json_format, what Kong's http-log, file-log and their like write, and
// nginx's log_format with escape=json. They say who asked when and how much,
// and not what: no key that holds content is put, even where a log has some.
//
// The names are from the documentation of the three (in names.go); of none was
// a real log at hand. Operators choose the names of Envoy's and nginx's fields
// themselves, so that the common ones are known, and a map (package fieldmap)
// is for the rest.
package access

import (
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// Name is what --format calls it.
const Name = "access"

// Decoder reads requests. It is for one goroutine.
type Decoder struct {
	*exchange.Decoder
	record *record
}

// NewDecoder makes a Decoder.
func NewDecoder() *Decoder { return &Decoder{exchange.NewDecoder(), newRecord()} }

// Decode reads one request into x. A request whose path or method is not that
// of a conversation or a completion is exchange.ErrNone, as is one that tells
// neither a path nor a model.
func (d *Decoder) Decode(line []byte, x *exchange.Exchange) error {
	d.Begin(x)
	o, err := d.Parse(line)
	if err != nil {
		return err
	}
	r := d.record
	r.read(o)
	target := targetOf(r)
	if m := target.method; m != "" && !strings.EqualFold(m, "POST") {
		return exchange.ErrNone
	}
	operation, model := target.operation()
	if operation == "" && (target.path != "" || models.text(r) == "") {
		return exchange.ErrNone
	}
	d.PutString(exchange.FieldOperation, operation)
	d.account(r, target)
	d.time(r)
	for i := range texts {
		d.PutString(texts[i].key, texts[i].from.text(r))
	}
	for i := range counts {
		if n, ok := counts[i].from.count(r); ok {
			d.PutInt(counts[i].key, n)
		}
	}
	if n, ok := statuses.count(r); ok && n >= 100 && n < 600 {
		d.PutInt(exchange.FieldStatus, n)
	}
	d.PutString(exchange.FieldAddress, address(r))
	d.headers(r)
	d.kong(r)
	if !d.Has(exchange.FieldModel) {
		d.PutString(exchange.FieldModel, model)
	}
	if !d.Has(exchange.FieldProvider) {
		d.PutString(exchange.FieldProvider, provider(hosts.text(r)))
	}
	return d.End(x)
}

// account puts who asked. Where only the key is told that the caller showed,
// its digest stands for the account.
func (d *Decoder) account(r *record, target target) {
	if id := accounts.text(r); id != "" {
		d.PutString(exchange.FieldAccount, id)
		return
	}
	for _, p := range secrets {
		if key := secret(text(r.get(p))); key != "" {
			d.PutString(exchange.FieldAccount, exchange.Digest([]byte(key)))
			return
		}
	}
	if key := secret(target.key()); key != "" {
		d.PutString(exchange.FieldAccount, exchange.Digest([]byte(key)))
	}
}

// secret is the key in an authorization header or a key's own header, "" if it
// was blacked out: then it would be one account that all share.
func secret(s string) string {
	if scheme, rest, ok := strings.Cut(s, " "); ok && strings.EqualFold(scheme, "Bearer") {
		s = strings.TrimSpace(rest)
	}
	if strings.EqualFold(s, "Bearer") || strings.Contains(strings.ToLower(s), "redacted") || strings.Trim(s, "*.-xX") == "" {
		return ""
	}
	return s
}

// headers puts the headers that tell one SDK from another: Kong's are in an
// object, nginx's are variables named http_….
func (d *Decoder) headers(r *record) {
	named := d.Arena().NewObject()
	add := func(name string, v *fastjson.Value) {
		if text(v) != "" && !strings.EqualFold(name, "x-forwarded-for") { // which was read already
			named.Set(name, v)
		}
	}
	if h := r.get(headers); h != nil && h.Type() == fastjson.TypeObject {
		h.GetObject().Visit(func(key []byte, v *fastjson.Value) { add(string(key), v) })
	}
	for _, h := range r.heads {
		add(strings.ReplaceAll(h.name, "_", "-"), h.value)
	}
	body.Headers(d.Decoder, named)
}

// kong puts what Kong's AI plugins add to its log.
func (d *Decoder) kong(r *record) {
	ai := r.get(plugins)
	plugin := ai.Get("proxy")
	if plugin == nil {
		if ai == nil || ai.Type() != fastjson.TypeObject {
			return
		}
		ai.GetObject().Visit(func(_ []byte, v *fastjson.Value) {
			if plugin == nil && v.Get("meta") != nil {
				plugin = v
			}
		})
	}
	if plugin == nil {
		return
	}
	d.PutString(exchange.FieldModel, text(plugin.Get("meta", "request_model")))
	d.PutString(exchange.FieldResponseModel, text(plugin.Get("meta", "response_model")))
	d.PutString(exchange.FieldProvider, text(plugin.Get("meta", "provider_name")))
	if n, ok := count(plugin.Get("usage", "prompt_token")); ok { // until Kong 3.8
		d.PutInt(exchange.FieldInputTokens, n)
	}
	if n, ok := count(plugin.Get("usage", "completion_token")); ok {
		d.PutInt(exchange.FieldOutputTokens, n)
	}
	body.Usage(d.Decoder, plugin.Get("usage"))
}
