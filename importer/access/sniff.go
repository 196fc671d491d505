package access

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"
)

// Sniff tells an access log by the names in its first line.
func Sniff(first []byte) int {
	line, _, _ := bytes.Cut(bytes.TrimSpace(first), []byte{'\n'})
	var parser fastjson.Parser
	v, err := parser.ParseBytes(line)
	if err != nil || v.Type() != fastjson.TypeObject {
		return 0
	}
	has := func(words string) bool {
		for word := range strings.FieldsSeq(words) {
			if v.Exists(strings.Split(word, "/")...) {
				return true
			}
		}
		return false
	}
	request := len(v.GetStringBytes("request")) > 0
	switch {
	case has("gen_ai.input.messages messages resourceSpans resourceLogs call_type body"):
		return 0
	case has("latencies") && has("request/uri request/url request/method") && has("response/status response/headers"):
		return 90 // Kong
	case has("response_code") && has("start_time @timestamp timestamp ts") &&
		has("upstream_host upstream_cluster downstream_remote_address response_flags authority :authority"):
		return 80 // Envoy
	case has("response_code") && has("genai_model_name genai_tokens_input"):
		return 80 // Envoy AI Gateway
	case has("status") && (request || has("request_uri uri")) &&
		has("msec time_iso8601 time_local @timestamp timestamp time") && has("remote_addr request_time http_user_agent"):
		return 80 // nginx
	case has("method request_method") && has("path request_path request_uri uri") &&
		has("status status_code response_code") && has("time timestamp @timestamp start_time ts"):
		return 60
	}
	return 0
}
