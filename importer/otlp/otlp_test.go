package otlp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

// export reads a captured file: from testdata, or where it is too large for
// that, from the laboratory's exports.
func export(t testing.TB, name string) []byte {
	for _, dir := range [...]string{"testdata", "../../../shared/data/exports"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			return b
		}
		if !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	t.Skip(name, "is not here: it is one of the laboratory's exports")
	return nil
}

// records are those of a file, as the importer frames them.
func records(name string, content []byte) [][]byte {
	switch filepath.Ext(name) {
	case ".pb":
		return [][]byte{content}
	case ".proto":
		var all [][]byte
		for len(content) > 4 {
			n := 4 + binary.BigEndian.Uint32(content)
			all, content = append(all, content[4:n]), content[n:]
		}
		return all
	}
	return bytes.Split(bytes.TrimSpace(content), []byte{'\n'})
}

// result is what became of some records.
type result struct {
	join.Out
	latest int64
	all    []*exchange.Exchange
}

// convert runs records through one Converter. Every line must be a good one.
func convert(t testing.TB, records ...[]byte) *result {
	t.Helper()
	c, r := NewConverter(), new(result)
	for i, record := range records {
		kept := bytes.Clone(record)
		r.latest = max(r.latest, c.Add(kept, join.Place{File: "f", Line: int64(i + 1)}, &r.Out))
		clear(kept) // the converter must not keep it
	}
	c.Flush(&r.Out)
	for line := range bytes.Lines(r.Data) {
		x := new(exchange.Exchange)
		if err := exchange.NewDecoder().Decode(bytes.TrimSpace(line), x); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		r.all = append(r.all, x)
	}
	if len(r.all) != len(r.Places) {
		t.Fatalf("%d lines of %d places", len(r.all), len(r.Places))
	}
	return r
}

func convertFiles(t testing.TB, names ...string) *result {
	t.Helper()
	var all [][]byte
	for _, name := range names {
		all = append(all, records(name, export(t, name))...)
	}
	return convert(t, all...)
}

// one is the exchange with an id.
func (r *result) one(t testing.TB, id string) *exchange.Exchange {
	t.Helper()
	i := slices.IndexFunc(r.all, func(x *exchange.Exchange) bool { return x.ID == id })
	if i < 0 {
		t.Fatalf("no exchange %s", id)
	}
	return r.all[i]
}

// The numbers were counted with a reader of protobuf of its own (how the spans
// of each file are named and nested, by scope), not with this package:
//
//	file                  spans: of calls   of Anthropic's SDK   others   log records
//	langfuse-js                        12                   0        12             0
//	langfuse-python-1                  16                   0        12             0
//	langfuse-python-2                   8                   0         7             0
//	openinference                      26                   9        22             0
//	openllmetry-1                      20                   6        17             0
//	openllmetry-2                       3                   0         3             0
//	genai-1.3b0                        26                  11        22        12 + 8
//	openai-v2-2.1b0                    13                   0        20            41
//	openai-v2-2.4b0                     8                   0        16         7 + 1
//	vercel                             10                   0        12             0
//	otelcol                            75                  20        70            64
//
// Every span of the SDK tells a call again that an instrumentation tells; one
// pair of openinference, a failure, has no response id and is parent and child.
// The log records of genai and of 2.4b0 are one a call and not for the two
// embeddings; without the traces nobody is named. Those of 2.1b0 are messages.
func TestFiles(t *testing.T) {
	const genai, events, latest = "otel-genai-1.3b0-", "otel-openai-v2-2.1b0-events-", "otel-openai-v2-2.4b0-latest-"
	for _, c := range []struct {
		files                       string
		exchanges, others, rejected int
	}{
		{"langfuse-js-5.11.1-otel.otlp.json", 12, 12, 0},
		{"langfuse-python-5.0.4-otel-1.otlp.pb", 16, 12, 0},
		{"langfuse-python-5.0.4-otel-2.otlp.pb", 8, 7, 0},
		{"openinference-traces-1.otlp.pb", 26, 9 + 22, 0},
		{"openllmetry-0.62.4-traces-1.otlp.pb", 20, 6 + 17, 0},
		{"openllmetry-0.62.4-traces-2.otlp.pb", 3, 3, 0},
		{genai + "traces-1.otlp.pb", 26, 11 + 22, 0},
		{genai + "logs-1.otlp.pb", 0, 0, 12},
		{genai + "logs-2.otlp.pb", 0, 0, 8},
		{genai + "traces-1.otlp.pb " + genai + "logs-1.otlp.pb " + genai + "logs-2.otlp.pb", 26, 11 + 22 + 20, 0},
		{events + "traces-1.otlp.pb", 13, 20, 0},
		{events + "logs-1.otlp.pb", 0, 41, 0},
		{events + "traces-1.otlp.pb " + events + "logs-1.otlp.pb", 13, 20 + 41, 0},
		{latest + "traces-1.otlp.pb", 8, 16, 0},
		{latest + "logs-1.otlp.pb", 0, 0, 7},
		{latest + "logs-2.otlp.pb", 0, 0, 1},
		{latest + "traces-1.otlp.pb " + latest + "logs-1.otlp.pb " + latest + "logs-2.otlp.pb", 8, 16 + 8, 0},
		{"vercel-ai-sdk-6-traces.otlp.json", 10, 12, 0},
		{"vercel-ai-sdk-6-traces.otlp.pb", 10, 12, 0},
		{"otelcol-file-exporter.jsonl", 75, 20 + 70 + 64, 0},
		{"otelcol-file-exporter.proto", 75, 20 + 70 + 64, 0},
	} {
		t.Run(c.files, func(t *testing.T) {
			r := convertFiles(t, strings.Fields(c.files)...)
			if len(r.all) != c.exchanges || r.Others != int64(c.others) || len(r.Rejected) != c.rejected {
				t.Errorf("%d exchanges, %d others, %d rejected %v; want %d, %d, %d", len(r.all), r.Others, len(r.Rejected), r.Rejected, c.exchanges, c.others, c.rejected)
			}
			if r.latest < 1_795_000_000_000_000 || r.latest > 1_796_000_000_000_000 {
				t.Errorf("latest %d", r.latest)
			}
		})
	}
}

// Both forms of one export give the same.
func TestJSONAndProtobuf(t *testing.T) {
	for _, pair := range [][2]string{
		{"vercel-ai-sdk-6-traces.otlp.json", "vercel-ai-sdk-6-traces.otlp.pb"},
		{"otelcol-file-exporter.jsonl", "otelcol-file-exporter.proto"},
	} {
		a, b := convertFiles(t, pair[0]), convertFiles(t, pair[1])
		if !bytes.Equal(a.Data, b.Data) {
			t.Errorf("%s and %s differ", pair[0], pair[1])
		}
	}
}

// Whichever comes first of traces and logs, the exchanges are the same.
func TestOrder(t *testing.T) {
	for _, names := range [][]string{
		{"otel-genai-1.3b0-traces-1.otlp.pb", "otel-genai-1.3b0-logs-1.otlp.pb", "otel-genai-1.3b0-logs-2.otlp.pb"},
		{"otel-openai-v2-2.1b0-events-traces-1.otlp.pb", "otel-openai-v2-2.1b0-events-logs-1.otlp.pb"},
		{"otel-openai-v2-2.4b0-latest-traces-1.otlp.pb", "otel-openai-v2-2.4b0-latest-logs-1.otlp.pb", "otel-openai-v2-2.4b0-latest-logs-2.otlp.pb"},
		{"otelcol-file-exporter.jsonl"},
	} {
		var all [][]byte
		for _, name := range names {
			all = append(all, records(name, export(t, name))...)
		}
		want := sorted(convert(t, all...))
		slices.Reverse(all)
		if got := sorted(convert(t, all...)); !slices.Equal(got, want) {
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("%v:\n%s\n%s", names, got[i], want[i])
				}
			}
		}
	}
}

func sorted(r *result) []string {
	lines := strings.Split(string(r.Data), "\n")
	slices.Sort(lines)
	return lines
}

func TestSniff(t *testing.T) {
	for _, name := range []string{"langfuse-js-5.11.1-otel.otlp.json", "otelcol-file-exporter.jsonl"} {
		b := export(t, name)
		if s := Sniff(b); s != 100 {
			t.Errorf("%s: %d", name, s)
		}
	}
	binaries, err := filepath.Glob("testdata/*.pb")
	if err != nil || len(binaries) == 0 {
		t.Fatal(binaries, err)
	}
	for _, name := range append(binaries, "otelcol-file-exporter.proto") {
		b := export(t, filepath.Base(name))
		if s := Sniff(b[:512]); s < 50 {
			t.Errorf("%s: %d", name, s)
		}
	}
	for _, text := range []string{
		"", "\n", "\n\n\n\n\n\n\n\n\n\n", "{", `{"time":"2026-01-01T00:00:00Z","user.id":"u","gen_ai.input.messages":"{\"resourceSpans\":[]}"}`,
		`{"body":{"resourceSpans":[]}}`, `{"startTime":1,"call_type":"acompletion","note":"\"resourceSpans\":"}`, "resourceSpans\n", "a,b\n\"resourceSpans\",1\n",
	} {
		if s := Sniff([]byte(text)); s >= 50 {
			t.Errorf("%q: %d", text, s)
		}
	}
	for _, name := range []string{"litellm-standard-logging.jsonl", "helicone-manual-logger.jsonl", "sdk-requests.jsonl", "langfuse-python-5.0.4-score.json"} {
		t.Run(name, func(t *testing.T) {
			if s := Sniff(export(t, name)); s >= 50 {
				t.Errorf("%d", s)
			}
		})
	}
}
