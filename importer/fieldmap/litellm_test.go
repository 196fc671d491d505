package fieldmap

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

const exported = "../../../shared/data/exports/litellm-standard-logging.jsonl"

func exports(t testing.TB) [][]byte {
	t.Helper()
	data, err := os.ReadFile(exported)
	if err != nil {
		t.Skip("the captured exports are not here")
	}
	return bytes.Split(bytes.TrimSpace(data), []byte{'\n'})
}

// payload is what encoding/json makes of a line of the export.
type payload struct {
	CallType  string  `json:"call_type"`
	CallID    string  `json:"litellm_call_id"`
	Trace     string  `json:"trace_id"`
	Status    string  `json:"status"`
	Start     float64 `json:"startTime"`
	End       float64 `json:"endTime"`
	Group     string  `json:"model_group"`
	Provider  string  `json:"custom_llm_provider"`
	Prompt    int32   `json:"prompt_tokens"`
	Completed int32   `json:"completion_tokens"`
	Stream    *bool   `json:"stream"`
	Address   string  `json:"requester_ip_address"`
	Agent     string  `json:"user_agent"`
	Metadata  struct {
		User string `json:"user_api_key_user_id"`
		Org  string `json:"user_api_key_org_id"`
	}
	Messages   json.RawMessage
	Parameters struct {
		Tools       []any
		Temperature *float64
		MaxTokens   *int32 `json:"max_tokens"`
	} `json:"model_parameters"`
	Response struct {
		ID      string
		Choices []struct {
			Finish  string `json:"finish_reason"`
			Message struct{ Content any }
		}
	}
	Error struct {
		Class string `json:"error_class"`
		Code  string `json:"error_code"`
	} `json:"error_information"`
}

// TestLiteLLM reads LiteLLM's export by a map. Expected, counted with Python's
// json: of 55 lines 21 are acompletion, 19 anthropic_messages and 11 aresponses,
// which are exchanges, and 4 aembedding, which are none. Every field of every
// line is compared with what encoding/json reads.
func TestLiteLLM(t *testing.T) {
	m, err := Load("testdata/litellm.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := m.NewDecoder()
	taken, none, rejected := 0, 0, 0
	for i, line := range exports(t) {
		var x exchange.Exchange
		switch err := d.Decode(line, &x); {
		case errors.Is(err, exchange.ErrNone):
			none++
			continue
		case err != nil:
			rejected++
			t.Errorf("line %d: %v", i+1, err)
			continue
		}
		taken++
		var p payload
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatal(err)
		}
		compare(t, fmt.Sprintf("line %d", i+1), &x, &p)
	}
	if taken != 51 || none != 4 || rejected != 0 {
		t.Errorf("%d taken, %d none, %d rejected", taken, none, rejected)
	}
}

func compare(t *testing.T, where string, x *exchange.Exchange, p *payload) {
	t.Helper()
	const no = exchange.Absent
	temperature, most, stream, tools, status, finish, answer := int32(no), int32(no), int8(no), int32(no), "200", "", ""
	if p.Parameters.Temperature != nil {
		temperature = int32(math.Round(*p.Parameters.Temperature * 1000))
	}
	if p.Parameters.MaxTokens != nil {
		most = *p.Parameters.MaxTokens
	}
	if p.Stream != nil && *p.Stream {
		stream = 1
	}
	if n := len(p.Parameters.Tools); n > 0 {
		tools = int32(n)
	}
	if p.Status == "failure" {
		if status = p.Error.Code; status == "invalid_value" { // line 51: no status
			status = "-1"
		}
	}
	if len(p.Response.Choices) > 0 {
		finish = p.Response.Choices[0].Finish
		answer, _ = p.Response.Choices[0].Message.Content.(string)
	}
	var turns []struct {
		Role    string
		Content any
	}
	var asked string
	if json.Unmarshal(p.Messages, &asked) != nil && json.Unmarshal(p.Messages, &turns) == nil {
		for _, turn := range turns {
			if text, ok := turn.Content.(string); ok && turn.Role == "user" {
				asked = text
				break
			}
		}
	}
	got := ""
	for _, m := range x.Input {
		if m.Role == "user" {
			got = m.Text
			break
		}
	}
	output := ""
	if len(x.Output) > 0 {
		output = x.Output[0].Text
	}
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"time", x.Time, int64(math.Round(p.Start * 1e6))}, {"account", x.Account, p.Metadata.User}, {"org", x.Org, p.Metadata.Org},
		{"id", x.ID, p.CallID}, {"conversation", x.Conversation, p.Trace}, {"model", x.Model, p.Group}, {"provider", x.Provider, p.Provider},
		{"operation", x.Operation, "chat"}, {"temperature", x.Temperature, temperature}, {"max tokens", x.MaxTokens, most},
		{"stream", x.Stream, stream}, {"tools", x.Tools, tools}, {"input tokens", x.InputTokens, p.Prompt}, {"output tokens", x.OutputTokens, p.Completed},
		{"response id", x.ResponseID, p.Response.ID}, {"finish", x.Finish, finish}, {"status", fmt.Sprint(x.Status), status},
		{"error", x.ErrorType, p.Error.Class}, {"duration", x.Duration, int32(math.Round((p.End - p.Start) * 1000))},
		{"address", x.Address, p.Address}, {"agent", x.UserAgent, p.Agent}, {"asked", got, asked}, {"answer", output, answer},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s is %v, want %v", where, c.name, c.got, c.want)
		}
	}
}

// hostileLines are wrong in all ways that a map's expressions look at.
func hostileLines() [][]byte {
	lines := [][]byte{[]byte("{"), []byte("[]"), []byte("null"), {0xff}, bytes.Repeat([]byte("["), 1_000_000), append([]byte(`{"messages":`), bytes.Repeat([]byte("["), 1_000_000)...)}
	for _, v := range []string{"null", "true", "1e999", "-1", `""`, `"[[[["`, "[]", "{}", `[{"role":{}}]`, `{"choices":[{"message":5}]}`, `"[{\"role\":5}]"`, "[[[[[[]]]]]]"} {
		line := `{"call_type":"acompletion"`
		for _, key := range []string{"startTime", "endTime", "metadata", "messages", "response", "model_parameters", "stream", "status", "error_information", "prompt_tokens", "user_agent"} {
			line += `,"` + key + `":` + v
		}
		lines = append(lines, []byte(line+"}"), []byte(`{"call_type":`+v+`}`))
	}
	return lines
}

func TestHostile(t *testing.T) {
	m, err := Load("testdata/litellm.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := m.NewDecoder()
	var x exchange.Exchange
	var r *exchange.Rejection
	for _, line := range hostileLines() {
		if err := d.Decode(line, &x); err != nil && !errors.Is(err, exchange.ErrNone) && !errors.As(err, &r) {
			t.Errorf("%.80s: %v", line, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	m, err := Load("testdata/litellm.yaml")
	if err != nil {
		f.Fatal(err)
	}
	if data, err := os.ReadFile(exported); err == nil {
		for line := range bytes.Lines(data[:100_000]) {
			f.Add(line)
		}
	}
	for _, line := range hostileLines() {
		if len(line) < 10_000 {
			f.Add(line)
		}
	}
	d := m.NewDecoder()
	f.Fuzz(func(t *testing.T, line []byte) {
		var x exchange.Exchange
		var r *exchange.Rejection
		if err := d.Decode(line, &x); err != nil && !errors.Is(err, exchange.ErrNone) && !errors.As(err, &r) {
			t.Error(err)
		}
	})
}

// FuzzLoad checks that no map brings the program down.
func FuzzLoad(f *testing.F) {
	if data, err := os.ReadFile("testdata/litellm.yaml"); err == nil {
		f.Add(data)
	}
	f.Add([]byte("fields:\n  time: seconds(r.t)\n  user.id: json(r.u).id\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parse(data[:min(len(data), maxFile)])
		if err != nil {
			return
		}
		var x exchange.Exchange
		m.NewDecoder().Decode([]byte(`{"t":1772446530,"u":"{\"id\":1}","a":[1,{"b":"c"}]}`), &x)
	})
}

func BenchmarkDecode(b *testing.B) {
	litellm, err := Load("testdata/litellm.yaml")
	if err != nil {
		b.Fatal(err)
	}
	table, err := load(b, "fields:\n  time: timestamp(r.time)\n  user.id: r.user\n  gen_ai.request.model: json(r.request).model\n  gen_ai.input.messages: json(r.request).messages\n"+
		"  gen_ai.output.messages: json(r.response).choices.map(c, c.message)\n  gen_ai.usage.input_tokens: r.tokens_in\n  http.response.status_code: r.status\n")
	if err != nil {
		b.Fatal(err)
	}
	row := []byte(`{"time":"2026-03-02T10:15:30Z","user":"u-1","request":"{\"model\":\"gpt-5\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}",` +
		`"response":"{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"hi\"}}]}","tokens_in":"12","status":"200"}`)
	for _, c := range []struct {
		name  string
		m     *Map
		lines func() [][]byte
	}{{"litellm", litellm, func() [][]byte { return exports(b) }}, {"table", table, func() [][]byte { return [][]byte{row} }}} {
		b.Run(c.name, func(b *testing.B) {
			lines := c.lines()
			d := c.m.NewDecoder()
			var x exchange.Exchange
			n, size := 0, 0
			for b.Loop() {
				line := lines[n%len(lines)]
				if err := d.Decode(line, &x); err != nil && err != exchange.ErrNone {
					b.Fatal(err)
				}
				n++
				size += len(line)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "records/s")
			b.ReportMetric(float64(size)/1e6/b.Elapsed().Seconds(), "MB/s")
		})
	}
}
