package importer

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestShape(t *testing.T) {
	for name, c := range map[string]struct {
		first string
		want  shape
	}{
		"lines":           {`{"a":1}` + "\n" + `{"a":2}`, lines},
		"array":           {"  [\n{\"a\":1}]", values},
		"pretty":          {"{\n  \"a\": 1\n}", values},
		"half pretty":     {`{"a":[{"b":[` + "\n {\"c\":1}\n]}]}\n", values},
		"a torn line":     {"{\n{\"a\":1}\n", lines},
		"mark":            {bom + `[{"a":1}]`, values},
		"text":            {"\nabc", lines},
		"empty":           {"", lines},
		"protobuf":        {"\x0a\x05\x0a\x03\x12\x01a", message},
		"length-prefixed": {"\x00\x00\x00\x07\x0a\x05\x0a\x03\x0a\x01a", messages},
		"line feeds":      {"\n\n\n{}", lines},
	} {
		if got := shapeOf([]byte(c.first)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestFlat(t *testing.T) {
	for name, c := range map[string][2]string{
		"array":        {`[{"a":[1,2]}, {"b":"],\"["}]`, `{"a":[1,2]}` + "\n" + `{"b":"],\"["}` + "\n"},
		"pretty":       {"{\n \"a\": 1\n}\n{\n \"b\": [\n2]}\n", "{  \"a\": 1 }\n{  \"b\": [ 2]}\n"},
		"two arrays":   {"[1]\n[2,3]", "1\n2\n3\n"},
		"empty":        {" [ ] ", ""},
		"line in text": {"[{\"a\":\"x\ny\"}]", "{\"a\":\"x y\"}\n"},
		"not closed":   {`[{"a":1},{"b"`, `{"a":1}` + "\n" + `{"b"`},
		"deep":         {strings.Repeat("[", 1e6), strings.Repeat("[", 1e6-1)},
		"no json":      {"[hello, you]", "hello\nyou\n"},
	} {
		got, err := io.ReadAll(newFlat(iotest.OneByteReader(strings.NewReader(c[0]))))
		if err != nil || string(got) != c[1] {
			t.Errorf("%s: %.80q, want %.80q, %v", name, got, c[1], err)
		}
	}
}
