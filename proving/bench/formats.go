package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer"
)

// The formats are measured on a world of this size, each alone.
const formatExchanges = 400_000

var formats = []struct {
	name, file string
	write      func(*bufio.Writer) writer
}{
	{"native", "log.jsonl", writeNative},
	{"LiteLLM, with all that its payloads carry", "log.jsonl", writeLiteLLM},
	{"OTLP, JSON", "log.jsonl", func(w *bufio.Writer) writer { return &spans{w: w} }},
	{"OTLP, protobuf", "log.pb", func(w *bufio.Writer) writer { return &spans{w: w, binary: true} }},
}

// formatFigures is what a hunt in one format took.
type formatFigures struct {
	figures
	name  string
	bytes int64
}

// measureFormats writes the same exchanges in several formats and hunts in each.
func measureFormats(ctx context.Context, program, dir string) ([]formatFigures, error) {
	t, err := makeTraffic(ctx, world(dir, formatExchanges))
	if err != nil {
		return nil, err
	}
	var all []formatFigures
	for _, f := range formats {
		path := filepath.Join(dir, "format", f.file)
		size, err := convert(ctx, t.path, path, f.write)
		if err != nil {
			return nil, err
		}
		one, err := measureHunt(ctx, program, dir, traffic{path: path, accounts: t.accounts, exchanges: t.exchanges})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		all = append(all, formatFigures{one, f.name, size})
		if err := os.RemoveAll(filepath.Dir(path)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func formatTable(all []formatFigures) string {
	var b strings.Builder
	fmt.Fprintf(&b, "The same %.1f M exchanges in the formats of other tools, each hunted alone:\n\n| format | bytes an exchange | exchanges/s | MB/s | CPU-s a million |\n|---|---|---|---|---|\n", float64(all[0].exchanges)/1e6)
	for _, f := range all {
		fmt.Fprintf(&b, "| %s | %d | %.0f | %.0f | %.1f |\n", f.name, f.bytes/f.exchanges, float64(f.exchanges)/f.took.Seconds(),
			float64(f.bytes)/1e6/f.took.Seconds(), f.cpu.Seconds()/float64(f.exchanges)*1e6)
	}
	return b.String()
}

// writer writes exchanges in one format.
type writer interface {
	add(x *exchange.Exchange) error
	end() error
}

// convert writes the traffic of a folder into one file.
func convert(ctx context.Context, from, to string, format func(*bufio.Writer) writer) (int64, error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return 0, err
	}
	f, err := os.Create(to)
	if err != nil {
		return 0, err
	}
	buffer := bufio.NewWriterSize(f, 1<<20)
	w := format(buffer)
	inputs, err := importer.Expand([]string{from})
	if err != nil {
		return 0, err
	}
	s := importer.NewSurveyor()
	for _, in := range inputs {
		if _, err := s.Read(ctx, in, w.add); err != nil {
			return 0, errors.Join(err, f.Close())
		}
	}
	if err := errors.Join(w.end(), buffer.Flush(), f.Close()); err != nil {
		return 0, err
	}
	info, err := os.Stat(to)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// each is a writer of one line an exchange.
type each struct {
	w    *bufio.Writer
	line func(dst []byte, x *exchange.Exchange) []byte
	buf  []byte
}

func (e *each) add(x *exchange.Exchange) error {
	e.buf = e.line(e.buf[:0], x)
	_, err := e.w.Write(e.buf)
	return err
}

func (e *each) end() error { return nil }

func writeNative(w *bufio.Writer) writer { return &each{w: w, line: exchange.AppendLine} }

// writeLiteLLM writes payloads with the ballast that real ones have: what
// LiteLLM knows of the model, in 7 KB, and of its keys, guardrails and costs.
func writeLiteLLM(w *bufio.Writer) writer {
	info := map[string]any{"model_map_key": "mock-large", "model_map_value": map[string]any{}}
	for i := range 200 {
		info["model_map_value"].(map[string]any)[fmt.Sprintf("supports_or_costs_%03d", i)] = nil
	}
	ballast := map[string]any{}
	for i := range 60 {
		ballast[fmt.Sprintf("user_api_key_budget_or_alias_%02d", i)] = nil
	}
	return &each{w: w, line: func(dst []byte, x *exchange.Exchange) []byte {
		meta := map[string]any{"user_api_key_user_id": x.Account, "user_api_key_org_id": x.Org, "requester_ip_address": x.Address, "user_agent": x.UserAgent, "more": ballast}
		asked := []any{map[string]any{"role": "system", "content": x.System}}
		for _, m := range x.Input {
			asked = append(asked, map[string]any{"role": m.Role, "content": m.Text})
		}
		answers := []any{}
		for _, m := range x.Output {
			answers = append(answers, map[string]any{"index": 0, "finish_reason": x.Finish, "message": map[string]any{"role": m.Role, "content": m.Text}})
		}
		b, err := json.Marshal(map[string]any{
			"id": x.ID, "litellm_call_id": x.ID, "call_type": "acompletion", "status": "success", "model_group": x.Model, "session_id": x.Conversation,
			"startTime": float64(x.Time) / 1e6, "endTime": float64(x.Time)/1e6 + 1, "messages": asked, "metadata": meta,
			"model_parameters": map[string]any{"max_tokens": 512}, "hidden_params": ballast, "cost_breakdown": ballast, "model_map_information": info,
			"response": map[string]any{"id": x.ID, "choices": answers, "usage": map[string]any{"prompt_tokens": x.InputTokens, "completion_tokens": x.OutputTokens}},
		})
		if err != nil {
			return dst // maps of texts and numbers marshal
		}
		return append(append(dst, b...), '\n')
	}}
}

// spans writes export requests of 64 calls, each with the span above it that
// knows its user.
type spans struct {
	w      *bufio.Writer
	binary bool
	next   ptrace.Traces
	list   ptrace.SpanSlice
	n      uint64
}

func (s *spans) add(x *exchange.Exchange) error {
	if s.n%64 == 0 {
		if err := s.end(); err != nil {
			return err
		}
		s.next = ptrace.NewTraces()
		s.list = s.next.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	}
	s.n++
	var trace [16]byte
	binary.BigEndian.PutUint64(trace[8:], s.n)
	span := func(id, parent byte) ptrace.Span {
		one := s.list.AppendEmpty()
		one.SetTraceID(trace)
		one.SetSpanID([8]byte{id})
		one.SetParentSpanID([8]byte{parent})
		one.SetStartTimestamp(pcommon.Timestamp(x.Time * 1000))
		one.SetEndTimestamp(pcommon.Timestamp(x.Time*1000 + 1e9))
		return one
	}
	server := span(1, 0).Attributes()
	server.PutStr("user.id", x.Account)
	server.PutStr("client.address", x.Address)
	server.PutStr("user_agent.original", x.UserAgent)
	server.PutStr("session.id", x.Conversation)
	call := span(2, 1).Attributes()
	call.PutStr("gen_ai.operation.name", "chat")
	call.PutStr("gen_ai.request.model", x.Model)
	call.PutStr("gen_ai.response.id", x.ID)
	call.PutStr("gen_ai.input.messages", messages(x.Input))
	call.PutStr("gen_ai.output.messages", messages(x.Output))
	call.PutInt("gen_ai.usage.input_tokens", int64(x.InputTokens))
	call.PutInt("gen_ai.usage.output_tokens", int64(x.OutputTokens))
	return nil
}

func messages(list []exchange.Message) string {
	line := exchange.AppendLine(nil, &exchange.Exchange{Fields: exchange.FieldInput, Input: list})
	return string(bytes.TrimSuffix(bytes.TrimPrefix(line, []byte(`{"gen_ai.input.messages":`)), []byte("}\n")))
}

func (s *spans) end() error {
	if s.n == 0 {
		return nil
	}
	if !s.binary {
		b, err := new(ptrace.JSONMarshaler).MarshalTraces(s.next)
		if err != nil {
			return err
		}
		_, err = s.w.Write(append(b, '\n'))
		return err
	}
	b, err := new(ptrace.ProtoMarshaler).MarshalTraces(s.next)
	if err != nil {
		return err
	}
	_, err = s.w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...))
	return err
}
