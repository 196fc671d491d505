package pairs

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

// ask and reply stand in the records for a body and its answer.
var bodies = strings.NewReplacer(
	"ASK", `{"model":"m","messages":[{"role":"user","content":"hi"}],"user":"end"}`,
	"REPLY", `{"id":"r","created":1795446400,"choices":[{"message":{"role":"assistant","content":"yo"}}]}`,
	"TIME", `"time":"2026-11-23T15:06:46Z"`,
)

func decode(t *testing.T, record string) (exchange.Exchange, error) {
	t.Helper()
	var x exchange.Exchange
	err := NewDecoder().Decode([]byte(bodies.Replace(record)), &x)
	return x, err
}

func TestLayouts(t *testing.T) {
	for _, record := range []string{
		`{TIME,"request":ASK,"response":REPLY}`,
		`{TIME,"body":ASK,"response_body":REPLY}`,
		`{TIME,"req":ASK,"res":REPLY}`,
		`{TIME,"input_body":ASK,"output_body":REPLY}`,
		`{TIME,"requestBody":ASK,"responseBody":REPLY}`,
		`{TIME,"request":{"path":"/v1/chat/completions","body":ASK},"response":{"status":200,"body":REPLY}}`,
		`{TIME,"request":{"method":"POST","json":ASK},"response":{"status_code":200,"json":REPLY}}`,
		`{TIME,"request":{"method":"POST","uri":"/x"},"request_body":ASK,"response":{"body":[REPLY]}}`,
		`{"request":{"body":ASK,"timestamp":"2026-11-23T15:06:46Z"},"response":REPLY}`,
	} {
		x, err := decode(t, record)
		if err != nil {
			t.Errorf("%s: %v", record, err)
			continue
		}
		if x.Time != 1795446406e6 || x.Account != "end" || x.Model != "m" || x.Operation != "chat" || x.ResponseID != "r" ||
			len(x.Input) != 1 || x.Input[0].Text != "hi" || len(x.Output) != 1 || x.Output[0].Text != "yo" {
			t.Errorf("%s: %+v", record, x)
		}
	}
}

func TestTimes(t *testing.T) {
	const at = 1795446406e6
	for record, want := range map[string]struct {
		time     int64
		duration int32
	}{
		`"time":1795446406`: {at, -1}, `"timestamp":1795446406000`: {at, -1}, `"ts":1795446406000000`: {at, -1}, `"created_at":1795446406000000000`: {at, -1},
		`"start_time":"1795446406"`: {at, -1}, `"@timestamp":"2026-11-23T16:06:46+01:00"`: {at, -1},
		`"time":1795446406,"end_time":1795446407.5`:   {at, 1500},
		`"time":1795446406,"end_time":1795446405`:     {at, -1},
		`"end_time":1795446407,"duration_ms":1000`:    {at, 1000},
		`"end_time":1795446406`:                       {at, -1},
		`"time":1795446406,"latency":0.25`:            {at, 250},
		`"time":1795446406,"latency_ms":12.6`:         {at, 13},
		`"time":1795446406,"latency":-1`:              {at, -1},
		`"time":1795446406,"latency":"fast"`:          {at, -1},
		`"time":1795446406,"duration_ms":1e300`:       {at, -1},
		`"time":1795446406,"duration_ms":99999999999`: {at, -1},
		`"x":1`: {1795446400e6, -1}, // of the answer
		`"time":null,"timestamp":"","ts":1795446406`:                    {at, -1},
		`"time":1795446406,"res":{"timestamp":1795446407,"body":REPLY}`: {at, 1000},
	} {
		response := `,"response":REPLY`
		if strings.Contains(record, "res\"") {
			response = ""
		}
		x, err := decode(t, `{`+record+`,"request":ASK`+response+`}`)
		if err != nil || x.Time != want.time || x.Duration != want.duration {
			t.Errorf("%s: %v, %d, %d ms", record, err, x.Time, x.Duration)
		}
	}
	for record, reason := range map[string]string{
		`"time":"yesterday"`: "time is not RFC 3339", `"time":5`: "time out of range", `"time":99e17`: "time out of range", `"x":1`: "time is missing",
		`"time":true`: "time is missing", `"time":1000000001`: "time out of range",
	} {
		if _, err := decode(t, `{`+record+`,"request":ASK}`); err == nil || !strings.HasPrefix(err.Error(), reason+";") {
			t.Errorf("%s: %v", record, err)
		}
	}
}

func TestWhoever(t *testing.T) {
	for record, want := range map[string][2]string{
		`"user.id":"a","user_id":"b"`:                               {"a", ""},
		`"user":{"id":"a","email":"e"}`:                             {"a", ""},
		`"user":"a"`:                                                {"a", ""},
		`"account":{"id":7}`:                                        {"7", ""},
		`"account_id":"a","organization":"o"`:                       {"a", "o"},
		`"organization":{"id":"o"}`:                                 {"o", "o"},
		`"team_id":"t"`:                                             {"t", "t"},
		`"metadata":{"customer_id":"a","tenant_id":"o"}`:            {"a", "o"},
		`"api_key":"secret","api_key_hash":"h"`:                     {"h", ""},
		`"api_key":"secret"`:                                        {"end", ""},
		`"user_id":null,"account":"","account_id":{},"customer":[]`: {"end", ""},
	} {
		x, err := decode(t, `{TIME,`+record+`,"request":ASK}`)
		if err != nil || x.Account != want[0] || x.Org != want[1] {
			t.Errorf("%s: %v, %q, %q", record, err, x.Account, x.Org)
		}
	}
}

func TestAnswers(t *testing.T) {
	for record, want := range map[string]struct {
		output, kind string
		status       int32
	}{
		`"response":"The words."`:                                            {"The words.", "", -1},
		`"response":{"text":"The words.","status":201}`:                      {"The words.", "", 201},
		`"response":{"status":500,"body":"<html>"}`:                          {"", "", 500},
		`"response":"{\"id\":"`:                                              {"", "", -1},
		`"response":null,"status":"500","error":"boom"`:                      {"", "_OTHER", 500},
		`"error":{"type":"timeout","message":"m"},"status":"failed"`:         {"", "timeout", -1},
		`"error":{"message":"m"}`:                                            {"", "_OTHER", -1},
		`"error":{}`:                                                         {"", "_OTHER", -1},
		`"error":null,"error_type":"timeout"`:                                {"", "timeout", -1},
		`"response":{"error":{"type":"requests"}},"error":"x","status":429`:  {"", "requests", 429},
		`"response":{"output":"The words."},"status":200.5`:                  {"The words.", "", -1},
		`"response":{"role":"assistant","content":"The words."},"status":99`: {"The words.", "", -1},
	} {
		x, err := decode(t, `{TIME,`+record+`,"request":ASK}`)
		output := ""
		if len(x.Output) == 1 {
			output = x.Output[0].Text
		}
		if err != nil || output != want.output || x.ErrorType != want.kind || x.Status != want.status {
			t.Errorf("%s: %v, %q, %q, %d", record, err, output, x.ErrorType, x.Status)
		}
	}
	x, err := decode(t, `{TIME,"request":ASK,"response":"words","usage":{"prompt_tokens":3,"completion_tokens":4},"thread_id":"c","request_id":9}`)
	if err != nil || x.InputTokens != 3 || x.OutputTokens != 4 || x.Conversation != "c" || x.ID != "9" {
		t.Errorf("%v, %+v", err, x)
	}
}

func TestHostile(t *testing.T) {
	for name, record := range map[string]string{
		"deep":        strings.Repeat("[", 1e6),
		"deep object": `{"request":` + strings.Repeat(`{"a":`, 1e6),
		"deep text":   `{"request":"` + strings.Repeat("[", 1e6) + `"}`,
		"cut":         `{TIME,"request":{"messages":[{"role":"us`,
		"wrong types": `{"time":[],"request":{"messages":5,"model":{},"user":[],"tools":"x"},"response":[[],5,{"choices":{}},null],"headers":"x","metadata":7,"user":true,"status":{},"id":[],"model":5}`,
		"numbers":     `{"request":5,"body":[1],"req":null,"response":6}`,
		"messages":    `{TIME,"request":{"user":"a","messages":[{"role":7}]}}`,
		"long id":     `{TIME,"request":ASK,"user_id":"` + strings.Repeat("a", 300) + `"}`,
		"no object":   `7`,
		"guardrail":   `{"input_type":"request","litellm_call_id":{},"texts":7}`,
	} {
		t.Run(name, func(t *testing.T) {
			x, err := decode(t, record)
			if _, ok := err.(*exchange.Rejection); !ok {
				t.Errorf("%v, %+v", err, x)
			}
		})
	}
	if x, err := decode(t, `{TIME,"request":{"prompt":"a","n":"x","user":"u","stream":5},"response":[[],5,{"choices":{}},null],"headers":[[],[1,2]],"metadata":7,"status":{},"id":[]}`); err != nil || x.Input[0].Text != "a" {
		t.Errorf("%v, %+v", err, x)
	}
}

// What the decoder takes from a line must not reach into the next.
func TestReuse(t *testing.T) {
	d := NewDecoder()
	all := lines(t, "testdata/pairs.jsonl")
	var hashes []uint64
	for range 2 {
		for i, line := range all {
			var x exchange.Exchange
			if d.Decode(line, &x) != nil {
				continue
			}
			h := exchange.Hash(&x, 1)
			if hashes = append(hashes, h); len(hashes) > 7 && h != hashes[len(hashes)-8] {
				t.Errorf("line %d is read otherwise the second time", i+1)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, line := range lines(f, "testdata/pairs.jsonl") {
		f.Add(line)
	}
	for _, record := range []string{`{TIME,"request":{"path":"/v1/messages","headers":[["user-agent","a"]],"body":ASK},"response":{"status":200,"text":"data: {\"type\":\"message_stop\"}\n"}}`,
		`{"input_type":"request","litellm_call_id":"a","texts":["a"],"structured_messages":null,"request_data":{"user_api_key_hash":"h"}}`} {
		f.Add([]byte(bodies.Replace(record)))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		var x, y exchange.Exchange
		Sniff(line)
		if NewDecoder().Decode(line, &x) != nil {
			return
		}
		if err := exchange.NewDecoder().Decode(bytes.TrimSpace(exchange.AppendLine(nil, &x)), &y); err != nil || exchange.Hash(&x, 1) != exchange.Hash(&y, 1) {
			t.Fatalf("what was read cannot be written: %v", err)
		}
	})
}
