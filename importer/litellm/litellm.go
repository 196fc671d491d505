// Package litellm reads what the LiteLLM proxy logs: StandardLoggingPayload
// objects, one a line or in the arrays of its generic API callback, and rows of
// its LiteLLM_SpendLogs table.
package litellm

import (
	"bytes"
	"time"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// Name is what --format calls it.
const Name = "litellm"

// Decoder reads payloads and rows. It is for one goroutine.
type Decoder struct{ *exchange.Decoder }

// NewDecoder makes a Decoder.
func NewDecoder() *Decoder { return &Decoder{exchange.NewDecoder()} }

// Decode reads one payload or row into x. Embeddings, images, audio and the like are
// exchange.ErrNone.
func (d *Decoder) Decode(line []byte, x *exchange.Exchange) error {
	d.Begin(x)
	o, err := d.Parse(line)
	if err != nil {
		return err
	}
	if isRow(o) {
		return d.row(o, x)
	}
	operation, ok := operations[string(text(o, "call_type"))]
	if !ok {
		return exchange.ErrNone
	}
	d.PutString(exchange.FieldOperation, operation)
	d.times(o.Get("startTime"), o.Get("endTime"))
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

// times puts the start, which is told in seconds since 1970, and the duration.
func (d *Decoder) times(start, end *fastjson.Value) {
	from, ok := body.Time(start)
	if !ok {
		if start != nil && start.Type() != fastjson.TypeNull {
			d.PutString(exchange.FieldTime, "no time") // to be rejected as that
		}
		return
	}
	d.PutTime(from)
	if to, ok := body.Time(end); ok && !to.Before(from) {
		d.PutInt(exchange.FieldDuration, to.Sub(from).Round(time.Millisecond).Milliseconds())
	}
}

// whoever puts the account, which is the user of the key or else the key, and
// what is told of the client.
func (d *Decoder) whoever(o *fastjson.Object) {
	d.identify(o)
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

// identify puts the id that LiteLLM has for the call, which is the answer's.
// Where there was none it is the call id, which a client may choose, and which
// several attempts may share: then the start is put to it, so that no two calls
// count as one.
func (d *Decoder) identify(o *fastjson.Object) {
	id, call := string(text(o, "id")), string(text(o, "litellm_call_id"))
	if start := o.Get("startTime"); (id == "" || id == call) && call != "" && start != nil {
		id = call + "@" + string(start.MarshalTo(nil))
	}
	d.PutString(exchange.FieldID, id)
}

func (d *Decoder) request(o *fastjson.Object) {
	d.Put(exchange.FieldProvider, get(o, "custom_llm_provider"))
	if p := get(o, "model_parameters"); p != nil {
		body.Request(d.Decoder, p)
	}
	d.Put(exchange.FieldModel, get(o, "model"))
	d.Put(exchange.FieldModel, get(o, "model_group"))
	body.Input(d.Decoder, get(o, "messages"))
	if s := o.Get("stream"); s != nil && s.Type() == fastjson.TypeTrue {
		d.Put(exchange.FieldStream, s)
	}
}

func (d *Decoder) response(o *fastjson.Object) {
	body.Response(d.Decoder, get(o, "response"))
	failed := string(text(o, "status")) == "failure"
	if failed {
		d.failure(o.Get("error_information"))
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

// failure puts why a call failed. The code is a status, or else the provider's
// word for it; then the normalised error begins with one.
func (d *Decoder) failure(e *fastjson.Value) {
	d.Put(exchange.FieldErrorType, e.Get("error_class"))
	normal, _, _ := bytes.Cut(e.GetStringBytes("normalized_error"), []byte{'_'})
	for _, code := range [...][]byte{e.GetStringBytes("error_code"), normal} {
		if n, ok := body.Status(code); ok {
			d.PutInt(exchange.FieldStatus, n)
			return
		}
	}
}
