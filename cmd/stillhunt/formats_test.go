package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/exchange"
)

// The quickstart traffic, written as the tools write theirs, gives the campaigns
// that its native form gives: the same operators' accounts, by the same
// exchanges. Of a format that lacks what they are told by, the hunt says which
// detectors it could not run.
func TestFormatsGiveTheSameCampaigns(t *testing.T) {
	_, native := found(t, reference(t))
	want := namedAccounts(native)
	if len(want) < 2 {
		t.Fatalf("the native form gives %d campaigns", len(want))
	}
	for name, c := range map[string]struct {
		write func(t *testing.T, dir string, all func(func(*exchange.Exchange)))
		args  []string
		lost  []string // keys that the format has no place for
		same  bool     // the campaigns do not need them
	}{
		"litellm":  {write: writeLiteLLM, lost: []string{"stillhunt.client.ja4"}, same: true},
		"pairs":    {write: writePairs, lost: []string{"stillhunt.client.ja4"}, same: true},
		"helicone": {write: writeHelicone, lost: []string{"client.address", "user_agent.original"}},
		"langfuse": {write: writeLangfuse, lost: []string{"client.address", "user_agent.original"}},
		"otlp":     {write: writeOTLP},
		"csv":      {write: writeCSV, args: []string{"--map", "testdata/quickstart.map.yaml"}},
		"access":   {write: writeAccess, lost: []string{"gen_ai.input.messages"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir, out := t.TempDir(), t.TempDir()
			c.write(t, dir, eachExchange(t))
			program{}.ok(t, append([]string{"hunt", dir, "--accounts", accounts(t), "--out", out, "--quiet"}, c.args...)...)
			_, r := found(t, out)
			if r.Input.Exchanges != native.Input.Exchanges || r.Input.Accounts != native.Input.Accounts || r.Input.Rejected != 0 || r.Input.Duplicates != native.Input.Duplicates {
				t.Fatalf("read %+v, natively %+v", r.Input, native.Input)
			}
			for _, key := range c.lost {
				if !slices.ContainsFunc(r.NotComputable, func(n campaign.NotComputable) bool { return slices.Contains(n.Missing, key) }) {
					t.Errorf("the hunt does not say that %s is missing", key)
				}
			}
			got := namedAccounts(r)
			if len(c.lost) > 0 && !c.same { // it may find less, and accuses nobody else
				for _, members := range got {
					for _, m := range members {
						if !slices.ContainsFunc(slices.Collect(maps.Values(want)), func(w []string) bool { return slices.Contains(w, m) }) {
							t.Errorf("it accuses %s, which the native form does not", m)
						}
					}
				}
				return
			}
			for operator, members := range want {
				if !slices.Equal(got[operator], members) {
					t.Errorf("%s: %d accounts, natively %d", operator, len(got[operator]), len(members))
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d campaigns, natively %d", len(got), len(want))
			}
		})
	}
}

// namedAccounts are the accused accounts of each campaign, sorted, by the first.
func namedAccounts(r campaign.Result) map[string][]string {
	all := map[string][]string{}
	for _, g := range r.Campaigns {
		var names []string
		for _, m := range g.Members {
			if m.Role != "customer" && m.Probability >= .5 {
				names = append(names, m.Account)
			}
		}
		slices.Sort(names)
		all[names[0]] = names
	}
	return all
}

// eachExchange reads the quickstart traffic natively.
func eachExchange(t *testing.T) func(func(*exchange.Exchange)) {
	log, d := traffic(t), exchange.NewDecoder()
	return func(do func(*exchange.Exchange)) {
		var x exchange.Exchange
		for line := range bytes.Lines(log) {
			if err := d.Decode(bytes.TrimSpace(line), &x); err != nil {
				t.Fatal(err)
			}
			do(&x)
		}
	}
}

type object map[string]any

// jsonl writes one object an exchange.
func jsonl(t *testing.T, path string, all func(func(*exchange.Exchange)), one func(*exchange.Exchange) any) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	all(func(x *exchange.Exchange) {
		if err := e.Encode(one(x)); err != nil {
			t.Fatal(err)
		}
	})
	write(t, path, b.Bytes())
}

func rfc3339(micros int64) string { return time.UnixMicro(micros).UTC().Format(time.RFC3339Nano) }

func ended(x *exchange.Exchange) int64 { return x.Time + 1000*int64(max(0, x.Duration)) }

// turn is a message in the form of chat completions; its reasoning is sealed
// with the digests that the exchange has.
func turn(m exchange.Message, sealed []string) object {
	parts := []object{}
	if m.Text != "" {
		parts = append(parts, object{"type": "text", "text": m.Text})
	}
	if m.Media {
		parts = append(parts, object{"type": "image_url", "image_url": object{"url": "data:"}})
	}
	if m.ToolData && m.Role != "tool" {
		parts = append(parts, object{"type": "tool_result"})
	}
	for _, s := range sealed {
		parts = append(parts, object{"type": "thinking", "signature": s})
	}
	o := object{"role": m.Role, "content": parts}
	if m.ToolCall {
		o["tool_calls"] = []object{{"id": "c", "type": "function", "function": object{"name": "f", "arguments": "{}"}}}
	}
	return o
}

func asked(x *exchange.Exchange) []object {
	var all []object
	if x.System != "" {
		all = append(all, object{"role": "system", "content": x.System})
	}
	for i, m := range x.Input {
		var sealed []string
		if i == 0 {
			sealed = x.Presented
		}
		all = append(all, turn(m, sealed))
	}
	return all
}

func settings(x *exchange.Exchange) object {
	o := object{"model": x.Model}
	if x.Temperature != exchange.Absent {
		o["temperature"] = float64(x.Temperature) / 1000
	}
	if x.MaxTokens != exchange.Absent {
		o["max_tokens"] = x.MaxTokens
	}
	if x.Stream != exchange.Absent {
		o["stream"] = x.Stream == 1
	}
	if x.Tools > 0 {
		o["tools"] = make([]object, x.Tools)
		for i := range o["tools"].([]object) {
			o["tools"].([]object)[i] = object{"type": "function"}
		}
	}
	return o
}

func answered(x *exchange.Exchange) object {
	if len(x.Output) == 0 && x.InputTokens == exchange.Absent {
		return object{}
	}
	o := object{"usage": object{"prompt_tokens": x.InputTokens, "completion_tokens": x.OutputTokens, "prompt_tokens_details": object{"cached_tokens": x.CacheTokens}}}
	choices := []object{}
	for i, m := range x.Output {
		choices = append(choices, object{"index": i, "finish_reason": x.Finish, "message": turn(m, x.Issued)})
	}
	o["choices"] = choices
	return o
}

func writeLiteLLM(t *testing.T, dir string, all func(func(*exchange.Exchange))) {
	jsonl(t, filepath.Join(dir, "calls.jsonl"), all, func(x *exchange.Exchange) any {
		headers := object{}
		for _, h := range x.Headers {
			headers[h.Name] = h.Value
		}
		o := object{
			"id": x.ID, "litellm_call_id": x.ID, "call_type": "acompletion", "status": "success", "model_group": x.Model, "session_id": x.Conversation,
			"startTime": float64(x.Time) / 1e6, "endTime": float64(ended(x)) / 1e6, "messages": asked(x), "model_parameters": settings(x), "response": answered(x),
			"metadata": object{"user_api_key_user_id": x.Account, "user_api_key_org_id": x.Org, "requester_ip_address": x.Address, "user_agent": x.UserAgent, "requester_custom_headers": headers},
		}
		if x.Status >= 400 {
			o["status"], o["error_information"] = "failure", object{"error_code": fmt.Sprint(x.Status), "error_class": x.ErrorType}
		}
		return o
	})
}

func writePairs(t *testing.T, dir string, all func(func(*exchange.Exchange))) {
	jsonl(t, filepath.Join(dir, "pairs.jsonl"), all, func(x *exchange.Exchange) any {
		sent := settings(x)
		sent["messages"] = asked(x)
		headers := object{"user-agent": x.UserAgent}
		for _, h := range x.Headers {
			headers[h.Name] = h.Value
		}
		return object{"id": x.ID, "timestamp": rfc3339(x.Time), "duration_ms": max(0, x.Duration), "user_id": x.Account, "org_id": x.Org, "session_id": x.Conversation,
			"client_ip": x.Address, "request": object{"headers": headers, "body": sent}, "response": object{"status": x.Status, "body": answered(x)}}
	})
}

func writeHelicone(t *testing.T, dir string, all func(func(*exchange.Exchange))) {
	jsonl(t, filepath.Join(dir, "posts.jsonl"), all, func(x *exchange.Exchange) any {
		sent := settings(x)
		sent["messages"] = asked(x)
		clock := func(micros int64) object {
			return object{"seconds": micros / 1e6, "milliseconds": micros / 1000 % 1000}
		}
		return object{"headers": object{"helicone-user-id": x.Account, "helicone-session-id": x.Conversation, "helicone-request-id": x.ID},
			"body": object{"providerRequest": object{"url": "custom", "json": sent, "meta": object{}},
				"providerResponse": object{"headers": object{}, "status": x.Status, "json": answered(x)},
				"timing":           object{"startTime": clock(x.Time), "endTime": clock(ended(x))}}}
	})
}

func writeLangfuse(t *testing.T, dir string, all func(func(*exchange.Exchange))) {
	jsonl(t, filepath.Join(dir, "observations.jsonl"), all, func(x *exchange.Exchange) any {
		with := settings(x)
		delete(with, "model")
		o := object{"id": x.ID, "traceId": "t-" + x.ID, "type": "GENERATION", "startTime": rfc3339(x.Time), "endTime": rfc3339(ended(x)), "model": x.Model,
			"modelParameters": with, "input": asked(x), "usageDetails": object{"input": max(0, x.InputTokens), "output": max(0, x.OutputTokens)}}
		if len(x.Output) > 0 {
			o["output"] = turn(x.Output[0], x.Issued)
		}
		return o
	})
	jsonl(t, filepath.Join(dir, "traces.jsonl"), all, func(x *exchange.Exchange) any {
		return object{"id": "t-" + x.ID, "timestamp": rfc3339(x.Time), "name": "chat", "userId": x.Account, "sessionId": x.Conversation}
	})
}

// writeOTLP writes a span a call, whose attributes are the record's keys, and
// one above it that knows who and where from.
func writeOTLP(t *testing.T, dir string, all func(func(*exchange.Exchange))) {
	n := 0
	jsonl(t, filepath.Join(dir, "spans.jsonl"), all, func(x *exchange.Exchange) any {
		var flat map[string]any
		if err := json.Unmarshal(exchange.AppendLine(nil, x), &flat); err != nil {
			t.Fatal(err)
		}
		n++
		call, server := []object{}, []object{}
		for key, v := range flat {
			to := &call
			switch key {
			case "time", "stillhunt.duration_ms":
				continue
			case "user.id", "client.address", "user_agent.original", "stillhunt.org.id", "gen_ai.conversation.id":
				to = &server
			}
			*to = append(*to, object{"key": key, "value": anyValue(t, v)})
		}
		span := func(id, parent string, attributes []object) object {
			return object{"traceId": fmt.Sprintf("%032x", n), "spanId": id, "parentSpanId": parent, "name": "chat",
				"startTimeUnixNano": fmt.Sprint(x.Time * 1000), "endTimeUnixNano": fmt.Sprint(ended(x) * 1000), "attributes": attributes}
		}
		call = append(call, object{"key": "gen_ai.operation.name", "value": object{"stringValue": "chat"}})
		return object{"resourceSpans": []object{{"scopeSpans": []object{{"spans": []object{span("00000000000000aa", "00000000000000bb", call), span("00000000000000bb", "", server)}}}}}}
	})
}

// anyValue is a value as OTLP has it; what has an inside is its JSON text.
func anyValue(t *testing.T, v any) object {
	switch v := v.(type) {
	case string:
		return object{"stringValue": v}
	case bool:
		return object{"boolValue": v}
	case float64:
		if v == float64(int64(v)) {
			return object{"intValue": fmt.Sprint(int64(v))}
		}
		return object{"doubleValue": v}
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return object{"stringValue": string(text)}
}

// writeCSV writes the record's keys as columns.
func writeCSV(t *testing.T, dir string, all func(func(*exchange.Exchange))) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	names := exchange.AllFields.Names()
	names = names[:len(names)-1] // headers are a pattern
	head := make([]string, len(names))
	for i, name := range names {
		head[i] = strings.ReplaceAll(name, ".", "_")
	}
	if err := w.Write(append(head, "sdk_os", "sdk_lang")); err != nil {
		t.Fatal(err)
	}
	all(func(x *exchange.Exchange) {
		var flat map[string]any
		if err := json.Unmarshal(exchange.AppendLine(nil, x), &flat); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(names), len(names)+2)
		for i, name := range names {
			switch v := flat[name].(type) {
			case nil:
			case string:
				row[i] = v
			default:
				text, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				row[i] = string(text)
			}
		}
		os, _ := flat["http.request.header.x-stainless-os"].(string)
		lang, _ := flat["http.request.header.x-stainless-lang"].(string)
		if err := w.Write(append(row, os, lang)); err != nil {
			t.Fatal(err)
		}
	})
	w.Flush()
	write(t, filepath.Join(dir, "export.csv"), b.Bytes())
}

func writeAccess(t *testing.T, dir string, all func(func(*exchange.Exchange))) {
	jsonl(t, filepath.Join(dir, "nginx.jsonl"), all, func(x *exchange.Exchange) any {
		return object{"time_iso8601": rfc3339(x.Time), "remote_addr": x.Address, "remote_user": x.Account, "request_method": "POST", "request_uri": "/v1/chat/completions",
			"status": fmt.Sprint(x.Status), "request_time": fmt.Sprint(float64(max(0, x.Duration)) / 1000), "http_user_agent": x.UserAgent, "request_id": x.ID}
	})
}
