package exchange

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write the schemas anew")

type object = map[string]any

func orNull(kind string, more object) object {
	more["type"] = []string{kind, "null"}
	return more
}

// form is what the schema says of a value of kind k.
func form(k kind) object {
	switch k {
	case instant:
		return object{"type": "string", "format": "date-time"}
	case count:
		return orNull("integer", object{"minimum": Absent, "maximum": math.MaxInt32})
	case network:
		return orNull("integer", object{"minimum": Absent, "maximum": math.MaxUint32})
	case number:
		return orNull("number", object{})
	case thousand:
		return orNull("number", object{"minimum": 0, "maximum": math.MaxInt32 / 1000})
	case millis:
		return orNull("number", object{"minimum": 0, "maximum": math.MaxInt32})
	case truth:
		return orNull("boolean", object{})
	case list:
		return orNull("array", object{})
	case messages:
		return object{"anyOf": []object{{"type": []string{"string", "null"}}, {"type": "array", "items": object{"$ref": "#/$defs/message"}}}}
	case strs, header:
		return object{"anyOf": []object{{"type": []string{"string", "null"}}, {"type": "array", "items": object{"type": "string"}}}}
	}
	return orNull("string", object{})
}

func recordSchema() object {
	properties, patterns := object{}, object{}
	for i, p := range record {
		f := form(p.kind)
		f["description"] = p.says
		switch Fields(1) << i {
		case FieldHeaders:
			patterns["^"+strings.ReplaceAll(headerPrefix, ".", `\.`)+"."] = f
			continue
		case FieldAccount:
			f["type"], f["minLength"], f["maxLength"] = "string", 1, maxID
		case FieldOrg:
			f["maxLength"] = maxID
		case FieldSystem:
			f["anyOf"].([]object)[1]["items"] = object{"anyOf": []object{{"$ref": "#/$defs/part"}, {"$ref": "#/$defs/message"}}}
		}
		properties[p.name] = f
	}
	properties[ignored] = object{"description": "ground truth, only on the range; nothing reads it"}
	parts := object{"anyOf": []object{{"$ref": "#/$defs/part"}, {"type": "array", "items": object{"$ref": "#/$defs/part"}}}}
	return object{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "stillhunt exchange",
		"description": "One request to a model and its answer: one object a line of JSON Lines. Keys are those of the OpenTelemetry GenAI semantic conventions where one exists. Other keys are allowed, counted and not read. null and the empty string say nothing.",
		"type":        "object", "required": []string{"time", "user.id"},
		"properties": properties, "patternProperties": patterns,
		"$defs": object{
			"message": object{"type": "object", "properties": object{"role": object{"type": []string{"string", "null"}}, "content": parts, "parts": parts}},
			"part":    object{"type": []string{"object", "string", "null"}, "properties": object{"type": object{"type": "string"}}},
		},
	}
}

func factsSchema() object {
	properties := object{}
	for _, c := range accountColumns {
		f := form(c.kind)
		f["description"] = c.says
		switch {
		case c.name == "user.id":
			f["type"], f["minLength"], f["maxLength"] = "string", 1, maxID
		case c.name == "stillhunt.org.id":
			f["maxLength"] = maxID
		case c.kind == number:
			f["minimum"] = 0
		case c.kind == instant:
			f = object{"description": c.says, "anyOf": []object{{"type": "null"}, {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}}}
		case c.from != nil:
			values := []any{nil}
			for _, v := range c.from {
				values = append(values, v)
			}
			f["enum"] = values
		}
		properties[c.name] = f
	}
	return object{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "stillhunt account fact",
		"description": "What the operator's records say of one account: one object a line. Of two lines for one account the later wins, field by field. A CSV file has the same names as columns.",
		"type":        "object", "required": []string{"user.id"}, "properties": properties,
	}
}

func TestSchemasAreCurrent(t *testing.T) {
	for path, c := range map[string]struct {
		want object
		got  []byte
	}{
		"schema/exchange.schema.json": {recordSchema(), Schema()},
		"schema/account.schema.json":  {factsSchema(), AccountSchema()},
	} {
		want, err := json.MarshalIndent(c.want, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, '\n')
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		} else if !bytes.Equal(want, c.got) {
			t.Errorf("%s is out of date: run go generate ./exchange", path)
		}
	}
}

func compile(t *testing.T, schema []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRecordAgainstSchema(t *testing.T) {
	s := compile(t, Schema())
	for _, c := range []struct {
		line string
		ok   bool
	}{
		{full, true},
		{string(benchmarkLine()), true},
		{string(line("")), true},
		{string(line(`"gen_ai.input.messages":"hi","gen_ai.system_instructions":["a",{"type":"text","content":"b"}]`)), true},
		{string(line(`"gen_ai.input.messages":[{"role":"user","content":null},{"role":"user","content":{"type":"text"}},{"type":"function_call"}]`)), true},
		{string(line(`"gen_ai.request.model":null,"gen_ai.usage.input_tokens":12.0,"gen_ai.request.max_tokens":-1`)), true},
		{`{"time":"2026-03-01T12:00:00Z"}`, false},
		{`{"user.id":"a"}`, false},
		{`{"time":"2026-03-01 12:00","user.id":"a"}`, false},
		{`{"time":"2026-03-01T12:00:00Z","user.id":""}`, false},
		{string(line(`"gen_ai.request.model":{}`)), false},
		{string(line(`"gen_ai.request.max_tokens":"5"`)), false},
		{string(line(`"gen_ai.request.max_tokens":5.5`)), false},
		{string(line(`"gen_ai.request.max_tokens":-2`)), false},
		{string(line(`"gen_ai.request.temperature":"hot"`)), false},
		{string(line(`"gen_ai.request.stream":1`)), false},
		{string(line(`"gen_ai.request.seed":true`)), false},
		{string(line(`"gen_ai.tool.definitions":{}`)), false},
		{string(line(`"stillhunt.client.asn":4294967296`)), false},
		{string(line(`"stillhunt.reasoning.issued":[1]`)), false},
		{string(line(`"http.request.header.x":5`)), false},
		{string(line(`"gen_ai.input.messages":5`)), false},
		{string(line(`"gen_ai.input.messages":["x"]`)), false},
		{string(line(`"gen_ai.input.messages":[{"role":1}]`)), false},
		{string(line(`"gen_ai.input.messages":[{"role":"user","content":7}]`)), false},
	} {
		var x Exchange
		if err := NewDecoder().Decode([]byte(c.line), &x); (err == nil) != c.ok {
			t.Errorf("%s: the decoder says %v", c.line, err)
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(c.line))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); (err == nil) != c.ok {
			t.Errorf("%s: the schema says %v", c.line, err)
		}
	}
}

func TestFactsAgainstSchema(t *testing.T) {
	s := compile(t, AccountSchema())
	for _, c := range []struct {
		line string
		ok   bool
	}{
		{fullFact, true},
		{`{"user.id":"a"}`, true},
		{`{"user.id":"a","created":"2026-01-31","plan":null,"own":1}`, true},
		{`{"plan":"pro"}`, false},
		{`{"user.id":7}`, false},
		{`{"user.id":"a","created":"yesterday"}`, false},
		{`{"user.id":"a","price_month":"20"}`, false},
		{`{"user.id":"a","price_month":-1}`, false},
		{`{"user.id":"a","verification":"passport"}`, false},
		{`{"user.id":"a","payment.bin":424242}`, false},
	} {
		_, rejected := readFacts(t, c.line)
		if (len(rejected) == 0) != c.ok {
			t.Errorf("%s: the reader says %v", c.line, rejected)
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(c.line))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); (err == nil) != c.ok {
			t.Errorf("%s: the schema says %v", c.line, err)
		}
	}
}
