package helicone

import (
	"math"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// The keys of a row, in the API's answers and in the dashboard's export; few
// other logs have three of either.
var (
	serverKeys = []string{
		"request_id", "request_created_at", "request_user_id", "request_path", "request_body", "response_body",
		"response_status", "request_model", "request_properties", "delay_ms", "country_code", "target_url", "helicone_user",
	}
	dashboardKeys = []string{"requestText", "responseText", "customProperties", "countryCode", "promptTokens", "completionTokens"}
	timeKeys      = []string{"request_created_at", "requestCreatedAt", "created_at", "createdAt"}
)

// row puts what a row says. In a CSV every value is text, and an object is the
// text of its JSON.
func (d *Decoder) row(o *fastjson.Object) error {
	request := body.JSON(get(o, "request_body", "requestBody", "request", "requestText"))
	answer := body.JSON(get(o, "response_body", "responseBody", "response", "responseText"))
	path := get(o, "request_path", "requestPath", "path", "target_url")
	if err := d.call(string(path.GetStringBytes()), request, answer); err != nil {
		return err
	}
	d.rowTime(get(o, timeKeys...))
	if ms, ok := number(get(o, "delay_ms", "delayMs", "latency")); ok {
		d.duration(ms)
	}
	status := body.JSON(get(o, "response_status", "responseStatus", "status"))
	if code := status.Get("code"); code != nil { // the dashboard's
		status = code
	}
	d.status(status)
	d.Put(exchange.FieldID, get(o, "request_id", "requestId", "id"))
	d.Put(exchange.FieldAccount, get(o, "request_user_id", "requestUserId", "user_id", "userId", "user"))
	for _, key := range [...]string{"request_properties", "properties", "customProperties"} {
		d.who(body.JSON(get(o, key)))
	}
	d.endUser(request)
	d.rest(exchange.FieldModel, get(o, "request_model", "requestModel", "model"))
	d.rest(exchange.FieldResponseModel, get(o, "response_model", "responseModel"))
	d.provider(get(o, "provider"))
	for _, c := range [...]struct {
		f    exchange.Fields
		keys []string
	}{
		{exchange.FieldInputTokens, []string{"prompt_tokens", "promptTokens"}},
		{exchange.FieldOutputTokens, []string{"completion_tokens", "completionTokens"}},
		{exchange.FieldReasoningTokens, []string{"reasoning_tokens", "reasoningTokens"}},
		{exchange.FieldCacheTokens, []string{"prompt_cache_read_tokens", "promptCacheReadTokens"}},
	} {
		if n, ok := number(get(o, c.keys...)); ok && n >= 0 && n <= math.MaxInt32 && !d.Has(c.f) {
			d.PutInt(c.f, int64(n))
		}
	}
	return nil
}

// rest puts what a body did not say.
func (d *Decoder) rest(f exchange.Fields, v *fastjson.Value) {
	if !d.Has(f) {
		d.Put(f, v)
	}
}

func (d *Decoder) rowTime(v *fastjson.Value) {
	if v == nil {
		return
	}
	if t, ok := body.Time(v); ok {
		d.PutTime(t)
		return
	}
	d.Put(exchange.FieldTime, v) // to be rejected for what it is
}

// providers are those whose name OpenTelemetry has otherwise; the rest are in
// lower case there.
var providers = map[string]string{
	"azure": "azure.ai.openai", "bedrock": "aws.bedrock", "aws": "aws.bedrock", "google": "gcp.gemini", "vertex": "gcp.vertex_ai",
	"mistral": "mistral_ai", "x": "x_ai", "custom": "",
}

func (d *Decoder) provider(v *fastjson.Value) {
	if v == nil {
		return
	}
	name := strings.ToLower(string(v.GetStringBytes()))
	if standard, ok := providers[name]; ok {
		name = standard
	}
	d.PutString(exchange.FieldProvider, name)
}

// number is a number, or the text of one.
func number(v *fastjson.Value) (float64, bool) {
	if v == nil {
		return 0, false
	}
	switch v.Type() {
	case fastjson.TypeNumber:
		return v.GetFloat64(), true
	case fastjson.TypeString:
		n, err := strconv.ParseFloat(string(v.GetStringBytes()), 64)
		return n, err == nil && n-n == 0 // neither infinite nor NaN
	}
	return 0, false
}
