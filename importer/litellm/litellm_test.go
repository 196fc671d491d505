package litellm

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

const exports = "../../../shared/data/exports/"

// lines are the lines of a file, or the elements of a JSON array on one line as
// the importer would flatten it.
func lines(t testing.TB, path string) [][]byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) && strings.HasPrefix(path, exports) {
		t.Skip("the captured exports are not here: " + path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if data[0] == '[' {
		data = flatten(data)
	}
	return bytes.Split(bytes.TrimSpace(data), []byte{'\n'})
}

func flatten(array []byte) []byte {
	var out []byte
	depth, text := 0, false
	for i, b := range array {
		switch {
		case b == '"' && (i == 0 || array[i-1] != '\\' || array[i-2] == '\\'):
			text = !text
		case text:
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			depth--
		}
		if depth == 1 && (b == ',' || b == '[' && !text) || depth == 0 {
			out = append(out, '\n')
		} else {
			out = append(out, b)
		}
	}
	return out
}

func count(t *testing.T, all [][]byte) (exchanges, none, wrong int) {
	d := NewDecoder()
	for _, line := range all {
		var x exchange.Exchange
		switch err := d.Decode(line, &x); {
		case err == nil:
			exchanges++
		case err == exchange.ErrNone:
			none++
		default:
			t.Log(err)
			wrong++
		}
	}
	return exchanges, none, wrong
}

// The numbers: `jq -r .call_type | sort | uniq -c` counts 21 acompletion, 19
// anthropic_messages, 11 aresponses and 4 aembedding in the payloads, and in the
// two batches (`jq -r '.[].call_type'`) 3 acompletion with 1 aresponses, and 5
// acompletion; each has a startTime and a user of the key. Those of testdata
// are lines 6, 7, 13 (an embedding) and 14 of the payloads; the rows of the
// spend table are made of the same by the schema, for no database was there.
func TestFiles(t *testing.T) {
	for _, c := range []struct {
		file            string
		exchanges, none int
	}{
		{exports + "litellm-standard-logging.jsonl", 51, 4},
		{exports + "litellm-generic-api-batch-1.json", 4, 0},
		{exports + "litellm-generic-api-batch-2.json", 5, 0},
		{"testdata/payloads.jsonl", 3, 1},
		{"testdata/spend.jsonl", 3, 1},
		{"testdata/spend-csv.jsonl", 3, 1},
	} {
		t.Run(c.file, func(t *testing.T) {
			all := lines(t, c.file)
			exchanges, none, wrong := count(t, all)
			if exchanges != c.exchanges || none != c.none || wrong != 0 {
				t.Errorf("%d exchanges, %d none, %d rejected", exchanges, none, wrong)
			}
			if got := Sniff(bytes.Join(all, []byte{'\n'})); got != 100 {
				t.Errorf("sniffed at %d", got)
			}
		})
	}
}

// What the whole file tells, counted with Python over the 51 lines that are no
// embedding: 13 users of keys; 10 failures, of status 400 (one, whose error_code
// is no number), 429 and 500; 16 streams that went well; 20 answers with a
// reasoning block; 6 blocks presented in 5 requests, each issued before; 1
// refusal; 11 calls of tools.
func TestWhole(t *testing.T) {
	d := NewDecoder()
	issued := map[string]bool{}
	accounts := map[string]bool{}
	var failed, streamed, sealed, presented, requests, refused, tools int
	for i, line := range lines(t, exports+"litellm-standard-logging.jsonl") {
		var x exchange.Exchange
		if d.Decode(line, &x) != nil {
			continue
		}
		accounts[strings.Clone(x.Account)] = true
		if x.Status >= 400 {
			failed++
			if x.ErrorType == "" || len(x.Output) > 0 || x.OutputTokens != exchange.Absent {
				t.Errorf("line %d: %+v", i+1, x)
			}
		} else if x.Status != 200 || len(x.Output) != 1 || x.InputTokens <= 0 || x.OutputTokens <= 0 || x.ResponseID == "" || x.Finish == "" {
			t.Errorf("line %d: %+v", i+1, x)
		} else if x.Stream == 1 {
			streamed++
		}
		if x.Finish == "content_filter" || x.Finish == "refusal" {
			refused++
		}
		if len(x.Output) > 0 && x.Output[0].ToolCall {
			tools++
		}
		if len(x.Presented) > 0 {
			requests++
		}
		for _, p := range x.Presented {
			presented++
			if !issued[p] {
				t.Errorf("line %d presents a block that nobody was given", i+1)
			}
		}
		for _, s := range x.Issued {
			sealed++
			issued[strings.Clone(s)] = true
		}
		if x.Model == "" || x.Org == "" || x.Conversation == "" || x.Address == "" || x.UserAgent == "" || x.ID == "" || x.Duration < 0 {
			t.Errorf("line %d: %+v", i+1, x)
		}
	}
	got := []int{len(accounts), failed, streamed, sealed, presented, requests, refused, tools}
	if want := []int{13, 10, 16, 20, 6, 5, 1, 11}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// message, failure and response are what lines 6, 7 and 14 of the payloads say,
// by jq, without what only a payload or a row tells.
func message(x *exchange.Exchange) {
	x.Account, x.Org, x.Conversation, x.Address = "u-cedar-3", "org-cedar", "conv-a-0003", "203.0.113.53"
	x.Model, x.Provider, x.MaxTokens, x.Stream, x.Status = "claude-mock", "anthropic", 4096, 1, 200
	x.Input = []exchange.Message{
		{Role: "user", Text: "You are a strict grader. Score the answer from 1 to 10 on correctness, then justify in one line. Question: what is a scheduler? Answer: it is item 23."},
		{Role: "assistant", Text: "The kernel repeats the sensor before the budget signs again. The sensor checks the kernel before the ledger proves again. The ledger maps the schema before the rubric weighs again. The ledger reduces the kernel before the rubric weighs again. The kernel delays the index before the ledger weighs again. The ledger proves the carrier before the sensor proves again. The carrier weighs the gradient before the sensor repeats again. "},
		{Role: "user", Text: "Shorter, please."},
	}
	x.Output = []exchange.Message{{Role: "assistant", Text: "The index groups the index before the gradient sorts again. The gradient maps the packet before the carrier signs again. The lattice repeats the window before the ledger groups again. The orchard checks the gradient before the theorem repeats again. "}}
	x.ResponseID, x.ResponseModel, x.Finish = "msg_82d62821f6bea6e94b64", "claude-sonnet-4-5", "stop"
	x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 149, 62, 10, 0
	x.Issued, x.Presented = []string{"5fa68e6d963c7cb2cff3dcb45c7bc909"}, []string{"ca89582c68a7beec68b91333086645e0"}
}

func failure(x *exchange.Exchange) {
	x.Account, x.Org, x.Conversation, x.Address = "u-acme-4", "org-acme", "conv-a-0004", "203.0.113.14"
	x.Model, x.Provider, x.MaxTokens, x.Stream = "claude-mock", "anthropic", 2048, 1
	x.System = "You are a helpful assistant of the shop."
	x.Input = []exchange.Message{{Role: "user", Text: "Explain to my ten-year-old why the invoice is round. [FAIL429]"}}
	x.Status, x.ErrorType = 429, "RateLimitError"
}

const longID = "resp_XQnSjqisPRUAz5XYVY58IX2uqIINxkrD0fyO7lhFHbVeeKB5gEPwdp4llb6GyAUpEOc2vdU_vyR_EeZvD5AKM3waIYouhQOk8TLqKqGF8KVYjqis9lsxMfP-dAqT4mnunlULvzy0xuaahzstYE8AE3Rhrt2TxYrpM18csSe-fou9eKuvuTtJqcMSUBMO3i04LGlWSgBvtn9raUicBRNLJdL1G4f5FNPE5nB_xHNZETcBkP9yF6OPi_RfK0jltOKKTOqYmVeE352lxC1mN1kcTkNzuEzcMnAAM_y7OOTR0nUUC82zp4_o6JdHNySeG09S5mKpxGon94fZqhQAIDuszRolwuazI0KmJO2so8J5TUhkL5tQpTIVCSbSh3pnjsCeOeyQvgJe5LvaQ88XVkHOEeA_eiDVBG7VfKgTuPRiSBql1HDSWKpdoT4T2cg="

func response(x *exchange.Exchange) {
	x.Account, x.Org, x.Conversation, x.Address = "u-borel-1", "org-borel", "conv-a-0014", "203.0.113.31"
	x.Model, x.Provider, x.System, x.Status = "mock-large", "openai", "You are a helpful assistant of the shop.", 200
	x.Input = []exchange.Message{{Role: "user", Text: "Rewrite this line so that it is shorter: the glacier of the committee was 344 times postponed."}}
	x.Output = []exchange.Message{{Role: "assistant", Text: "The harbor bounds the sensor before the ledger delays again. The window repeats the theorem before the schema delays again. The theorem proves the kernel before the harbor delays again. The schema signs the schema before the carrier checks again."}}
	x.ResponseID, x.ResponseModel, x.Finish = longID, "mock-large", "completed"
	x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 23, 78, 17, 0
	x.Issued = []string{"0f6b5bbcbb4884fe112c1cfc005e39ca"}
}

func headers(version, retries string, more ...exchange.Header) []exchange.Header {
	list := []exchange.Header{{Name: "x-stainless-arch", Value: "x64"}, {Name: "x-stainless-async", Value: "false"}}
	list = append(list, more[:min(1, len(more))]...) // helper-method
	list = append(list, exchange.Header{Name: "x-stainless-lang", Value: "python"}, exchange.Header{Name: "x-stainless-os", Value: "Linux"},
		exchange.Header{Name: "x-stainless-package-version", Value: version}, exchange.Header{Name: "x-stainless-read-timeout", Value: "600"},
		exchange.Header{Name: "x-stainless-retry-count", Value: retries}, exchange.Header{Name: "x-stainless-runtime", Value: "CPython"},
		exchange.Header{Name: "x-stainless-runtime-version", Value: "3.11.7"})
	return append(list, more[min(1, len(more)):]...)
}

func TestFields(t *testing.T) {
	stream := []exchange.Header{{Name: "x-stainless-helper-method", Value: "stream"}, {Name: "x-stainless-stream-helper", Value: "messages"}, {Name: "x-stainless-timeout", Value: "NOT_GIVEN"}}
	payloads := []func(x *exchange.Exchange){
		func(x *exchange.Exchange) {
			message(x)
			x.Time, x.Duration, x.ID = 1795446409618633, 197, "msg_82d62821f6bea6e94b64"
			x.UserAgent, x.Headers = "Anthropic/Python 2.12.0", headers("2.12.0", "0", stream...)
		},
		func(x *exchange.Exchange) {
			failure(x)
			x.Time, x.Duration, x.ID = 1795446409988910, 24, "5f991ea2-c951-4d22-9f53-894ae11344fe@1795446409.98891"
			x.UserAgent, x.Headers = "Anthropic/Python 2.12.0", headers("2.12.0", "0", stream...)
		},
		nil,
		func(x *exchange.Exchange) {
			response(x)
			x.Time, x.Duration, x.ID = 1795446413900239, 4, longID
			x.UserAgent, x.Headers = "OpenAI/Python 3.54.0", headers("3.54.0", "0")
		},
	}
	rows := []func(x *exchange.Exchange){ // times to the millisecond
		func(x *exchange.Exchange) {
			message(x)
			x.Time, x.Duration, x.ID = 1795446409618000, 198, "msg_82d62821f6bea6e94b64"
		},
		func(x *exchange.Exchange) { // its messages are in proxy_server_request
			failure(x)
			x.Time, x.Duration, x.ID = 1795446409988000, 24, "5f991ea2-c951-4d22-9f53-894ae11344fe"
			x.InputTokens, x.OutputTokens = 0, 0
		},
		nil,
		func(x *exchange.Exchange) {
			response(x)
			x.Time, x.Duration, x.ID = 1795446413900000, 4, longID
		},
	}
	for file, all := range map[string][]func(x *exchange.Exchange){"payloads": payloads, "spend": rows, "spend-csv": rows} {
		for i, line := range lines(t, "testdata/"+file+".jsonl") {
			var got, want exchange.Exchange
			if err := NewDecoder().Decode(line, &got); all[i] == nil {
				if err != exchange.ErrNone {
					t.Errorf("%s %d: %v", file, i, err)
				}
				continue
			} else if err != nil {
				t.Errorf("%s %d: %v", file, i, err)
			}
			got.Fields = 0
			exchange.NewDecoder().Begin(&want)
			want.Operation = "chat"
			all[i](&want)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s %d: got  %+v\nwant %+v", file, i, got, want)
			}
		}
	}
}

func TestRows(t *testing.T) {
	const row = `"spend":"0","startTime":"2026-11-23 15:21:38.965+00","endTime":"2026-11-23 15:21:39.465+00"`
	for record, check := range map[string]func(x *exchange.Exchange) bool{
		// without stored prompts, all that is told
		`"request_id":"r","call_type":"acompletion","api_key":"h","user":"","team_id":"t","end_user":"e","model":"m","messages":"{}","response":"{}","metadata":"{}","prompt_tokens":"5","completion_tokens":"7","proxy_server_request":"{}"`: func(x *exchange.Exchange) bool {
			return x.Account == "h" && x.Org == "t" && x.Model == "m" && x.InputTokens == 5 && x.OutputTokens == 7 && len(x.Input) == 0 && x.Time == 1795447298965000 && x.Duration == 500 && x.Status == -1
		},
		`"request_id":"r","api_key":"h","user":"u","organization_id":"o","status":"success","metadata":null,"model_group":"g","model":"m"`: func(x *exchange.Exchange) bool {
			return x.Account == "u" && x.Org == "o" && x.Status == 200 && x.Model == "g"
		},
		`"request_id":"r","end_user":"e","metadata":"not JSON","prompt_tokens":"many","completion_tokens":-5`: func(x *exchange.Exchange) bool {
			return x.Account == "e" && x.InputTokens == -1 && x.OutputTokens == -1
		},
		`"request_id":"r","user":"u","proxy_server_request":{"url":"x","headers":{"user-agent":"a"},"body":{"messages":[{"role":"user","content":"hi"}]}}`: func(x *exchange.Exchange) bool {
			return x.UserAgent == "a" && len(x.Input) == 1 && x.Input[0].Text == "hi"
		},
	} {
		var x exchange.Exchange
		if err := NewDecoder().Decode([]byte("{"+row+","+record+"}"), &x); err != nil || !check(&x) {
			t.Errorf("%s: %v, %+v", record, err, x)
		}
	}
}

// A client may choose the call id, and attempts share it: no two calls are one.
func TestIdentify(t *testing.T) {
	seen := map[string]bool{}
	for _, line := range []string{
		`{"id":"c","litellm_call_id":"c","startTime":1795446409.1,"end_user":"u"}`, `{"id":"c","litellm_call_id":"c","startTime":1795446409.2,"end_user":"u"}`,
		`{"litellm_call_id":"c","startTime":1795446409.3,"end_user":"u"}`, `{"id":"msg_1","litellm_call_id":"c","startTime":1795446409.3,"end_user":"u"}`,
		`{"id":"msg_2","litellm_call_id":"c","startTime":1795446409.3,"end_user":"u"}`,
	} {
		var x exchange.Exchange
		if err := NewDecoder().Decode([]byte(line), &x); err != nil || x.ID == "" || seen[x.ID] {
			t.Errorf("%s: %v, %q", line, err, x.ID)
		}
		seen[x.ID] = true
	}
}

func TestRejected(t *testing.T) {
	for name, c := range map[string]struct{ line, reason string }{
		"no start":       {`{"call_type":"acompletion","model_parameters":{},"end_user":"u"}`, "time is missing"},
		"null start":     {`{"startTime":null,"end_user":"u"}`, "time is missing"},
		"start of words": {`{"startTime":"soon","end_user":"u"}`, "time is not RFC 3339"},
		"start in days":  {`{"startTime":20000,"end_user":"u"}`, "time is not RFC 3339"},
		"start too old":  {`{"startTime":1000000000,"end_user":"u"}`, "time out of range"},
		"nobody":         {`{"startTime":1795446409.5}`, "user.id is missing or empty"},
		"deep":           {strings.Repeat("[", 1e6), "not valid JSON"},
		"deep metadata":  {`{"metadata":` + strings.Repeat(`{"a":`, 1e6), "not valid JSON"},
		"cut":            {`{"startTime":1795446409.5,"metadata":{"user_a`, "not valid JSON"},
		"wrong types":    {`{"startTime":[],"endTime":{},"metadata":7,"messages":5,"response":[1],"model_parameters":"x","status":{},"stream":5,"end_user":"u"}`, "time is not RFC 3339"},
		"wrong messages": {`{"startTime":1795446409.5,"end_user":"u","messages":[{"role":7}]}`, "gen_ai.input.messages must hold messages"},
		"wrong row":      {`{"spend":[],"request_id":{},"startTime":[],"user":"u"}`, "time is not RFC 3339"},
		"no object":      {`[1]`, "not a JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			var x exchange.Exchange
			var r *exchange.Rejection
			if err := NewDecoder().Decode([]byte(c.line), &x); !errors.As(err, &r) || !strings.HasPrefix(r.Reason, c.reason) && !strings.HasPrefix(r.Reason, "stillhunt.exchange.id") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestSniff(t *testing.T) {
	for _, file := range []string{"sdk-requests.jsonl", "litellm-guardrail-requests.jsonl", "helicone-manual-logger.jsonl", "otelcol-file-exporter.jsonl"} {
		t.Run(file, func(t *testing.T) {
			if got := Sniff(bytes.Join(lines(t, exports+file), []byte{'\n'})); got != 0 {
				t.Errorf("%d", got)
			}
		})
	}
	for _, other := range []string{`{"text":"\"litellm_call_id\" \"call_type\" \"model_parameters\" \"metadata\""}`, `{"spend":1}`, `{"metadata":{},"startTime":1}`, `5`, ``} {
		if got := Sniff([]byte(other)); got != 0 {
			t.Errorf("%s: %d", other, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, file := range []string{"payloads", "spend", "spend-csv"} {
		for _, line := range lines(f, "testdata/"+file+".jsonl") {
			f.Add(line)
		}
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
