package importer

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

// Whatever a file holds, reading it ends, and what comes out is counted once.
func FuzzOpen(f *testing.F) {
	for _, text := range []string{
		`{"time":"2026-03-01T12:00:00Z","user.id":"a"}` + "\n",
		`[{"time":"2026-03-01T12:00:00Z","user.id":"a"},{"litellm_call_id":"c","call_type":"acompletion"}]`,
		"{\n\"resourceSpans\": []\n}\n",
		"time,user.id,x\n2026-03-01T12:00:00Z,a,\"b\nc\"\n1,2\n",
		"\x0a\x05\x0a\x03\x12\x01a", "\x00\x00\x00\x07\x0a\x05\x0a\x03\x12\x01a", "\x00\x00\xff\xff\x0a",
		`{"custom_id":"r","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[]}}`,
		"\x1f\x8b\x08", "[[[[[[", bom + `["`,
	} {
		f.Add([]byte(text))
	}
	path := filepath.Join(f.TempDir(), "log")
	f.Fuzz(func(t *testing.T, content []byte) {
		if bytes.HasPrefix(content, []byte("PAR1")) {
			t.Skip("package table has a target of its own")
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		inputs, err := Expand([]string{path})
		if err != nil {
			t.Fatal(err)
		}
		if inputs, err = Resolve(context.Background(), inputs, As{}); err != nil {
			return
		}
		var taken int64
		s, err := NewSurveyor().Read(context.Background(), inputs[0], func(x *exchange.Exchange) error {
			if taken++; x.Account == "" {
				t.Fatal("an exchange of nobody")
			}
			return nil
		})
		if err == nil && (s.Exchanges != taken || s.Duplicates > taken || s.Others < 0 || s.Rejected < 0) {
			t.Fatalf("%+v, %d were taken", s, taken)
		}
	})
}
