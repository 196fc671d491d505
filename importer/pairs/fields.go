package pairs

import (
	"slices"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/importer/body"
)

// The names that logs have: the first that says something counts. A dot leads
// into an object, unless the name with its dot is a key itself.
var (
	requestNames  = []string{"request_body", "requestBody", "input_body", "request", "body", "req", "payload"}
	responseNames = []string{"response_body", "responseBody", "output_body", "response", "res", "resp"}
	innerNames    = []string{"body", "json", "text", "chunks", "events"} // of the body in an object that also has headers, a status

	startNames    = []string{"time", "timestamp", "@timestamp", "start_time", "startTime", "started_at", "created_at", "createdAt", "request_time", "ts"}
	endNames      = []string{"end_time", "endTime", "ended_at", "finished_at", "completed_at"}
	replyNames    = slices.Concat(endNames, startNames) // in the response: when it came
	milliNames    = []string{"duration_ms", "latency_ms", "elapsed_ms", "response_time_ms", "durationMs", "latencyMs"}
	secondsNames  = []string{"duration", "latency", "elapsed", "response_time", "duration_s", "latency_s", "duration_seconds", "latency_seconds", "elapsed_seconds"}
	accountNames  = []string{"user.id", "user_id", "userId", "user", "account.id", "account_id", "accountId", "account", "customer.id", "customer_id", "customerId", "customer", "api_key.id", "api_key_id", "apiKeyId", "key_id", "api_key_hash", "key_hash"}
	orgNames      = []string{"organization.id", "organization_id", "organization", "organisation.id", "organisation_id", "organisation", "org.id", "org_id", "org", "team_id", "tenant_id", "tenant", "workspace_id"}
	idNames       = []string{"exchange_id", "request_id", "requestId", "id"}
	threadNames   = []string{"conversation.id", "conversation_id", "conversationId", "session.id", "session_id", "sessionId", "thread_id", "threadId", "chat_id"}
	clientNames   = []string{"client.address", "client_address", "client.ip", "client_ip", "clientIp", "remote_addr", "remote_address", "remote_ip", "ip", "ip_address", "source_ip"}
	agentNames    = []string{"user_agent.original", "user_agent", "userAgent"}
	pathNames     = []string{"url", "path", "endpoint", "route", "uri"}
	methodNames   = []string{"method", "http_method"}
	providerNames = []string{"provider.name", "provider", "gen_ai.provider.name"}
	statusNames   = []string{"status_code", "statusCode", "http_status", "response_status", "response_code", "status"}
	errorNames    = []string{"error.type", "error_type", "error.code"}
)

// pair is a record taken apart.
type pair struct {
	record *fastjson.Object
	ask    *fastjson.Object // what lies about the request's body: path, headers
	reply  *fastjson.Object // what lies about the answer's: status
	meta   *fastjson.Object

	request  *fastjson.Value // the body; nil if there is none
	response *fastjson.Value // the body, or what stands for one
}

func read(o *fastjson.Object) *pair {
	p := &pair{record: o, meta: o.Get("metadata").GetObject()}
	for _, name := range requestNames {
		v := body.JSON(o.Get(name))
		if v.GetObject() == nil {
			continue
		}
		if isRequest(v) {
			if p.request == nil {
				p.request = v
			}
			continue
		}
		if p.ask == nil {
			p.ask = v.GetObject()
		}
		for _, inner := range innerNames {
			if b := body.JSON(v.Get(inner)); p.request == nil && isRequest(b) {
				p.request, p.ask = b, v.GetObject()
			}
		}
	}
	for _, name := range responseNames {
		v := body.JSON(o.Get(name))
		if p.response != nil || !says(v) {
			continue
		}
		p.response = v
		if v.GetObject() == nil || v.Exists("choices") {
			continue
		}
		for _, inner := range innerNames {
			if b := body.JSON(v.Get(inner)); says(b) && !(inner == "text" && v.Exists("object")) { // which a Responses body has
				p.response, p.reply = b, v.GetObject()
				break
			}
		}
	}
	return p
}

// isRequest tells the body of a request to a model.
func isRequest(v *fastjson.Value) bool {
	return v.Exists("messages") || v.Exists("input") || v.Exists("prompt")
}

// says tells a value that says something.
func says(v *fastjson.Value) bool {
	return v != nil && v.Type() != fastjson.TypeNull && (v.Type() != fastjson.TypeString || len(v.GetStringBytes()) > 0)
}

// find is what the first of the objects that has one of the names has under the
// first of them, a text or a number; nil if none has.
func find(names []string, in ...*fastjson.Object) *fastjson.Value {
	for _, o := range in {
		for _, name := range names {
			if v := get(o, name); says(v) && (v.Type() == fastjson.TypeString || v.Type() == fastjson.TypeNumber) {
				return v
			}
		}
	}
	return nil
}

func get(o *fastjson.Object, name string) *fastjson.Value {
	if o == nil {
		return nil
	}
	v := o.Get(name)
	if outer, inner, ok := strings.Cut(name, "."); ok && v == nil {
		v = o.Get(outer).Get(inner)
	}
	return v
}

// text is a text, or a number as it is written.
func text(v *fastjson.Value) string {
	if v == nil {
		return ""
	}
	if v.Type() == fastjson.TypeNumber {
		return string(v.MarshalTo(nil))
	}
	return string(v.GetStringBytes())
}
