package exchange

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// pair is a decoder that goes the quick way where it can, and one that never does.
type pair struct {
	quick, tree *Decoder
	a, b        Exchange
	read        int // quickly
}

func newPair() *pair { return &pair{quick: NewDecoder(), tree: NewDecoder()} }

// check compares what the two make of a line.
func (p *pair) check(t interface {
	Helper()
	Fatalf(string, ...any)
}, line string) {
	t.Helper()
	text := []byte(line)
	p.quick.resting = 0
	bad := p.quick.Decode(text, &p.a)
	want := p.tree.read([]byte(line), &p.b)
	if p.quick.resting == 0 {
		p.read++
	}
	if string(text) != line {
		t.Fatalf("the line was changed\n%s", line)
	}
	if fmt.Sprint(bad) != fmt.Sprint(want) {
		t.Fatalf("%v, want %v\n%s", bad, want, line)
	}
	if bad == nil && fmt.Sprintf("%+v", p.a) != fmt.Sprintf("%+v", p.b) {
		t.Fatalf("\n got %+v\nwant %+v\n%s", p.a, p.b, line)
	}
	if !reflect.DeepEqual(p.quick.Unknown(), p.tree.Unknown()) {
		t.Fatalf("unknown keys %v, want %v\n%s", p.quick.Unknown(), p.tree.Unknown(), line)
	}
}

// quickly are lines that need no tree, but for the last.
var quickly = []string{
	full,
	`{"time":"2026-03-01T12:00:00Z","user.id":"a"}`,
	`{"user.id":"ä\u00e4\u4f60\/\b\f\r\t\n\\\"","time":"2026-03-01T12:00:00.123456Z","gen_ai.input.messages":"hello"}` + " \r\n",
	` { "time" : "2026-03-01T12:00:00.5Z" , "user.id" : "a" , "gen_ai.input.messages" : [ { "role" : "user" , "content" : [ "a" , null , { "text" : "b" , "type" : "input_text" } , { } ] } , { "role":"developer","parts":[{"type":"text","content":"now"}]} ] } `,
	`{"time":"2026-03-01T12:00:00Z","user.id":"a","gen_ai.input.messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"1","function":{"arguments":"{\"a\":[1,-2.5e3,true]}"}}]},` +
		`{"role":"tool","content":"42","tool_call_id":"1"},{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"x"}]},{"type":"image_url","image_url":{"url":"data:"}}]}]}`,
	`{"time":"2026-03-01T12:00:00Z","user.id":"a","gen_ai.request.max_tokens":-1,"stillhunt.duration_ms":-1,"gen_ai.request.temperature":1e-1,"gen_ai.tool.definitions":[],` +
		`"gen_ai.response.finish_reasons":[null,"","stop"],"gen_ai.request.model":null,"error.type":"","http.request.header.a":null,"http.request.header.A-b":[],"http.request.header.b":"","http.request.header.A":["x","y"]}`,
	`{"time":"2026-03-01T12:00:00Z","user.id":"a","gen_ai.system_instructions":["one",{"type":"text","content":"two"},null],"gen_ai.output.messages":[],"new":{"x":[{}],"y":"\ud83d\ude00"},"new":1}`,
	`{"time":"2026-03-01T12:00:00Z","user.id":"a","gen_ai.input.messages":"\ud83d\ude00"}`,
}

func TestQuickWayIsTaken(t *testing.T) {
	p := newPair()
	for _, line := range quickly {
		p.check(t, line)
	}
	if want := len(quickly) - 1; p.read != want {
		t.Errorf("%d lines of %d were read quickly", p.read, want)
	}
}

// odd are values and pieces that stand where they should not.
var odd = []string{
	"", "null", "true", "false", "0", "-1", "-0", "007", "1.5", "1e3", "-", "+1", "1-2", "NaN", "inf", "4294967295", "4294967296", "2147483648", "12345678901", "99999999999999999999", `""`, `"x"`, `"\u0041"`, `"\ud83d"`, `"\ud83d\ude00"`,
	`"\u00zz"`, `"\x"`, `"\`, `"a\\"`, `"a\\\""`, "\"\n\"", "\"\xff\"", "[]", "{}", "[null]", `[""]`, `["a","b"]`, `["a",1]`, `[["a"]]`, `{"a":1}`, `[{"a":1}]`, `[{"a" 1}]`, `[1,]`, `[,1]`, `{"a":1,}`, `{,}`,
	`{"type":"text","text":"t"}`, `{"type":"text","content":1,"text":"t"}`, `{"type":1,"text":"t"}`, `[{"type":"text","text":["a",{"text":"b"}]}]`, `[{"type":"refusal","refusal":"no"}]`,
	`{"type":"tool_use","content":"x","parts":[]}`, `[{"role":"user","content":"a","parts":["b"]}]`, `[{"role":"user","role":"tool"}]`, `[{"content":"a"}]`, `[{"role":"","content":"a"}]`, `[{"role":null,"text":"a"}]`,
	`[{"role":"system","content":"s"},{"role":"user","function_call":{}}]`, `[{"role":"user","tool_calls":[]}]`, `[{"role":"user","tool_calls":{}}]`, `[{"role":"user","content":7}]`, `[{"parts":["a"]}]`, `[{"type":"text","content":"a","content":"b"}]`,
	`"2026-03-01T12:00:00Z"`, `"2026-03-01T12:00:60Z"`, `"2026-03-01T24:00:00Z"`, `"2026-03-01T1:00:00Z"`, `"2026-03-01t12:00:00z"`, `"2026-03-01T12:00:00.Z"`, `"2026-03-01T12:00:00,5Z"`, `"2026-03-01T12:00:00.1234567Z"`,
	`"2026-03-01T12:00:00.25+02:00"`, `"2026-03-01 12:00:00Z"`, `"2026-02-30T12:00:00Z"`, `"1999-03-01T12:00:00Z"`, `"2026-03-01T12:0a:00Z"`, strings.Repeat("[", 70) + strings.Repeat("]", 70), `"` + strings.Repeat("a", 257) + `"`, `"` + strings.Repeat("é\\n", 40) + `"`,
}

func TestQuickWayAgreesWithTree(t *testing.T) {
	p := newPair()
	lines := append([]string{string(benchmarkLine())}, quickly...)
	var keys []string
	for _, k := range record {
		keys = append(keys, k.name)
	}
	keys = append(keys, "http.request.header.x", "http.request.header.", "http.request.header.X", "unknown", ignored, `t\u0069me`, "")
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		var line string
		if rapid.Bool().Draw(t, "anew") {
			line = `{"time":"2026-03-01T12:00:00Z","user.id":"a"`
			for range rapid.IntRange(0, 6).Draw(t, "keys") {
				line += `,"` + rapid.SampledFrom(keys).Draw(t, "key") + `":` + rapid.SampledFrom(odd).Draw(t, "value")
			}
			line += "}"
		} else {
			line = rapid.SampledFrom(lines).Draw(t, "line")
			for range rapid.IntRange(0, 2).Draw(t, "changes") {
				from := rapid.IntRange(0, len(line)).Draw(t, "from")
				to := min(len(line), from+rapid.IntRange(0, 3).Draw(t, "bytes"))
				line = line[:from] + rapid.SampledFrom(append(odd, `"`, `\`, ",", ":", "{", "}", "[", "]", " ", "\t", "\x00", "é", "1", "a")).Draw(t, "piece") + line[to:]
			}
		}
		n++
		p.check(t, line)
	})
	if p.read < n/20 {
		t.Errorf("%d lines of %d were read quickly: too few to compare", p.read, n)
	}
}

func FuzzQuick(f *testing.F) {
	for _, line := range quickly {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) { newPair().check(t, line) })
}

func TestQuickWayRests(t *testing.T) {
	d := NewDecoder()
	var x Exchange
	for range 2000 {
		if err := d.Decode([]byte(quickly[len(quickly)-1]), &x); err != nil {
			t.Fatal(err)
		}
	}
	if d.pause != rest {
		t.Errorf("the quick way is tried after %d lines that do not suit it, want %d", d.pause, rest)
	}
}
