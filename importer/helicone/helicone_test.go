package helicone

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

const shared = "../../../shared/data/exports/helicone-manual-logger.jsonl"

// lines are the records of a file as the decoder meets them: a CSV row is an
// object of texts.
func lines(t testing.TB, path string) [][]byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) && path == shared {
		t.Skip("the exports are not here: " + path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(path) != ".csv" {
		return bytes.Split(bytes.TrimSpace(data), []byte{'\n'})
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for _, row := range rows[1:] {
		object := map[string]string{}
		for i, cell := range row {
			object[rows[0][i]] = cell
		}
		line, err := json.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return all
}

// TestFiles counts what is in each file. The numbers are of the files, not of
// the decoder:
//
//	python3 -c 'import json,sys; [print(r["body"]["providerRequest"]["json"]["model"], r["body"]["providerResponse"]["status"]) for r in map(json.loads, sys.stdin)]'
//
// says of the captured log: 15 records, all of chat models with 200. The
// fixtures are written by hand: rows.jsonl has an embedding and an image (none),
// a time that is no time, a row of nobody and one cut off (rejected); rows.csv
// has its first nine rows; dashboard.csv has an embedding (none), and rows
// without user and without time (rejected).
func TestFiles(t *testing.T) {
	for _, c := range []struct {
		path                      string
		exchanges, none, rejected int
	}{
		{shared, 15, 0, 0},
		{"testdata/logger.jsonl", 3, 0, 0},
		{"testdata/rows.jsonl", 7, 2, 3},
		{"testdata/rows.csv", 6, 2, 1},
		{"testdata/dashboard.csv", 4, 1, 2},
	} {
		t.Run(filepath.Base(c.path), func(t *testing.T) {
			all := lines(t, c.path)
			if score := Sniff(bytes.Join(all, []byte{'\n'})); score < 90 {
				t.Errorf("Sniff says %d", score)
			}
			var exchanges, none, rejected int
			d := NewDecoder()
			for i, line := range all {
				var x exchange.Exchange
				var r *exchange.Rejection
				switch err := d.Decode(line, &x); {
				case err == nil:
					exchanges++
				case errors.Is(err, exchange.ErrNone):
					none++
				case errors.As(err, &r):
					rejected++
					t.Logf("record %d: %v", i+1, r)
				default:
					t.Fatal(err)
				}
			}
			if exchanges != c.exchanges || none != c.none || rejected != c.rejected {
				t.Errorf("%d exchanges, %d none, %d rejected; want %d, %d, %d", exchanges, none, rejected, c.exchanges, c.none, c.rejected)
			}
		})
	}
}

// TestLog checks every captured record against the file as encoding/json reads it.
func TestLog(t *testing.T) {
	type delta struct{ Content string }
	type answer struct {
		ID      string
		Choices []struct{ Message, Delta delta }
		Content []struct{ Text string }
	}
	d := NewDecoder()
	for i, line := range lines(t, shared) {
		var r struct {
			Headers map[string]string
			Body    struct {
				ProviderRequest struct {
					JSON struct {
						Model    string
						Stream   bool
						Messages []struct{ Content string }
					}
				}
				ProviderResponse struct {
					JSON     answer
					TextBody string
				}
			}
		}
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		a := r.Body.ProviderResponse.JSON
		words := ""
		for chunk := range strings.Lines(r.Body.ProviderResponse.TextBody) {
			var e answer
			if err := json.Unmarshal([]byte(chunk), &e); err != nil {
				t.Fatal(err)
			}
			a.ID = e.ID
			for _, c := range e.Choices {
				words += c.Delta.Content
			}
		}
		for _, c := range a.Choices {
			words += c.Message.Content
		}
		for _, c := range a.Content {
			words += c.Text
		}
		var x exchange.Exchange
		if err := d.Decode(line, &x); err != nil {
			t.Fatal(i+1, err)
		}
		if x.Account != r.Headers["helicone-user-id"] || x.Conversation != r.Headers["helicone-session-id"] || x.ResponseID != a.ID ||
			x.Model != r.Body.ProviderRequest.JSON.Model || (x.Stream == 1) != r.Body.ProviderRequest.JSON.Stream || x.Status != 200 {
			t.Errorf("record %d: %+v", i+1, x)
		}
		if len(x.Output) != 1 || x.Output[0].Text != words || x.Input[0].Text != r.Body.ProviderRequest.JSON.Messages[0].Content {
			t.Errorf("record %d: output %+v, want %q", i+1, x.Output, words)
		}
	}
}

func TestSniffOthers(t *testing.T) {
	for _, line := range []string{
		"", "[]", "{", `{"time":"x","user.id":"y"}`, `{"created_at":"x","user_id":"y","model":"z","status":"ok"}`,
		`{"body":{"model":"m"},"headers":{}}`, `{"data":[{"id":"x"}]}`, `{"data":[]}`, `{"resourceSpans":[]}`,
		`{"id":"1","createdAt":"x","model":"m","promptTokens":1,"completionTokens":2,"latency":3}`,
	} {
		if got := Sniff([]byte(line)); got >= 50 {
			t.Errorf("%s: %d", line, got)
		}
	}
	entries, err := filepath.Glob(filepath.Dir(shared) + "/*.json*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range entries {
		if data, err := os.ReadFile(path); err == nil && filepath.Base(path) != filepath.Base(shared) {
			if got := Sniff(data); got >= 50 {
				t.Errorf("%s: %d", path, got)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, path := range []string{"testdata/logger.jsonl", "testdata/rows.jsonl", "testdata/rows.csv", "testdata/dashboard.csv"} {
		for _, line := range lines(f, path) {
			f.Add(line)
		}
	}
	d := NewDecoder()
	f.Fuzz(func(t *testing.T, line []byte) {
		Sniff(line)
		var x, y exchange.Exchange
		err := d.Decode(line, &x)
		var r *exchange.Rejection
		if err != nil && !errors.Is(err, exchange.ErrNone) && !errors.As(err, &r) {
			t.Fatal(err)
		}
		if err != nil {
			return
		}
		hash := exchange.Hash(&x, 1)
		if err := exchange.NewDecoder().Decode(bytes.TrimSpace(exchange.AppendLine(nil, &x)), &y); err != nil || exchange.Hash(&y, 1) != hash {
			t.Fatalf("written as a native line it differs: %v", err)
		}
		if err := d.Decode(line, &y); err != nil || exchange.Hash(&y, 1) != hash {
			t.Fatalf("a second reading differs: %v", err)
		}
	})
}

func TestHostile(t *testing.T) {
	deep := strings.Repeat("[", 1e6) + strings.Repeat("]", 1e6)
	text, err := json.Marshal(strings.Repeat(`{"choices":[{"index":9,"delta":{"content":`, 1e5))
	if err != nil {
		t.Fatal(err)
	}
	d := NewDecoder()
	for name, line := range map[string]string{
		"deep":           deep,
		"deep value":     `{"providerRequest":` + deep + `}`,
		"deep text":      `{"request_created_at":"2026-11-23T15:30:01Z","request_body":"` + deep + `"}`,
		"endless text":   `{"providerRequest":{"json":{}},"providerResponse":{"textBody":` + string(text) + `}}`,
		"numbers":        `{"body":{"providerRequest":1,"providerResponse":2,"timing":3},"headers":4}`,
		"arrays":         `{"body":{"providerRequest":[],"providerResponse":[],"timing":[]},"headers":[]}`,
		"wrong inside":   `{"body":{"providerRequest":{"url":1,"json":[1],"meta":"x"},"providerResponse":{"status":{},"json":7,"textBody":9},"timing":{"startTime":{"seconds":"a"},"endTime":1}},"headers":{"helicone-user-id":5}}`,
		"far times":      `{"providerRequest":{"json":{"user":"u"}},"timing":{"startTime":{"seconds":1e300},"endTime":{"seconds":-1e300}}}`,
		"row of numbers": `{"request_created_at":1,"request_id":2,"request_body":3,"response_body":4,"provider":5,"status":[],"delay_ms":1e300,"prompt_tokens":1e300}`,
		"row of arrays":  `{"request_created_at":[],"request_id":[],"request_body":[],"response_body":[[],1],"provider":{},"properties":[]}`,
		"page":           `{"data":[{"created_at":"x"},1]}`,
		"truncated":      `{"body":{"providerRequest":{"json":{"mess`,
		"no object":      `17`,
		"not UTF-8":      "{\"request_id\":\"\xff\"}",
	} {
		var x exchange.Exchange
		var r *exchange.Rejection
		if err := d.Decode([]byte(line), &x); !errors.As(err, &r) {
			t.Errorf("%s: %v", name, err)
		} else if strings.Contains(r.Error(), "choices") {
			t.Errorf("%s: quotes the line: %v", name, r)
		}
		Sniff([]byte(line))
	}
}
