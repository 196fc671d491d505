package importer

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

func TestDetect(t *testing.T) {
	const good = `{"time":"2026-03-01T12:00:00Z","user.id":"a","gen_ai.request.model":"m"}` + "\n"
	for name, text := range map[string]string{
		"native":       good,
		"empty first":  "\n\r\n" + good,
		"bad first":    "{\n" + good,
		"no account":   `{"time":"2026-03-01T12:00:00Z","gen_ai.request.model":"m"}` + "\n",
		"mixed":        `{"timestamp":1,"messages":[]}` + "\n" + good,
		"cut at block": good + `{"time":`,
	} {
		f, err := detect("f", []byte(text))
		if err != nil || f.Name != "native" {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var x exchange.Exchange
		if err := f.Decoder().Decode([]byte(good), &x); err != nil || x.Account != "a" {
			t.Errorf("%s: the decoder says %v", name, err)
		}
	}
	many := "{"
	for i := range 25 {
		many += fmt.Sprintf(`"k%02d":"canary",`, i)
	}
	for name, c := range map[string]struct{ text, want string }{
		"other":  {`{"timestamp":"canary","model":"canary"}`, `f: no format is recognised: its first line has the keys "model", "timestamp"; the nearest is native: name`},
		"many":   {many + `"z":1}`, `"k18", "k19" and 6 more;`},
		"text":   {"192.0.2.1 - canary\n", "its first line is not a JSON object"},
		"array":  {"[1,2]", "its first line is not a JSON object"},
		"bare":   {"{}", "its first line has no keys"},
		"no end": {"", "its first line is not a JSON object"},
	} {
		_, err := detect("f", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestByName(t *testing.T) {
	for _, f := range Formats() {
		if got, err := ByName(f.Name); err != nil || got != f {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	if _, err := ByName("nativ"); err == nil || !strings.Contains(err.Error(), "there are native") {
		t.Errorf("got %v", err)
	}
}
