package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

// Canaries that are no words.
const (
	networkV4  = "198.51." // an exit network follows
	networkV6  = "2001:db8:c4"
	signupV4   = "203.0.113."
	seedNumber = "918273645918"
)

// canary is a word that nobody else writes, for one field.
func canary(field string) string {
	letters := strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, strings.ToLower(field))
	return "cnry" + letters + "x"
}

// plant writes a log, account facts, known accounts and releases into dir, in
// which the accounts of two campaigns carry canaries in every field.
func plant(t *testing.T, dir string) {
	t.Helper()
	ids := harvesters(t)
	var log bytes.Buffer
	keys := map[string]bool{}
	n := 0
	for _, line := range lines(traffic(t)) {
		var x map[string]any
		if !ids[accountOf(line)] {
			log.Write(line)
			continue
		}
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		plantExchange(x, n)
		n++
		for k := range x {
			keys[k] = true
		}
		log.Write(encode(t, x))
	}
	log.Write(oneFirm())
	log.Write(bytes.Join(rejectedLines(), nil))
	write(t, filepath.Join(dir, "traffic", "log.jsonl.zst"), zstded(t, log.Bytes()))
	complete(t, "the record", exchange.Schema(), keys)

	var facts bytes.Buffer
	keys = map[string]bool{}
	for i, line := range lines(read(t, accounts(t))) {
		var f map[string]any
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"plan", "region"} { // cohorts: those of everybody
			f[key] = fmt.Sprint(canary(key), f[key])
		}
		if ids[fmt.Sprint(f["user.id"])] {
			plantFacts(f, i)
			for k := range f {
				keys[k] = true
			}
		}
		facts.Write(encode(t, f))
	}
	facts.WriteString(canary("bad facts") + "\n" + `{"plan":"` + canary("bad facts") + `"}` + "\n")
	write(t, filepath.Join(dir, "accounts.jsonl"), facts.Bytes())
	complete(t, "account facts", exchange.AccountSchema(), keys)

	one := slices.Min(slices.Collect(maps.Keys(ids)))
	write(t, filepath.Join(dir, "known.jsonl"), encode(t, map[string]any{"account": canary("user.id") + one, "email.domain": canary("email.domain") + ".example", "name": canary("known name"), "kind": "partner"}))
	write(t, filepath.Join(dir, "releases.jsonl"), encode(t, map[string]any{"model": canary("gen_ai.request.model"), "time": "2026-03-03"}))
}

// complete checks that every key of a schema was planted.
func complete(t *testing.T, what string, schema []byte, keys map[string]bool) {
	t.Helper()
	var s struct{ Properties map[string]any }
	if err := json.Unmarshal(schema, &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Properties) < 10 {
		t.Fatalf("the schema of %s has %d keys", what, len(s.Properties))
	}
	for _, k := range slices.Sorted(maps.Keys(s.Properties)) {
		if !keys[k] {
			t.Errorf("nothing is planted in %s of %s", k, what)
		}
	}
}

// harvesters are the accounts of the campaigns of the range.
func harvesters(t *testing.T) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	for _, line := range lines(read(t, filepath.Join(quickstart(t), "truth.jsonl"))) {
		var x struct{ Account, Class string }
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		if x.Class == "campaign" {
			ids[x.Account] = true
		}
	}
	if len(ids) < 100 {
		t.Fatalf("the range has %d accounts in campaigns", len(ids))
	}
	return ids
}

// accountOf reads user.id without parsing the line.
func accountOf(line []byte) string {
	_, rest, _ := bytes.Cut(line, []byte(`"user.id":"`))
	id, _, _ := bytes.Cut(rest, []byte{'"'})
	return string(id)
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

// plantExchange puts a canary into every key of the n-th planted exchange. What
// accounts of a campaign share they go on sharing, so that it becomes evidence.
func plantExchange(x map[string]any, n int) {
	id := fmt.Sprint(x["user.id"])
	name := func(key string) string { x[key] = canary(key); return canary(key) }
	for _, key := range []string{"gen_ai.request.model", "gen_ai.provider.name", "gen_ai.response.model", "stillhunt.client.ja4", "stillhunt.client.ja4h", "stillhunt.client.http2",
		"http.request.header.x-stainless-lang", "http.request.header.cookie", "stillhunt.label"} {
		name(key)
	}
	x["user.id"] = canary("user.id") + id
	x["stillhunt.org.id"] = canary("stillhunt.org.id") + id
	x["stillhunt.exchange.id"] = fmt.Sprint(canary("stillhunt.exchange.id"), n)
	x["gen_ai.conversation.id"] = fmt.Sprint(canary("gen_ai.conversation.id"), n)
	x["gen_ai.response.id"] = fmt.Sprint(canary("gen_ai.response.id"), n)
	x["gen_ai.response.finish_reasons"] = []any{canary("gen_ai.response.finish_reasons")}
	x["user_agent.original"] = canary("user_agent.original") + "/1.0"
	x["http.request.header.authorization"] = []any{"Bearer sk-" + canary("authorization")}
	x["stillhunt.reasoning.issued"] = []any{fmt.Sprint(canary("issued"), n)}
	x["stillhunt.reasoning.presented"] = fmt.Sprint(canary("presented"), n/2)
	x["gen_ai.request.seed"] = json.Number(seedNumber)
	x["gen_ai.request.choice.count"], x["gen_ai.request.top_p"], x["stillhunt.request.logprobs"] = 1, .5, false
	x["gen_ai.usage.reasoning.output_tokens"], x["gen_ai.usage.cache_read.input_tokens"] = 7, 7
	for key, v := range map[string]any{"gen_ai.request.temperature": 1, "gen_ai.request.max_tokens": 4096, "stillhunt.client.asn": 64500} {
		if x[key] == nil {
			x[key] = v
		}
	}
	exit := exitOf(fmt.Sprint(x["client.address"]))
	x["client.address"] = fmt.Sprintf("%s%d.%d", networkV4, exit, 1+n%200)
	if n%3 == 0 {
		x["client.address"] = fmt.Sprintf("%s%02x::%x", networkV6, exit, n)
	}
	x["gen_ai.tool.definitions"] = []any{map[string]any{"name": canary("tool name"), "description": canary("tool description")}}
	x["gateway.note"] = canary("unknown value")
	x["gateway.nested"] = map[string]any{"deep": []any{canary("unknown value")}}
	x[canary("key name")] = 1
	if n%10 == 0 {
		name("stillhunt.refusal.category")
		name("error.type")
	}
	if n%50 == 0 {
		name("gen_ai.operation.name")
	}
	plantText(x, id, n)
}

// exitOf is one of a hundred networks for an address, the same for its neighbours.
func exitOf(address string) int {
	h := fnv.New32a()
	h.Write([]byte(address[:strings.LastIndexAny(address, ".:")]))
	return int(h.Sum32() % 100)
}

// plantText puts canaries into what is said: plain words that everybody of the
// campaign sends, what a slot hides, and words of one account alone.
func plantText(x map[string]any, id string, n int) {
	said := canary("frame") + ` is the frame of what follows, see "` + canary("quoted") + ` words" by Mr Cnrynamedx at https://` + canary("host") + `.example/` + canary("link") +
		` or ask ` + canary("mail") + `@example.org about ` + "`" + canary("code") + "`" + ` in /home/` + canary("path") + `/file under number cnry7x7x`
	if n%3 == 1 {
		said = canary("own"+id) + " " + said
	}
	text := func(s string) map[string]any { return map[string]any{"type": "text", "content": s} }
	turn := func(role string, parts ...any) map[string]any { return map[string]any{"role": role, "parts": parts} }
	x["gen_ai.system_instructions"] = []any{text(canary("gen_ai.system_instructions") + " is what you are told to be")}
	x["gen_ai.output.messages"] = []any{turn("assistant", text(canary("gen_ai.output.messages")), map[string]any{"type": "reasoning", "content": canary("reasoning")})}
	switch n % 8 {
	case 5: // plain strings
		x["gen_ai.system_instructions"], x["gen_ai.input.messages"], x["gen_ai.output.messages"] = canary("plain system"), said, canary("plain output")
	case 6: // the forms of other APIs
		x["gen_ai.input.messages"] = []any{
			map[string]any{"role": "developer", "content": canary("developer")},
			map[string]any{"role": "user", "content": []any{map[string]any{"type": "text", "text": said}, map[string]any{"type": "image_url", "image_url": map[string]any{"url": "https://x.example/" + canary("image")}}}},
		}
	case 7: // a conversation with everything in it
		x["gen_ai.input.messages"] = []any{
			turn("system", text(canary("system role"))),
			turn("user", text(canary("first turn")), map[string]any{"type": "blob", "mime_type": "image/png", "content": canary("blob")}, map[string]any{"type": "uri", "uri": "https://x.example/" + canary("uri")}),
			turn("assistant", text(canary("assistant turn")), map[string]any{"type": "tool_call", "id": canary("call"), "name": canary("called"), "arguments": map[string]any{"q": canary("arguments")}}),
			turn("tool", map[string]any{"type": "tool_call_response", "id": canary("call"), "response": canary("response")}),
			map[string]any{"role": canary("role"), "name": canary("speaker"), "content": canary("other role")},
			turn("user", text(said), map[string]any{"type": canary("part type"), "content": canary("part")}),
		}
	default:
		x["gen_ai.input.messages"] = []any{turn("user", text(said))}
	}
}

// plantFacts puts a canary into every column of an account's facts.
func plantFacts(f map[string]any, i int) {
	id := fmt.Sprint(f["user.id"])
	for _, key := range []string{"payment.bin", "email.shape", "declared_use"} {
		f[key] = canary(key)
	}
	f["user.id"], f["stillhunt.org.id"] = canary("user.id")+id, canary("stillhunt.org.id")+id
	f["email.domain"] = canary("email.domain") + ".example"
	f["payment.fingerprint"] = fmt.Sprint(canary("payment.fingerprint"), f["payment.fingerprint"])
	f["device"] = fmt.Sprint(canary("device"), f["device"])
	f["signup.address"] = fmt.Sprint(signupV4, 1+i%200)
	f["suspended_at"] = "2026-03-14"
}

// oneFirm is a prompt that 25 accounts send, all of one organisation: its words
// are no skeleton that may be kept.
func oneFirm() []byte {
	var b bytes.Buffer
	for i := range 100 {
		fmt.Fprintf(&b, `{"time":"2026-03-05T10:%02d:00Z","user.id":"firm_%d","stillhunt.org.id":"firm","gen_ai.input.messages":"%s is how our firm asks for things"}`+"\n", i%60, i%25, canary("one firm"))
	}
	return b.Bytes()
}

// rejectedLines are lines that cannot be taken, each with a canary.
func rejectedLines() [][]byte {
	c := canary("rejected")
	var all [][]byte
	for _, s := range []string{
		`{"time":"2026-03-05T10:00:00Z","user.id":"` + c,
		`["` + c + `"]`,
		`{"time":"2026-03-05T10:00:00Z","gen_ai.input.messages":"` + c + `"}`,
		`{"time":"` + c + `","user.id":"` + c + `"}`,
		`{"time":"2026-03-05T10:00:00Z","user.id":{"` + c + `":1}}`,
		`{"time":"2026-03-05T10:00:00Z","user.id":"` + strings.Repeat(c, 30) + `"}`,
		`{"time":"2026-03-05T10:00:00Z","user.id":"a","gen_ai.input.messages":[["` + c + `"]]}`,
		`{"time":"2026-03-05T10:00:00Z","user.id":"a","http.request.header.cookie":{"` + c + `":1}}`,
		`{"time":"2026-03-05T10:00:00Z","user.id":"a","client.address":["` + c + `"]}`,
		c + "\xff",
	} {
		all = append(all, []byte(s+"\n"))
	}
	return all
}
