// Package pairs reads requests and their answers as home-made gateways and
// wrappers of an SDK log them: objects that hold the body that was sent, the
// one that came back, when, and for whom, under names that differ from log to
// log. No tool writes this format: the names it knows are in fields.go.
//
// It also knows what LiteLLM posts to a guardrail, in guardrail.go.
package pairs

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// Name is what --format calls it.
const Name = "pairs"

// Sniff says how much first, some whole lines, looks like pairs, from 0 to 100:
// the score of its best line.
func Sniff(first []byte) int { return body.Best(first, score) }

// score is 60 for a line with the body of a request, and more where there is an
// answer, a time. Formats that have such bodies and names of their own score
// higher; lines of a batch, which have no time, are none.
func score(o *fastjson.Object) int {
	if isGuardrail(o) {
		return 100
	}
	p := read(o)
	if p.request == nil || o.Get("custom_id") != nil {
		return 0
	}
	n := 60
	if p.response != nil {
		n += 10
	}
	if find(startNames, p.record, p.ask) != nil {
		n += 10
	}
	return n
}

// Decoder reads pairs. It is for one goroutine.
type Decoder struct{ *exchange.Decoder }

// NewDecoder makes a Decoder.
func NewDecoder() *Decoder { return &Decoder{exchange.NewDecoder()} }

// Decode reads one pair into x. Calls that are no exchange, such as embeddings,
// are exchange.ErrNone.
func (d *Decoder) Decode(line []byte, x *exchange.Exchange) error {
	d.Begin(x)
	o, err := d.Parse(line)
	if err != nil {
		return err
	}
	if isGuardrail(o) {
		return guardrail(o)
	}
	p := read(o)
	operation, known := body.Operation(p.path())
	switch {
	case known && operation == "":
		return exchange.ErrNone
	case p.request == nil:
		return p.unasked()
	case !known:
		if operation = body.Kind(p.request, p.response); operation == "" {
			return exchange.ErrNone
		}
	}
	d.PutString(exchange.FieldOperation, operation)
	p.whoever(d.Decoder)
	p.client(d.Decoder)
	p.conversation(d.Decoder)
	p.answer(d.Decoder)
	p.times(d.Decoder)
	return d.end(x)
}

// unasked is why a record without the body of a request is not taken: it is a
// call that has none, or it is in want of one.
func (p *pair) unasked() error {
	if method := text(find(methodNames, p.record, p.ask)); method != "" && !strings.EqualFold(method, "POST") {
		return exchange.ErrNone
	}
	return &exchange.Rejection{Reason: "there is no request body", Hint: "log what was sent to the model as an object in request, body, request_body, req or input_body"}
}

// end is End with hints that fit logs which the operator writes himself.
func (d *Decoder) end(x *exchange.Exchange) error {
	switch {
	case !d.Has(exchange.FieldTime):
		return &exchange.Rejection{Reason: "time is missing", Hint: "have the gateway log when the request came, in time: RFC 3339, or seconds since 1970"}
	case !d.Has(exchange.FieldAccount):
		return &exchange.Rejection{Reason: "user.id is missing or empty", Hint: "have the gateway log whose key was used, in account_id or user_id"}
	}
	return d.End(x)
}

// conversation puts what was asked, and where it belongs.
func (p *pair) conversation(d *exchange.Decoder) {
	d.PutString(exchange.FieldID, text(find(idNames, p.record, p.ask)))
	for _, thread := range [...]string{
		text(find(threadNames, p.record, p.ask, p.meta)), text(p.request.Get("conversation")),
		text(p.request.Get("conversation", "id")), body.Header(p.headers(), "x-session-id"),
	} {
		if !d.Has(exchange.FieldConversation) {
			d.PutString(exchange.FieldConversation, thread)
		}
	}
	body.Request(d, p.request)
	if !d.Has(exchange.FieldModel) {
		d.PutString(exchange.FieldModel, text(find([]string{"model"}, p.record, p.meta)))
	}
	provider := text(find(providerNames, p.record, p.ask, p.meta))
	if provider == "" {
		provider = body.Provider(p.path())
	}
	d.PutString(exchange.FieldProvider, provider)
}

// answer puts what came back: a body, a stream's text or its chunks, or the
// words alone.
func (p *pair) answer(d *exchange.Decoder) {
	body.Usage(d, get(p.record, "usage"))
	if !body.Answer(d, p.response) && isWords(p.response) {
		d.Put(exchange.FieldOutput, p.response)
	}
	if code, ok := body.Status([]byte(text(find(statusNames, p.reply, p.record)))); ok {
		d.PutInt(exchange.FieldStatus, code)
	}
	if d.Has(exchange.FieldErrorType) {
		return
	}
	kind := text(find(errorNames, p.record, p.reply))
	if e := get(p.record, "error"); kind == "" && (text(e) != "" || e.GetObject() != nil) {
		kind = "_OTHER" // the conventions' name of an error without a class
	}
	d.PutString(exchange.FieldErrorType, kind)
}

// isWords tells the text of an answer from the text of a body that could not be
// read, JSON that was cut or an error page.
func isWords(v *fastjson.Value) bool {
	if v == nil || v.Type() != fastjson.TypeString {
		return false
	}
	s := bytes.TrimSpace(v.GetStringBytes())
	for _, open := range [...]string{"{", "[", "<", "data:", "event:", ":"} {
		if bytes.HasPrefix(s, []byte(open)) {
			return false
		}
	}
	return len(s) > 0
}
