package wire

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAppendIsJSON(t *testing.T) {
	var x Exchange
	x.Reset()
	x.Time = 1772409600123
	x.ID = append(x.ID, "x1"...)
	x.Account = "acct_a"
	x.Add("user", func(d []byte) []byte { return append(d, "say \"hi\"\n\\o/\t\x01 ß"...) })
	x.Add("assistant", func(d []byte) []byte { return append(d, "ls"...) }).Call = true
	x.Add("tool", func(d []byte) []byte { return append(d, "a b"...) }).Data = true
	x.Tools = []string{"run"}
	x.Temperature = 70
	x.Client = &Client{Agent: "ua", JA4: "j", Headers: [][2]string{{"x-lang", "go"}}}
	line := x.Append(nil)
	var got map[string]any
	if err := json.Unmarshal(line, &got); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	if got["time"] != "2026-03-02T00:00:00.123Z" || got["gen_ai.request.temperature"] != .7 || got["http.response.status_code"] != 200. {
		t.Errorf("unexpected line %s", line)
	}
	parts := got["gen_ai.input.messages"].([]any)[0].(map[string]any)["parts"].([]any)[0].(map[string]any)
	if parts["content"] != "say \"hi\"\n\\o/\t\x01 ß" {
		t.Errorf("the text came back as %q", parts["content"])
	}
	if strings.Contains(string(line), "max_tokens") || strings.Contains(string(line), "org.id") {
		t.Errorf("absent keys are there: %s", line)
	}
	x.Reset()
	if len(x.Messages) != 0 || x.Account != "" || x.InputSize() != 0 {
		t.Error("Reset leaves something behind")
	}
}

func TestQuoteRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		var back string
		if err := json.Unmarshal(quote(nil, s), &back); err != nil || back != s {
			t.Fatalf("%q came back as %q (%v)", s, back, err)
		}
	})
}
