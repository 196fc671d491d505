package pool

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const sample = `{"text":"second turn","conversation_id":"c","turn":1,"source":"s"}
{"text":"first turn","conversation_id":"c","turn":0,"source":"s","lang":"en"}

{"text":"alone","source":"s"}
{"text":"take me","label":"harvest","source":"h2"}
{"text":"a probe","label":"benchmark","source":"b"}
{"text":"add this","label":"harvest","source":"h1","id":"x"}
{"text":"{tool output}","kind":"agent_machine_turn"}
{"text":"  "}
`

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRead(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write([]byte(sample))
	z.Close()
	plain, err := Read(context.Background(), []string{write(t, "p.jsonl", []byte(sample))}, false)
	if err != nil {
		t.Fatal(err)
	}
	want := []Conversation{{Source: "s", Turns: []string{"alone"}}, {Source: "s", Lang: "en", Turns: []string{"first turn", "second turn"}}}
	if !reflect.DeepEqual(plain.People, want) {
		t.Errorf("people: %+v", plain.People)
	}
	if len(plain.Harvest) != 2 || plain.Harvest[0].Name != "h1" || plain.Harvest[1].Texts[0] != "take me" {
		t.Errorf("harvest: %+v", plain.Harvest)
	}
	if plain.Skipped != 3 {
		t.Errorf("skipped %d, want 3", plain.Skipped)
	}
	packed, err := Read(context.Background(), []string{write(t, "p.jsonl.gz", zipped.Bytes())}, false)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(packed.People, plain.People) || !reflect.DeepEqual(packed.Harvest, plain.Harvest) {
		t.Error("gzip and plain differ")
	}
}

func TestErrorsNameTheLineAndNotTheText(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{\"text\":\"ok\"}\n{\"text\":\"SECRET\"", ":2: no JSON object"},
		{"{\"text\":[\"SECRET\"]}", ":1: no JSON object"},
		{"{\"text\":\"SECRET\",\"label\":\"evil\"}", ":1: the label is none of"},
	} {
		_, err := Read(context.Background(), []string{write(t, "p.jsonl", []byte(c.text))}, false)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%q: error %v, want %q", c.text, err, c.want)
		}
	}
	if _, err := Read(context.Background(), []string{filepath.Join(t.TempDir(), "none")}, false); err == nil {
		t.Error("a missing pool is no error")
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"text":"a","conversation_id":7,"turn":1e300}`))
	f.Add([]byte("\xff{"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b := builder{turns: map[convKey][]turn{}, harvest: map[string][]string{}, set: &Set{}}
		if err := b.lines(context.Background(), "f", bytes.NewReader(data)); err != nil {
			return
		}
		s := b.finish()
		n := s.Skipped
		for _, c := range s.People {
			n += len(c.Turns)
			for _, text := range c.Turns {
				if len(text) > Longest {
					t.Fatal("a text that is too long")
				}
			}
		}
		lines := 0
		for _, l := range bytes.Split(data, []byte("\n")) {
			if len(bytes.TrimSpace(l)) > 0 {
				lines++
			}
		}
		for _, h := range s.Harvest {
			n += len(h.Texts)
		}
		if n > lines {
			t.Errorf("%d prompts from %d lines", n, lines)
		}
	})
}

func TestHeldOutLeavesTheFittedHalfAlone(t *testing.T) {
	var b bytes.Buffer
	for i := range 400 {
		fmt.Fprintf(&b, "{\"text\":\"what does word number %d mean\",\"conversation_id\":\"c%d\"}\n", i, i)
	}
	path := write(t, "p.jsonl", b.Bytes())
	all, err := Read(context.Background(), []string{path}, false)
	if err != nil {
		t.Fatal(err)
	}
	held, err := Read(context.Background(), []string{path}, true)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(held.People); len(all.People) != 400 || n < 150 || n > 250 || held.Skipped != 400-n {
		t.Errorf("%d of %d conversations held out, %d skipped", n, len(all.People), held.Skipped)
	}
}
