package importer

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

const exports = "../../shared/data/exports"

// Every captured file is recognised, and no exchange of it is lost or doubled.
// The numbers were counted in the files, by jq and by a reader of protobuf in
// Python, as the tests of the formats' packages tell.
func TestExports(t *testing.T) {
	if _, err := os.Stat(exports); err != nil {
		t.Skip("the captured exports in ../shared/data are not here")
	}
	for file, want := range map[string]struct {
		format                                  string
		exchanges, duplicates, others, rejected int64
	}{
		"helicone-manual-logger.jsonl":         {"helicone", 15, 0, 0, 0},
		"langfuse-js-5.11.1-otel.otlp.json":    {"otlp", 12, 0, 12, 0},
		"langfuse-python-5.0.4-otel-1.otlp.pb": {"otlp", 16, 0, 12, 0},
		"langfuse-python-5.0.4-otel-2.otlp.pb": {"otlp", 8, 0, 7, 0},
		"langfuse-python-5.0.4-score.json":     {"langfuse", 0, 0, 1, 0},
		"litellm-generic-api-batch-1.json":     {"litellm", 4, 0, 0, 0},
		"litellm-generic-api-batch-2.json":     {"litellm", 5, 0, 0, 0},
		"litellm-guardrail-requests.jsonl":     {"pairs", 0, 0, 13, 16}, // no time
		"litellm-standard-logging.jsonl":       {"litellm", 51, 0, 4, 0},
		"openinference-traces-1.otlp.pb":       {"otlp", 26, 0, 31, 0},
		"openllmetry-0.62.4-traces-1.otlp.pb":  {"otlp", 20, 0, 23, 0},
		"openllmetry-0.62.4-traces-2.otlp.pb":  {"otlp", 3, 0, 3, 0},
		// Logs without the traces that know the user are calls of nobody.
		"otel-genai-1.3b0-logs-1.otlp.pb":              {"otlp", 0, 0, 0, 12},
		"otel-genai-1.3b0-logs-2.otlp.pb":              {"otlp", 0, 0, 0, 8},
		"otel-genai-1.3b0-traces-1.otlp.pb":            {"otlp", 26, 0, 33, 0},
		"otel-openai-v2-2.1b0-events-logs-1.otlp.pb":   {"otlp", 0, 0, 41, 0},
		"otel-openai-v2-2.1b0-events-traces-1.otlp.pb": {"otlp", 13, 0, 20, 0},
		"otel-openai-v2-2.4b0-latest-logs-1.otlp.pb":   {"otlp", 0, 0, 0, 7},
		"otel-openai-v2-2.4b0-latest-logs-2.otlp.pb":   {"otlp", 0, 0, 0, 1},
		"otel-openai-v2-2.4b0-latest-traces-1.otlp.pb": {"otlp", 8, 0, 16, 0},
		"otelcol-file-exporter.jsonl":                  {"otlp", 75, 0, 154, 0},
		"otelcol-file-exporter.proto":                  {"otlp", 75, 0, 154, 0},
		"sdk-requests.jsonl":                           {"pairs", 0, 0, 3, 58}, // no time
		"vercel-ai-sdk-6-traces.otlp.json":             {"otlp", 10, 0, 12, 0},
		"vercel-ai-sdk-6-traces.otlp.pb":               {"otlp", 10, 0, 12, 0},
	} {
		got := surveyOf(t, file)
		if len(got) != 1 || got[0].Format != want.format || got[0].Exchanges != want.exchanges || got[0].Duplicates != want.duplicates ||
			got[0].Others != want.others || got[0].Rejected != want.rejected || len(got[0].Files) != 1 {
			t.Errorf("%s: %+v, want %+v", file, got, want)
		}
	}
}

// Traces and logs in files of their own are joined when they are read together,
// and the two forms of one export are known as such.
func TestExportsTogether(t *testing.T) {
	if _, err := os.Stat(exports); err != nil {
		t.Skip("the captured exports in ../shared/data are not here")
	}
	for _, c := range []struct {
		files                                   []string
		exchanges, duplicates, others, rejected int64
	}{
		{[]string{"otel-genai-1.3b0-*"}, 26, 0, 53, 0},
		{[]string{"otel-openai-v2-2.1b0-*"}, 13, 0, 61, 0},
		{[]string{"otel-openai-v2-2.4b0-*"}, 8, 0, 24, 0},
		{[]string{"vercel-ai-sdk-6-traces.otlp.*"}, 10, 0, 34, 0},
		{[]string{"langfuse-python-5.0.4-otel-*"}, 24, 0, 19, 0},
	} {
		got := surveyOf(t, c.files...)
		if len(got) != 1 || got[0].Exchanges != c.exchanges || got[0].Duplicates != c.duplicates || got[0].Others != c.others || got[0].Rejected != c.rejected {
			t.Errorf("%v: %+v", c.files, got)
		}
	}
}

func surveyOf(t *testing.T, files ...string) []Survey {
	t.Helper()
	var patterns []string
	for _, f := range files {
		patterns = append(patterns, filepath.Join(exports, f))
	}
	inputs, err := Expand(patterns)
	if err != nil {
		t.Fatal(err)
	}
	if inputs, err = Resolve(context.Background(), inputs, As{}); err != nil {
		t.Fatal(err)
	}
	s := NewSurveyor()
	var all []Survey
	for _, in := range inputs {
		one, err := s.Read(context.Background(), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}
