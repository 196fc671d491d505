package fieldmap

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
)

func load(t testing.TB, text string) (*Map, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "map.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := Load(path)
	if err != nil {
		if !strings.HasPrefix(err.Error(), path+": ") && !strings.HasPrefix(err.Error(), path+" is ") {
			t.Errorf("the error does not name the file: %v", err)
		}
		return nil, err
	}
	return m, nil
}

// with is a map of which one field, or when, is of interest.
func with(t testing.TB, name, expression string) *Map {
	t.Helper()
	m, err := load(t, mapText(name, expression))
	if err != nil {
		t.Fatalf("%s: %s: %v", name, expression, err)
	}
	return m
}

func mapText(name, expression string) string {
	if name == "when" {
		return "when: >-\n  " + expression + "\nfields:\n  time: r.t\n  user.id: r.u\n"
	}
	text := "fields:\n  " + name + ": >-\n    " + expression + "\n"
	for key, value := range map[string]string{"time": "r.t", "user.id": "r.u"} {
		if key != name {
			text += "  " + key + ": " + value + "\n"
		}
	}
	return text
}

// decode reads one line, to which a time and an account are added.
func decode(t testing.TB, m *Map, fields string) (exchange.Exchange, error) {
	t.Helper()
	var x exchange.Exchange
	err := m.NewDecoder().Decode([]byte(`{"t":"2026-03-02T10:15:30Z","u":"u",`+fields+`}`), &x)
	return x, err
}

// TestDocumented runs the example of the package's comment.
func TestDocumented(t *testing.T) {
	source, err := os.ReadFile("fieldmap.go")
	if err != nil {
		t.Fatal(err)
	}
	var example strings.Builder
	for line := range strings.Lines(string(source)) {
		if strings.HasPrefix(line, "package") {
			break
		}
		if text, ok := strings.CutPrefix(line, "//\t"); ok && !strings.HasPrefix(text, "seconds(") && !strings.HasPrefix(text, "json(") && !strings.HasPrefix(text, "digest(") {
			example.WriteString(text)
		}
	}
	m, err := load(t, example.String())
	if err != nil {
		t.Fatalf("%v\n%s", err, example.String())
	}
	if m.Format != "what our gateway writes since version 3" {
		t.Errorf("format is %q", m.Format)
	}
	const line = `{"kind":"completion","started_ms":"1772446530250","ended":"2026-03-02T10:15:32.75Z","request_id":"r1","auth":{"account":4711},
		"request_body":"{\"model\":\"gpt-5\",\"messages\":[{\"role\":\"system\",\"content\":\"be brief\"},{\"role\":\"user\",\"content\":\"hello\"}]}",
		"response_body":"{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"hi\"}}]}","tokens_in":"12","http":{"status":200},
		"client":"203.0.113.7:443","headers":{"x-stainless-lang":"Python"},"signatures":["sig-1"]}`
	var x exchange.Exchange
	if err := m.NewDecoder().Decode([]byte(line), &x); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ got, want any }{
		{x.Time, time.Date(2026, 3, 2, 10, 15, 30, 250e6, time.UTC).UnixMicro()},
		{x.Account, "4711"}, {x.ID, "r1"}, {x.Conversation, "r1"}, {x.Model, "gpt-5"},
		{x.System, "be brief"}, {len(x.Input), 1}, {x.Input[0].Text, "hello"}, {len(x.Output), 1}, {x.Output[0].Text, "hi"},
		{x.Temperature, int32(1000)}, {x.InputTokens, int32(12)}, {x.Status, int32(200)}, {x.Duration, int32(2500)},
		{x.Address, "203.0.113.7"}, {x.Headers[0], exchange.Header{Name: "x-stainless-lang", Value: "python"}},
		{x.Presented[0], exchange.Digest([]byte("sig-1"))},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
	for _, other := range []string{`{"kind":"embedding","http":{"status":200}}`, `{"kind":"completion","http":{"status":499}}`, `{}`} {
		if err := m.NewDecoder().Decode([]byte(other), &x); err != exchange.ErrNone {
			t.Errorf("%s: %v", other, err)
		}
	}
}

func TestLoadErrors(t *testing.T) {
	const ok = "fields:\n  time: r.t\n  user.id: r.u\n"
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "fields has no time: every exchange needs it"},
		{"no account", "fields:\n  time: r.t\n", "fields has no user.id: every exchange needs it"},
		{"unknown key", ok + "  gen_ai.request.modle: r.m\n", `"gen_ai.request.modle" is no key of the record: is gen_ai.request.model meant?`},
		{"unknown header", ok + "  http.request.headers.x-app: r.m\n", `"http.request.headers.x-app" is no key of the record: is http.request.header.* meant?`},
		{"undeclared", ok + "  error.type: 'has(r.e) ? x.e : \"\"'\n", "error.type: column 12: undeclared reference to 'x' (in container '')"},
		{"syntax", ok + "  error.type: r.e +\n", "error.type: column 6: Syntax error: "},
		{"second line", ok + "  error.type: |\n    r.e +\n      x\n", "error.type: line 2, column 3: undeclared reference to 'x' (in container '')"},
		{"two wrong", ok + "  error.type: y\n  gen_ai.tool: z\n", "error.type: column 1: undeclared reference to 'y' (in container '')\n\"gen_ai.tool\" is no key of the record: is "},
		{"when is no condition", "when: r.a + 'x' + 'y'\n" + ok, "when: column 1: it gives string and not true or false"},
		{"when is wrong", "when: q\n" + ok, "when: column 1: undeclared reference to 'q' (in container '')"},
		{"function", ok + "  error.type: seconds(true)\n", "error.type: column 8: found no matching overload for 'seconds' applied to '(bool)'"},
		{"hidden variable", ok + "  error.type: '@memo'\n", "error.type: column 1: Syntax error: "},
		{"unknown field", ok + "field:\n  a: b\n", "[4:1] unknown field \"field\""},
		{"not YAML", "fields: [\n", "[1:9] "},
		{"list", "- a\n", "[1:1] "},
		{"nested", ok + "  error.type: {a: b}\n", "[4:15] "},
		{"twice", ok + "  time: r.x\n", "[4:3] "},
		{"large", "# " + strings.Repeat("x", maxFile), " is larger than 32 KiB: a map is a short YAML file"},
		{"deep YAML", "fields: " + strings.Repeat("[", 10_000), "[1:10008] sequence end token"},
		{"deep CEL", ok + "  error.type: '" + strings.Repeat("(", 20_000) + "'\n", "error.type: expression recursion limit exceeded: 250"},
		{"long CEL", ok + "  error.type: '" + strings.Repeat("1+", 10_000) + "1'\n", "error.type: max recursion depth exceeded"},
	} {
		_, err := load(t, c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %.300v\nwant %s", c.name, err, c.want)
		}
		if err != nil && len(err.Error()) > 1000 {
			t.Errorf("%s: the error has %d bytes", c.name, len(err.Error()))
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Error(err)
	}
}

func TestNearest(t *testing.T) {
	for name, want := range map[string]string{
		"user_id": "user.id", "User.ID": "user.id", "timestamp": "time", "gen_ai.usage.prompt_tokens": "gen_ai.usage.input_tokens",
		"client_address": "client.address", "": "time", strings.Repeat("x", 100_000): "",
	} {
		if got := nearest(name); got != want && want != "" {
			t.Errorf("%.20s: %s, want %s", name, got, want)
		}
	}
	if got := distance("kitten", "sitting"); got != 3 {
		t.Errorf("kitten is %d from sitting", got)
	}
}

// TestFit gives keys what tables and careless logs have for them.
func TestFit(t *testing.T) {
	text := func(x *exchange.Exchange) any { return x.Model }
	temperature := func(x *exchange.Exchange) any { return x.Temperature }
	tokens := func(x *exchange.Exchange) any { return x.InputTokens }
	stream := func(x *exchange.Exchange) any { return x.Stream }
	input := func(x *exchange.Exchange) any {
		var all []string
		for _, m := range x.Input {
			all = append(all, m.Role+":"+m.Text)
		}
		return strings.Join(all, "|")
	}
	for _, c := range []struct {
		key, expression, fields string
		get                     func(*exchange.Exchange) any
		want                    any
	}{
		{"gen_ai.request.model", "r.a", `"a":"gpt-5"`, text, "gpt-5"},
		{"gen_ai.request.model", "r.a", `"a":5`, text, "5"},
		{"gen_ai.request.model", "r.a", `"a":5.50`, text, "5.5"},
		{"gen_ai.request.model", "r.a", `"a":null`, text, ""},
		{"gen_ai.request.model", "r.a", `"b":1`, text, ""},
		{"gen_ai.request.model", "r.a.b.c", `"a":{"b":1}`, text, ""},
		{"gen_ai.request.model", "r.a[3]", `"a":[1]`, text, ""},
		{"gen_ai.request.model", "r.a / 0", `"a":1`, text, ""},
		{"gen_ai.request.model", "r.?a.orValue('none')", `"b":1`, text, "none"},
		{"gen_ai.request.model", "r.?a", `"b":1`, text, ""},
		{"gen_ai.request.model", "r.?a", `"a":"m"`, text, "m"},
		{"gen_ai.request.model", "has(r.a) ? r.a : r.b", `"b":"m"`, text, "m"},
		{"gen_ai.request.model", `r["a b"]`, `"a b":"m"`, text, "m"},
		{"gen_ai.request.model", "'a' in r ? 'yes' : 'no'", `"a":null`, text, "yes"},
		{"gen_ai.request.model", "r.a == {'x': [1, 'y']} ? 'same' : 'other'", `"a":{"x":[1,"y"]}`, text, "same"},
		{"gen_ai.request.model", "{'x': 2} == r.a ? 'same' : 'other'", `"a":{"x":1}`, text, "other"},
		{"gen_ai.request.model", "r.a.map(k, k).join(',') + string(size(r.a))", `"a":{"y":1,"x":2}`, text, "y,x2"},
		{"gen_ai.request.model", "(r.a + r.b).map(s, s + '!').join('')", `"a":["x"],"b":["y"]`, text, "x!y!"},
		{"gen_ai.request.model", "r.a.lowerAscii().replace('_', '-')", `"a":"GPT_5"`, text, "gpt-5"},
		{"gen_ai.request.model", "r.a.split('/')[1]", `"a":"openai/gpt-5"`, text, "gpt-5"},
		{"gen_ai.request.model", "json(r.a).b[0]", `"a":"{\"b\":[\"m\"]}"`, text, "m"},
		{"gen_ai.request.model", "json(r.a)", `"a":"{\"b\""`, text, ""},
		{"gen_ai.request.model", "json(r.a)", `"a":5`, text, ""},
		{"gen_ai.request.model", "digest(r.a)", `"a":"sk-test-1"`, text, "db567a0dd8d24a1a894b3f1ceac15772"}, // SHA-256, by Python's hashlib
		{"gen_ai.request.model", "seconds(r.a)", `"a":1772446530.25`, text, "2026-03-02T10:15:30.25Z"},
		{"gen_ai.request.model", "seconds(r.a)", `"a":"1772446530"`, text, "2026-03-02T10:15:30Z"},
		{"gen_ai.request.model", "millis(r.a)", `"a":1772446530250`, text, "2026-03-02T10:15:30.25Z"},
		{"gen_ai.request.model", "millis(r.a)", `"a":"soon"`, text, ""},
		{"gen_ai.request.model", "seconds(r.a)", `"a":1e300`, text, ""},
		{"gen_ai.request.model", "b'abc'", `"a":1`, text, "abc"},
		{"gen_ai.request.temperature", "r.a", `"a":0.7`, temperature, int32(700)},
		{"gen_ai.request.temperature", "r.a", `"a":" 0.7 "`, temperature, int32(700)},
		{"gen_ai.request.temperature", "r.a", `"a":""`, temperature, int32(-1)},
		{"gen_ai.request.temperature", "double(r.a) / 2.0", `"a":1`, temperature, int32(500)},
		{"gen_ai.usage.input_tokens", "r.a", `"a":"12"`, tokens, int32(12)},
		{"gen_ai.usage.input_tokens", "r.a", `"a":12.0`, tokens, int32(12)},
		{"gen_ai.usage.input_tokens", "r.a + r.b", `"a":12,"b":5`, tokens, int32(17)},
		{"gen_ai.usage.input_tokens", "int(r.a) + int(r.b)", `"a":"12","b":"5"`, tokens, int32(17)},
		{"gen_ai.usage.input_tokens", "r.a.size()", `"a":[1,2,3]`, tokens, int32(3)},
		{"gen_ai.request.stream", "r.a", `"a":true`, stream, int8(1)},
		{"gen_ai.request.stream", "r.a", `"a":"False"`, stream, int8(0)},
		{"gen_ai.request.stream", "r.a", `"a":"t"`, stream, int8(1)},
		{"gen_ai.request.stream", "r.a", `"a":1`, stream, int8(1)},
		{"gen_ai.request.stream", "r.a == 'sse'", `"a":"sse"`, stream, int8(1)},
		{"gen_ai.input.messages", "r.a", `"a":"hello"`, input, "user:hello"},
		{"gen_ai.input.messages", "r.a", `"a":"[{\"role\":\"user\",\"content\":\"hello\"}]"`, input, "user:hello"},
		{"gen_ai.input.messages", "r.a", `"a":[{"role":"user","content":"hello"}]`, input, "user:hello"},
		{"gen_ai.input.messages", "r.a", `"a":"[1, 2]"`, input, "user:[1, 2]"},
		{"gen_ai.input.messages", "r.a", `"a":"[not JSON"`, input, "user:[not JSON"},
		{"gen_ai.input.messages", "r.a", `"a":"{\"b\":1}"`, input, `user:{"b":1}`},
		{"gen_ai.input.messages", "[{'role': 'user', 'content': r.a}, {'role': 'assistant', 'content': [{'type': 'text', 'text': 'b'}]}]", `"a":"x"`, input, "user:x|assistant:b"},
		{"gen_ai.input.messages", "r.a.filter(m, m.role != 'tool')", `"a":[{"role":"tool","content":"x"},{"role":"user","content":"y"}]`, input, "user:y"},
		{"gen_ai.tool.definitions", "r.a", `"a":"[{},{}]"`, func(x *exchange.Exchange) any { return x.Tools }, int32(2)},
		{"gen_ai.response.finish_reasons", "r.a", `"a":"stop"`, func(x *exchange.Exchange) any { return x.Finish }, "stop"},
		{"gen_ai.response.finish_reasons", "r.a", `"a":"[\"length\",\"stop\"]"`, func(x *exchange.Exchange) any { return x.Finish }, "length"},
		{"stillhunt.duration_ms", "duration(r.a)", `"a":"1.5s"`, func(x *exchange.Exchange) any { return x.Duration }, int32(1500)},
		{"gen_ai.request.seed", "r.a", `"a":"7"`, func(x *exchange.Exchange) any { return x.Seeded }, true},
		{"time", "r.a", `"a":"2026-03-02T11:15:30+01:00"`, func(x *exchange.Exchange) any { return x.Time }, int64(1772446530000000)},
		{"time", "timestamp(r.a.replace(' ', 'T') + 'Z')", `"a":"2026-03-02 10:15:30"`, func(x *exchange.Exchange) any { return x.Time }, int64(1772446530000000)},
		{"http.request.header.x-app", "r.a", `"a":5`, func(x *exchange.Exchange) any { return x.Headers[0] }, exchange.Header{Name: "x-app", Value: "5"}},
	} {
		x, err := decode(t, with(t, c.key, c.expression), c.fields)
		if err != nil {
			t.Errorf("%s of %s: %v", c.expression, c.fields, err)
			continue
		}
		if got := c.get(&x); got != c.want {
			t.Errorf("%s of %s gives %v, want %v", c.expression, c.fields, got, c.want)
		}
	}
}

func TestRejections(t *testing.T) {
	for _, c := range []struct{ key, expression, fields, want string }{
		{"time", "r.missing", `"a":1`, "time is missing"},
		{"user.id", "r.missing", `"a":1`, "user.id is missing or empty"},
		{"time", "r.a", `"a":1772446530`, "time must be a string"},
		{"time", "r.a", `"a":"02/Mar/2026"`, "time is not RFC 3339"},
		{"gen_ai.usage.input_tokens", "r.a", `"a":"secret"`, "gen_ai.usage.input_tokens must be a whole number"},
		{"gen_ai.request.model", "r.a", `"a":{"b":"secret"}`, "gen_ai.request.model must be a string"},
		{"gen_ai.tool.definitions", "r.a", `"a":"secret"`, "gen_ai.tool.definitions must be an array"},
		{"error.type", "r.a.map(x, r.a.map(y, r.a.map(z, x + y + z)))[0][0][0]", `"a":["` + strings.Repeat(`secret","`, 1000) + `"]`, "error.type: the map's expression takes too long on this line"},
		{"when", "r.a.all(x, r.a.all(y, r.a.all(z, x == y || y == z || x != z)))", `"a":["` + strings.Repeat(`secret","`, 1000) + `"]`, "when: the map's expression takes too long on this line"},
	} {
		_, err := decode(t, with(t, c.key, c.expression), c.fields)
		r, ok := err.(*exchange.Rejection)
		if !ok || r.Reason != c.want || r.Hint == "" {
			t.Errorf("%s: %v, want %s", c.expression, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the rejection says what is in the line: %v", c.expression, err)
		}
	}
}

func TestWhen(t *testing.T) {
	for _, c := range []struct {
		expression, fields string
		taken              bool
	}{
		{"r.a == 'chat'", `"a":"chat"`, true},
		{"r.a == 'chat'", `"a":"score"`, false},
		{"r.a == 'chat'", `"b":1`, false},
		{"r.a", `"a":true`, true},
		{"r.a", `"a":"true"`, false},
		{"!has(r.a)", `"b":1`, true},
		{"r.?a.hasValue()", `"b":1`, false},
		{"r.a.matches('^chat')", `"a":"chat.completion"`, true},
		{"json(r.a).object == 'chat.completion'", `"a":"{\"object\":\"chat.completion\"}"`, true},
	} {
		_, err := decode(t, with(t, "when", c.expression), c.fields)
		if c.taken && err != nil || !c.taken && err != exchange.ErrNone {
			t.Errorf("%s of %s: %v", c.expression, c.fields, err)
		}
	}
}

// TestConcurrent uses one map from several goroutines.
func TestConcurrent(t *testing.T) {
	m := with(t, "gen_ai.request.model", "json(r.a).b.lowerAscii() + digest(r.a)")
	want, err := decode(t, m, `"a":"{\"b\":\"M\"}"`)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan string, 4)
	for range cap(done) {
		go func() {
			d := m.NewDecoder()
			var x exchange.Exchange
			for range 500 {
				if err := d.Decode([]byte(`{"t":"2026-03-02T10:15:30Z","u":"u","a":"{\"b\":\"M\"}"}`), &x); err != nil || x.Model != want.Model {
					done <- x.Model
					return
				}
			}
			done <- want.Model
		}()
	}
	for range cap(done) {
		if got := <-done; got != want.Model {
			t.Errorf("got %q, want %q", got, want.Model)
		}
	}
}

func TestMemo(t *testing.T) {
	var m memo
	m.reset()
	texts := []string{}
	for i := range 20 {
		texts = append(texts, `{"a":`+strings.Repeat(" ", i)+`1}`)
	}
	for range 2 {
		for _, s := range texts {
			if v := m.parse(s); v == nil || v.GetInt("a") != 1 {
				t.Fatal(s)
			}
		}
	}
	if m.used != kept {
		t.Errorf("%d texts are kept", m.used)
	}
	if m.parse(strings.Repeat("[", maxValues)) != nil || m.parse(`{"b":2}`) != nil {
		t.Error("more values than a line may hold are read")
	}
	m.reset()
	if v := m.parse(`{"b":2}`); v.GetInt("b") != 2 {
		t.Error("the next line is not read")
	}
	if m.parse("{") != nil || m.parse("{ ") != nil {
		t.Error("what is not JSON is read")
	}
	m.reset()
	if slices.ContainsFunc(m.texts[:], func(d document) bool { return d.text != "" || d.value != nil }) {
		t.Error("the line before is kept")
	}
}
