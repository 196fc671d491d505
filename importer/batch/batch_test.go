package batch

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

// The files of testdata are ours, in the forms that the vendors document: the
// bodies are those of sdk-requests.jsonl, the answers the mock's, and of the
// times, custom_ids and errors each case is there.
func lines(t testing.TB, file string) [][]byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(data), []byte{'\n'})
}

func convert(t testing.TB, files ...string) *join.Out {
	t.Helper()
	var out join.Out
	c := NewConverter()
	for _, f := range files {
		for i, line := range lines(t, f) {
			c.Add(line, join.Place{File: f, Line: int64(i + 1)}, &out)
		}
	}
	c.Flush(&out)
	return &out
}

// The numbers: of OpenAI's 6 requests and 6 answers request-1 and request-2 are
// exchanges, request-3 failed and has no time, request-4 is an embedding,
// request-5 expired, request-6 has no answer and request-9 no request: 2
// exchanges, 3 rejected, and of the 12 records 7 others. Of Anthropic's 5 and 5
// m-1 and m-3, an error, are exchanges, m-2 has no time, m-4 was canceled and
// m-5 expired: 2, 1 and 7.
func TestFiles(t *testing.T) {
	for _, c := range []struct {
		files               []string
		exchanges, rejected int
		others              int64
	}{
		{[]string{"openai-input.jsonl", "openai-output.jsonl"}, 2, 3, 7},
		{[]string{"openai-output.jsonl", "openai-input.jsonl"}, 2, 3, 7},
		{[]string{"openai-input.jsonl", "openai-input.jsonl", "openai-output.jsonl", "openai-output.jsonl"}, 2, 3, 19},
		{[]string{"openai-input.jsonl"}, 0, 5, 1},  // the embedding is none
		{[]string{"openai-output.jsonl"}, 0, 4, 2}, // nobody is named; two are none
		{[]string{"anthropic-requests.json", "anthropic-results.jsonl"}, 2, 1, 7},
	} {
		t.Run(strings.Join(c.files, " "), func(t *testing.T) {
			out := convert(t, c.files...)
			if n := bytes.Count(out.Data, []byte{'\n'}); n != c.exchanges || len(out.Places) != n || len(out.Rejected) != c.rejected || out.Others != c.others {
				t.Errorf("%d exchanges, %d places, %d others, rejected %v", n, len(out.Places), out.Others, out.Rejected)
			}
		})
	}
}

func TestFields(t *testing.T) {
	both := convert(t, "openai-input.jsonl", "openai-output.jsonl", "anthropic-requests.json", "anthropic-results.jsonl")
	data := bytes.Split(bytes.TrimSpace(both.Data), []byte{'\n'})
	if len(data) != 4 {
		t.Fatalf("%d exchanges", len(data))
	}
	anthropic := func(x *exchange.Exchange) {
		x.Account, x.Provider, x.Model, x.MaxTokens, x.System = "u-acme-4", "anthropic", "mock-large", 2048, "You are a helpful assistant of the shop."
		x.Input = []exchange.Message{
			{Role: "user", Text: "Explain to my ten-year-old why the timetable is round."},
			{Role: "assistant", Text: "The window weighs the budget before the orchard signs again. The gradient bounds the gradient before the index proves again. The gradient proves the harbor before the index covers again. The orchard covers the harbor before the gradient sorts again. The kernel delays the sensor before the kernel maps again. The budget weighs the orchard before the sensor signs again. The orchard delays the schema before the rubric repeats again. "},
			{Role: "user", Text: "Shorter, please."},
		}
		x.Presented = []string{"1e419fb1781e69c1342cb3d560a34725"}
	}
	for i, set := range []func(x *exchange.Exchange){
		func(x *exchange.Exchange) { // request-1
			x.Time, x.ID, x.Account, x.Model, x.MaxTokens = 1795446406e6, "batch_req_0", "u-cedar-1", "mock-small", 4096
			x.System = "You are a careful tutor. Answer with full reasoning."
			x.Input = []exchange.Message{{Role: "user", Text: "Generate 5 new, diverse instructions similar to the seed instruction. Seed 107: describe a boiler."}}
			x.Output = []exchange.Message{{Role: "assistant", Text: "The packet repeats the sensor before the theorem repeats again. The sensor maps the packet before the sensor covers again."}}
			x.ResponseID, x.ResponseModel, x.Finish, x.Status = "chatcmpl-0aa4b81d2ca22616bfa28d0f", "mock-small", "stop", 200
			x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 37, 47, 17, 0
		},
		func(x *exchange.Exchange) { // request-2, with a user.id that the operator added
			x.Time, x.ID, x.Account, x.Model, x.MaxTokens = 1795446407e6, "batch_req_1", "acct-2", "mock-large", 1024
			x.Input = []exchange.Message{{Role: "user", Text: "Write a polite note to the landlord about the lighthouse in flat 282."}}
			x.Output = []exchange.Message{{Role: "assistant", Text: "The index repeats the theorem before the gradient signs again. The ledger sorts the carrier before the orchard signs again. The index sorts the packet before the budget delays again. The sensor sorts the harbor before the harbor delays again."}}
			x.ResponseID, x.ResponseModel, x.Finish, x.Status = "resp_2dc1f69398f72b04c316767cd547d564", "mock-large", "completed", 200
			x.InputTokens, x.OutputTokens, x.ReasoningTokens, x.CacheTokens = 17, 77, 17, 0
			x.Issued = []string{"e33f9ecf3450cb3c442955c8fb335d49"}
		},
		func(x *exchange.Exchange) { // m-1
			anthropic(x)
			x.Time, x.Status = 1795446600e6, 200
			x.Output = []exchange.Message{{Role: "assistant", Text: "The rubric maps the budget before the schema signs again. The theorem bounds the theorem before the carrier delays again. The rubric weighs the carrier before the harbor groups again. The lattice sorts the gradient before the lattice checks again. The packet groups the theorem before the sensor covers again."}}
			x.ResponseID, x.ResponseModel, x.Finish = "msg_364f4f75d53953a62f40", "mock-large", "end_turn"
			x.InputTokens, x.OutputTokens, x.CacheTokens = 126, 77, 0
			x.Issued = []string{"ccc9f5aed46aaa3cb53b435f0e06855d"}
		},
		func(x *exchange.Exchange) { // m-3
			anthropic(x)
			x.Time, x.ErrorType = 1795446602e6, "invalid_request_error"
		},
	} {
		var got, want exchange.Exchange
		if err := exchange.NewDecoder().Decode(data[i], &got); err != nil {
			t.Fatal(err)
		}
		got.Fields = 0
		if err := exchange.NewDecoder().Decode([]byte(`{}`), &want); err == nil {
			t.Fatal("nothing was taken")
		}
		want.Operation = "chat"
		set(&want)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d: got  %+v\nwant %+v", i, got, want)
		}
	}
	if want := []join.Place{{File: "openai-output.jsonl", Line: 6}, {File: "openai-output.jsonl", Line: 5}, {File: "anthropic-results.jsonl", Line: 1}, {File: "anthropic-results.jsonl", Line: 3}}; !slices.Equal(both.Places, want) {
		t.Errorf("places %v", both.Places)
	}
}

func TestRejections(t *testing.T) {
	out := convert(t, "openai-input.jsonl", "openai-output.jsonl", "anthropic-requests.json", "anthropic-results.jsonl")
	var got []string
	for _, r := range out.Rejected {
		got = append(got, fmt.Sprintf("%s:%d %s", r.File, r.Line, r.Reason))
		if r.Hint == "" {
			t.Errorf("%v has no hint", r)
		}
	}
	want := []string{
		"openai-output.jsonl:4 time is missing",
		"openai-input.jsonl:6 there is no answer to the request, and so no time",
		"openai-output.jsonl:1 user.id is missing or empty",
		"anthropic-results.jsonl:2 time is missing",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// request and reply are a request and its answer, told apart by their user and id.
func request(id, user string) string {
	return fmt.Sprintf(`{"custom_id":%q,"method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"hi"}],"user":%q}}`, id, user)
}

func reply(id, answer string) string {
	return fmt.Sprintf(`{"id":"%s","custom_id":%q,"response":{"status_code":200,"body":{"id":"%s","created":1795446406,"choices":[{"message":{"role":"assistant","content":"yo"}}]}},"error":null}`, answer, id, answer)
}

// Two batches with the same custom_ids.
func TestSameID(t *testing.T) {
	type file struct{ path, record string }
	for name, c := range map[string]struct {
		files    []file
		want     map[string]string // user by answer
		rejected []string
	}{
		"a folder each": {[]file{{"a/in", request("1", "u-a")}, {"a/out", reply("1", "r-a")}, {"b/in", request("1", "u-b")}, {"b/out", reply("1", "r-b")}},
			map[string]string{"r-a": "u-a", "r-b": "u-b"}, nil},
		"one folder": {[]file{{"in-a", request("1", "u-a")}, {"in-b", request("1", "u-b")}, {"out-a", reply("1", "r-a")}, {"out-b", reply("1", "r-b")}},
			nil, []string{"out-a", "out-b"}},
		"a folder of requests, a folder of answers": {[]file{{"in/a", request("1", "u-a")}, {"in/b", request("1", "u-b")}, {"out/a", reply("1", "r-a")}},
			nil, []string{"out/a"}},
		"the same request twice":             {[]file{{"in-a", request("1", "u")}, {"in-b", request("1", "u")}, {"out-a", reply("1", "r-a")}, {"out-b", reply("1", "r-b")}}, map[string]string{"r-a": "u", "r-b": "u"}, nil},
		"more answers than requests":         {[]file{{"in-a", request("1", "u")}, {"out-a", reply("1", "r-a")}, {"out-b", reply("1", "r-b")}}, nil, []string{"out-a", "out-b"}},
		"one of two in its folder":           {[]file{{"a/in", request("1", "u-a")}, {"a/out", reply("1", "r-a")}, {"b/out", reply("1", "r-b")}}, map[string]string{"r-a": "u-a"}, []string{"b/out"}},
		"no answer to the second":            {[]file{{"a/in", request("1", "u-a")}, {"a/out", reply("1", "r-a")}, {"b/in", request("1", "u-b")}}, map[string]string{"r-a": "u-a"}, []string{"b/in"}},
		"answers in one folder, apart":       {[]file{{"in/a", request("1", "u-a")}, {"in/b", request("2", "u-b")}, {"out/a", reply("1", "r-a")}, {"out/b", reply("2", "r-b")}}, map[string]string{"r-a": "u-a", "r-b": "u-b"}, nil},
		"the same answer in two files":       {[]file{{"in", request("1", "u")}, {"x/out", reply("1", "r")}, {"y/out", reply("1", "r")}}, map[string]string{"r": "u"}, nil},
		"the answer before the request":      {[]file{{"out", reply("1", "r")}, {"in", request("1", "u")}}, map[string]string{"r": "u"}, nil},
		"an answer that names the account":   {[]file{{"out", strings.Replace(reply("1", "r"), `{"id"`, `{"user.id":"u","id"`, 1)}}, map[string]string{"r": "u"}, nil},
		"an account that no record can have": {[]file{{"in", request("1", "u")}, {"out", strings.Replace(reply("1", "r"), `{"id"`, `{"user.id":"`+strings.Repeat("u", 300)+`","id"`, 1)}}, nil, []string{"out"}},
	} {
		t.Run(name, func(t *testing.T) {
			var out join.Out
			conv := NewConverter()
			for _, f := range c.files {
				conv.Add([]byte(f.record), join.Place{File: f.path, Line: 1}, &out)
			}
			conv.Flush(&out)
			got := map[string]string{}
			d := exchange.NewDecoder()
			for line := range bytes.Lines(out.Data) {
				var x exchange.Exchange
				if err := d.Decode(bytes.TrimSpace(line), &x); err != nil {
					t.Fatal(err)
				}
				got[strings.Clone(x.ResponseID)] = strings.Clone(x.Account)
			}
			var rejected []string
			for _, r := range out.Rejected {
				rejected = append(rejected, r.File)
			}
			if len(got)+len(c.want) > 0 && !reflect.DeepEqual(got, c.want) || !slices.Equal(rejected, c.rejected) {
				t.Errorf("got %v, rejected %v", got, out.Rejected)
			}
			if n := len(got) + len(rejected) + int(out.Others); n != len(c.files) {
				t.Errorf("%d of %d records are accounted for", n, len(c.files))
			}
		})
	}
}

// What waits is bounded: the oldest go first.
func TestWindow(t *testing.T) {
	var out join.Out
	c := NewConverter()
	c.most = 20 << 10
	for i := range 1000 {
		id := fmt.Sprint(i)
		c.Add([]byte(request(id, "u")), join.Place{File: "in", Line: int64(i)}, &out)
		if i%2 == 0 {
			c.Add([]byte(reply(id, id)), join.Place{File: "out", Line: int64(i)}, &out)
		}
		if c.bytes > c.most {
			t.Fatalf("%d bytes wait", c.bytes)
		}
	}
	c.Flush(&out)
	if len(out.Places) != 500 || len(out.Rejected) != 500 || out.Others != 500 || c.bytes != 0 || len(c.groups) != 0 || len(c.order) != 0 {
		t.Errorf("%d, %d, %d; %d bytes, %d groups wait", len(out.Places), len(out.Rejected), out.Others, c.bytes, len(c.groups))
	}
}

func TestAddTime(t *testing.T) {
	var out join.Out
	c := NewConverter()
	if got := c.Add([]byte(reply("1", "r")), join.Place{}, &out); got != 1795446406e6 {
		t.Errorf("%d", got)
	}
	if got := c.Add([]byte(request("1", "u")), join.Place{}, &out); got != 0 {
		t.Errorf("%d", got)
	}
}

func TestSniff(t *testing.T) {
	for _, f := range []string{"openai-input.jsonl", "openai-output.jsonl", "anthropic-requests.json", "anthropic-results.jsonl"} {
		if got := Sniff(bytes.Join(lines(t, f), []byte{'\n'})); got != 100 {
			t.Errorf("%s: %d", f, got)
		}
	}
	for _, other := range []string{`{"custom_id":"a"}`, `{"custom_id":5,"body":{}}`, `{"body":{"messages":[]},"time":1}`, `[1]`, `x`, ``, `{"requests":[1]}`} {
		if got := Sniff([]byte(other)); got != 0 {
			t.Errorf("%s: %d", other, got)
		}
	}
}

func TestHostile(t *testing.T) {
	var out join.Out
	c := NewConverter()
	records := []string{
		strings.Repeat("[", 1e6), `{"requests":` + strings.Repeat("[", 1e6), `{"custom_id":"a","body":{"mess`, `5`, `{"custom_id":"a"}`, `{"custom_id":[],"body":{}}`, `{"requests":[1,null,{}]}`,
		`{"custom_id":"b","body":{"messages":{"a":1},"user":[]}}`, `{"custom_id":"b","response":{"status_code":"x","body":[]},"error":7}`,
		`{"custom_id":"c","params":{"messages":[{"role":7}],"metadata":{"user_id":"u"}}}`, `{"custom_id":"c","result":{"type":{},"message":{"content":5}},"time":1795446406}`,
		`{"custom_id":"d","body":{"messages":[]},"url":7}`, `{"custom_id":"d","response":7,"error":[]}`, "{\"custom_id\":\"\xff\"}",
	}
	for i, r := range records {
		c.Add([]byte(r), join.Place{File: "f", Line: int64(i + 1)}, &out)
	}
	c.Flush(&out)
	if len(out.Data) != 0 {
		t.Errorf("%s", out.Data)
	}
	for _, r := range out.Rejected {
		if strings.Contains(r.Error(), "xff") || r.Reason == "" {
			t.Errorf("%v", r)
		}
	}
}

func FuzzConvert(f *testing.F) {
	for _, files := range [][2]string{{"openai-input.jsonl", "openai-output.jsonl"}, {"anthropic-requests.json", "anthropic-results.jsonl"}} {
		in, out := bytes.Join(lines(f, files[0]), []byte{'\n'}), bytes.Join(lines(f, files[1]), []byte{'\n'})
		f.Add(in, out)
		f.Add(out, in)
	}
	f.Add([]byte(request("1", "u")), []byte(reply("1", "r")))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		run := func() join.Out {
			var out join.Out
			c := NewConverter()
			for i, file := range [][]byte{a, b} {
				n := int64(0)
				for line := range bytes.Lines(file) {
					n++
					c.Add(bytes.TrimSpace(line), join.Place{File: fmt.Sprint(i), Line: n}, &out)
				}
			}
			c.Flush(&out)
			return out
		}
		out := run()
		if again := run(); !bytes.Equal(out.Data, again.Data) || out.Others != again.Others || len(out.Rejected) != len(again.Rejected) {
			t.Fatal("a second reading differs")
		}
		d := exchange.NewDecoder()
		n := 0
		for line := range bytes.Lines(out.Data) {
			n++
			var x exchange.Exchange
			if err := d.Decode(bytes.TrimSpace(line), &x); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
		}
		if n != len(out.Places) {
			t.Fatalf("%d lines, %d places", n, len(out.Places))
		}
	})
}
