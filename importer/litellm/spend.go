package litellm

import (
	"strconv"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// isRow tells a row of the LiteLLM_SpendLogs table. It is read per
// documentation only, as LiteLLM's schema.prisma has it: no database was there
// to write any.
func isRow(o *fastjson.Object) bool {
	return o.Get("spend") != nil && o.Get("request_id") != nil && o.Get("startTime") != nil
}

// row reads a row, whose JSON columns may be text that holds JSON, and whose
// numbers text: so a CSV has them. The conversation is there only where the
// proxy has store_prompts_in_spend_logs, and empty objects stand for it where
// it is not.
func (d *Decoder) row(o *fastjson.Object, x *exchange.Exchange) error {
	operation, ok := operations[string(text(o, "call_type"))]
	if !ok {
		return exchange.ErrNone
	}
	d.PutString(exchange.FieldOperation, operation)
	d.times(o.Get("startTime"), o.Get("endTime"))
	meta := body.JSON(o.Get("metadata"))
	d.payer(o, meta)
	d.Put(exchange.FieldProvider, o.Get("custom_llm_provider"))
	d.Put(exchange.FieldAddress, meta.Get("requester_ip_address"))
	d.Put(exchange.FieldAddress, o.Get("requester_ip_address"))
	d.Put(exchange.FieldUserAgent, meta.Get("user_agent"))

	sent := body.JSON(o.Get("proxy_server_request"))
	if b := sent.Get("body"); b.GetObject() != nil {
		body.Headers(d.Decoder, sent.Get("headers"))
		sent = b
	}
	body.Request(d.Decoder, sent)
	if m := body.JSON(o.Get("messages")); len(m.GetArray()) > 0 {
		body.Input(d.Decoder, m)
	}
	d.Put(exchange.FieldModel, o.Get("model"))
	d.Put(exchange.FieldModel, o.Get("model_group"))

	body.Usage(d.Decoder, meta.Get("usage_object"))
	body.Answer(d.Decoder, body.JSON(o.Get("response")))
	for _, c := range [...]struct {
		f   exchange.Fields
		key string
	}{{exchange.FieldInputTokens, "prompt_tokens"}, {exchange.FieldOutputTokens, "completion_tokens"}} {
		if n, ok := whole(o.Get(c.key)); ok && !d.Has(c.f) {
			d.PutInt(c.f, n)
		}
	}
	d.outcome(o, meta)
	return d.End(x)
}

// payer puts the account, which is the user of the key or else the key, and
// those above it.
func (d *Decoder) payer(o *fastjson.Object, meta *fastjson.Value) {
	d.Put(exchange.FieldID, o.Get("request_id"))
	first := func(f exchange.Fields, values ...*fastjson.Value) {
		for _, v := range values {
			if !d.Has(f) {
				d.Put(f, v)
			}
		}
	}
	first(exchange.FieldAccount, meta.Get("user_api_key_user_id"), o.Get("user"), o.Get("api_key"), meta.Get("user_api_key"), o.Get("end_user"))
	first(exchange.FieldOrg, meta.Get("user_api_key_org_id"), o.Get("organization_id"), meta.Get("user_api_key_team_id"), o.Get("team_id"))
	first(exchange.FieldConversation, o.Get("session_id"))
}

// outcome puts how the call ended.
func (d *Decoder) outcome(o *fastjson.Object, meta *fastjson.Value) {
	status := text(o, "status")
	if len(status) == 0 {
		status = meta.GetStringBytes("status")
	}
	if string(status) != "failure" {
		if len(status) > 0 {
			d.PutInt(exchange.FieldStatus, 200)
		}
		return
	}
	d.failure(meta.Get("error_information"))
}

// whole is a whole number, or its text, that the record can hold.
func whole(v *fastjson.Value) (int64, bool) {
	if v == nil {
		return 0, false
	}
	s := string(v.GetStringBytes())
	if v.Type() == fastjson.TypeNumber {
		s = string(exchange.AppendJSON(nil, v))
	}
	n, err := strconv.ParseInt(s, 10, 32)
	return n, err == nil && n >= 0
}
