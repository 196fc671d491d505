package access

import (
	"strings"

	"github.com/stillhunt/stillhunt/exchange"
)

// The names that logs have for what is read, the best first: the first that
// says something counts. A slash leads into an object.
//
// Sources: Envoy's access log command operators and the JSON formats that
// Istio, Contour and Envoy Gateway set by default
// (envoyproxy.io/docs/envoy/latest/configuration/observability/access_log),
// Envoy AI Gateway's genai_ fields; Kong's log serializer (kong/pdk/log.lua)
// and its AI audit log reference (developer.konghq.com); nginx's variables
// (nginx.org/en/docs/varindex.html), of which those with http_ are headers.
var (
	methods = in("method request_method request/method :method http_method")
	targets = in("path x-envoy-origin-path x-envoy-original-path x_envoy_original_path request_path request_uri uri request/uri request/url url request")
	hosts   = in("authority :authority service/host http_host request/headers/host host upstream_host")

	accounts = in(`consumer/id consumer/username consumer/custom_id authenticated_entity/consumer_id authenticated_entity/id
		account_id account user_id user username remote_user consumer_id consumer api_key_id key_id
		x_consumer_id x-consumer-id http_x_consumer_id x_user_id x-user-id http_x_user_id`)
	secrets = in(`authorization http_authorization request/headers/authorization
		x_api_key x-api-key http_x_api_key request/headers/x-api-key api_key api-key http_api_key request/headers/api-key
		apikey http_apikey request/headers/apikey x-goog-api-key http_x_goog_api_key request/headers/x-goog-api-key`)

	// begun are names of the request's start; of the others nginx's are of its
	// end, and are told apart by its request_time.
	begun    = in("start_time startTime started_at request_start")
	told     = in("msec time_iso8601 time_local @timestamp timestamp ts time")
	millis   = in("duration duration_ms latencies/request latency_ms")
	seconds  = in("request_time")
	statuses = in("response_code status response/status status_code response_status")

	// forwarded are lists of addresses, of which the first is the client's.
	forwarded = in("x_forwarded_for x-forwarded-for http_x_forwarded_for forwarded_for request/headers/x-forwarded-for")
	addresses = in(`client_ip true_client_ip downstream_remote_address downstream_remote_address_without_port
		downstream_direct_remote_address http_x_real_ip remote_addr remote_address remote_ip client_address client_addr`)

	headers = path("request/headers")
	plugins = path("ai")

	models = in("gen_ai.request.model genai_model_name request_model model llm_model ai/proxy/meta/request_model")
)

// texts are the keys whose values are taken as they are.
var texts = [...]struct {
	key  exchange.Fields
	from paths
}{
	{exchange.FieldID, in("request_id x_request_id x-request-id http_x_request_id request/id requestId")},
	{exchange.FieldOrg, in("org_id organization_id organization tenant_id team_id http_openai_organization request/headers/openai-organization")},
	{exchange.FieldConversation, in("conversation_id session_id x_session_id x-session-id http_x_session_id request/headers/x-session-id")},
	{exchange.FieldUserAgent, in("user_agent user-agent http_user_agent request/headers/user-agent")},
	{exchange.FieldModel, models},
	{exchange.FieldResponseModel, in("gen_ai.response.model response_model")},
	{exchange.FieldProvider, in("gen_ai.provider.name provider_name provider")},
	{exchange.FieldJA4, in("ja4 tls_ja4 tls_ja4_fingerprint ja4_fingerprint http_ssl_ja4 http_x_ja4")},
	{exchange.FieldJA4H, in("ja4h http_ssl_ja4h http_x_ja4h")},
}

// counts are the keys whose values are whole numbers.
var counts = [...]struct {
	key  exchange.Fields
	from paths
}{
	{exchange.FieldInputTokens, in("gen_ai.usage.input_tokens genai_tokens_input input_tokens prompt_tokens")},
	{exchange.FieldOutputTokens, in("gen_ai.usage.output_tokens genai_tokens_output output_tokens completion_tokens")},
	{exchange.FieldASN, in("asn client_asn")},
}

// providers are the hosts of those who serve models, by the end of their name.
var providers = [...]struct{ host, name string }{
	{"api.openai.com", "openai"},
	{"api.anthropic.com", "anthropic"},
	{"generativelanguage.googleapis.com", "gcp.gemini"},
	{"aiplatform.googleapis.com", "gcp.vertex_ai"},
	{".openai.azure.com", "azure.ai.openai"},
	{".services.ai.azure.com", "azure.ai.inference"},
	{"api.mistral.ai", "mistral_ai"},
	{"api.cohere.com", "cohere"},
	{"api.deepseek.com", "deepseek"},
	{"api.groq.com", "groq"},
	{"api.x.ai", "x_ai"},
	{"api.perplexity.ai", "perplexity"},
}

// provider is who serves models at host, or "".
func provider(host string) string {
	host = strings.ToLower(withoutPort(host))
	for _, p := range providers {
		if strings.HasSuffix(host, p.host) {
			return p.name
		}
	}
	return ""
}
