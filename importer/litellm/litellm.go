// Package litellm reads what the LiteLLM proxy logs: StandardLoggingPayload
// objects, one a line or in the arrays of its generic API callback, and rows of
// its LiteLLM_SpendLogs table.
package litellm

import (
	"bytes"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// Name is what --format calls it.
const Name = "litellm"

// Sniff tells a payload by the keys that only LiteLLM writes.
func Sniff(first []byte) int {
	n := 0
	for _, key := range [...]string{`"litellm_call_id"`, `"call_type"`, `"model_parameters"`, `"metadata"`, `"user_api_key`, `"startTime"`} {
		if bytes.Contains(first, []byte(key)) {
			n++
		}
	}
	return min(100, 20*n)
}

// Decoder reads payloads. It is for one goroutine.
type Decoder struct{ *exchange.Decoder }

// NewDecoder makes a Decoder.
func NewDecoder() *Decoder { return &Decoder{exchange.NewDecoder()} }

// Decode reads one payload into x. Embeddings, images, audio and the like are
// exchange.ErrNone.
func (d *Decoder) Decode(line []byte, x *exchange.Exchange) error {
	d.Begin(x)
	o, err := d.Parse(line)
	if err != nil {
		return err
	}
	operation, ok := operations[string(text(o, "call_type"))]
	if !ok {
		return exchange.ErrNone
	}
	d.PutString(exchange.FieldOperation, operation)
	d.times(o)
	d.whoever(o)
	d.request(o)
	d.response(o)
	return d.End(x)
}

// operations are the calls that are exchanges; a log without call_type is of
// chats.
var operations = map[string]string{
	"completion": "chat", "acompletion": "chat", "responses": "chat", "aresponses": "chat", "anthropic_messages": "chat", "": "chat",
	"text_completion": "text_completion", "atext_completion": "text_completion",
	"generate_content": "generate_content", "agenerate_content": "generate_content",
	"generate_content_stream": "generate_content", "agenerate_content_stream": "generate_content",
}

func text(o *fastjson.Object, path ...string) []byte {
	v := o.Get(path[0])
	if v == nil {
		return nil
	}
	return v.GetStringBytes(path[1:]...)
}

func get(o *fastjson.Object, path ...string) *fastjson.Value {
	v := o.Get(path[0])
	if v == nil {
		return nil
	}
	return v.Get(path[1:]...)
}

func (d *Decoder) times(o *fastjson.Object) {
	start, end := get(o, "startTime"), get(o, "endTime")
	if start == nil || start.Type() != fastjson.TypeNumber {
		d.Put(exchange.FieldTime, start)
		return
	}
	from := start.GetFloat64()
	d.PutTime(exchange.Seconds(from))
	if end != nil && end.Type() == fastjson.TypeNumber {
		d.PutInt(exchange.FieldDuration, max(0, int64((end.GetFloat64()-from)*1000+.5)))
	}
}

// whoever puts the account, which is the user of the key or else the key, and
// what is told of the client.
func (d *Decoder) whoever(o *fastjson.Object) {
	d.Put(exchange.FieldID, get(o, "litellm_call_id"))
	for _, path := range [...][]string{{"metadata", "user_api_key_user_id"}, {"metadata", "user_api_key_hash"}, {"metadata", "user_api_key_end_user_id"}, {"end_user"}} {
		if !d.Has(exchange.FieldAccount) {
			d.Put(exchange.FieldAccount, get(o, path...))
		}
	}
	for _, path := range [...][]string{{"metadata", "user_api_key_org_id"}, {"metadata", "user_api_key_team_id"}} {
		if !d.Has(exchange.FieldOrg) {
			d.Put(exchange.FieldOrg, get(o, path...))
		}
	}
	for _, path := range [...][]string{{"session_id"}, {"trace_id"}} {
		if !d.Has(exchange.FieldConversation) {
			d.Put(exchange.FieldConversation, get(o, path...))
		}
	}
	d.Put(exchange.FieldAddress, get(o, "metadata", "requester_ip_address"))
	d.Put(exchange.FieldAddress, get(o, "requester_ip_address"))
	d.Put(exchange.FieldUserAgent, get(o, "metadata", "user_agent"))
	d.Put(exchange.FieldUserAgent, get(o, "user_agent"))
	if headers := get(o, "metadata", "requester_custom_headers"); headers != nil {
		body.Headers(d.Decoder, headers)
	}
}

func (d *Decoder) request(o *fastjson.Object) {
	d.Put(exchange.FieldProvider, get(o, "custom_llm_provider"))
	if p := get(o, "model_parameters"); p != nil {
		body.Request(d.Decoder, p)
	}
	d.Put(exchange.FieldModel, get(o, "model"))
	d.Put(exchange.FieldModel, get(o, "model_group"))
	if m := get(o, "messages"); m != nil {
		d.Put(exchange.FieldInput, m)
		body.Presented(d.Decoder, m)
	}
	if s := o.Get("stream"); s != nil && s.Type() == fastjson.TypeTrue {
		d.Put(exchange.FieldStream, s)
	}
}

func (d *Decoder) response(o *fastjson.Object) {
	body.Response(d.Decoder, get(o, "response"))
	failed := string(text(o, "status")) == "failure"
	if failed {
		e := o.Get("error_information")
		d.Put(exchange.FieldErrorType, e.Get("error_class"))
		if code, ok := body.Status(e.GetStringBytes("error_code")); ok {
			d.PutInt(exchange.FieldStatus, code)
		}
		return
	}
	d.PutInt(exchange.FieldStatus, 200)
	for _, c := range [...]struct {
		f   exchange.Fields
		key string
	}{{exchange.FieldInputTokens, "prompt_tokens"}, {exchange.FieldOutputTokens, "completion_tokens"}} {
		if !d.Has(c.f) {
			d.Put(c.f, o.Get(c.key))
		}
	}
}
