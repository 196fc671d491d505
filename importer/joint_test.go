package importer

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

// spans are OTLP/JSON export requests of n calls by four users, each of which
// only the span above its call knows; calls and servers in files of their own.
func spans(t *testing.T, n int) []Input {
	t.Helper()
	var calls, servers bytes.Buffer
	for i := range n {
		at := 1795447817424000000 + int64(i)*1e9
		span := func(b *bytes.Buffer, id, parent, attributes string) {
			fmt.Fprintf(b, `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%032x","spanId":"%s","parentSpanId":"%s","startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[%s]}]}]}]}`+"\n",
				i+1, id, parent, at, at+5e8, attributes)
		}
		span(&calls, "00000000000000aa", "00000000000000bb", `{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"m"}}`)
		span(&servers, "00000000000000bb", "", fmt.Sprintf(`{"key":"user.id","value":{"stringValue":"u-%d"}}`, i%4))
	}
	dir := t.TempDir()
	for name, b := range map[string][]byte{"calls.jsonl": calls.Bytes(), "servers.jsonl": servers.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inputs, err := Expand([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	if inputs, err = Resolve(context.Background(), inputs, As{}); err != nil || len(inputs) != 1 || len(inputs[0].Parts) != 2 {
		t.Fatalf("%d inputs, %v", len(inputs), err)
	}
	return inputs
}

// blocksOf gives the blocks from at on, by where they end.
func blocksOf(t *testing.T, in Input, at Position, size int) (all []Block) {
	t.Helper()
	s, err := in.Open(context.Background(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.(*joint).size = size
	for {
		b, err := s.Next(nil)
		if err == io.EOF {
			if files := s.Files(); len(files) != len(in.Parts) || files[0].SHA256 == "" || s.Consumed() != in.Size {
				t.Errorf("files %v, %d bytes of %d", files, s.Consumed(), in.Size)
			}
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
}

func TestJointResumes(t *testing.T) {
	in := spans(t, 300)[0]
	all := blocksOf(t, in, Position{}, 2000)
	if len(all) < 10 {
		t.Fatalf("%d blocks", len(all))
	}
	decoder, users := exchange.NewDecoder(), map[string]int{}
	var x exchange.Exchange
	for i, b := range all {
		for n, line := range b.Lines() {
			if err := decoder.Decode(line, &x); err != nil {
				t.Fatal(err)
			}
			users[strings.Clone(x.Account)]++
			if file, _ := b.At(n); filepath.Base(file) != "calls.jsonl" {
				t.Errorf("an exchange is said to be of %s", file)
			}
		}
		rest := blocksOf(t, in, b.End, 2000)
		if len(rest) != len(all)-i-1 {
			t.Fatalf("from %v: %d blocks of %d", b.End, len(rest), len(all)-i-1)
		}
		for k, r := range rest {
			if want := all[i+1+k]; !bytes.Equal(r.Data, want.Data) || r.Start != want.Start || r.End != want.End {
				t.Fatalf("from %v: block %d differs", b.End, k)
			}
		}
	}
	if len(users) != 4 || users["u-0"] != 75 {
		t.Errorf("found %v", users)
	}
}
