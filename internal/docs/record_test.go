package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRecordPageIsCurrent(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	want, err := generateRecord(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, recordPage))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the schemas and the code say: go run ./internal/docs", recordPage)
	}
}

// TestRecordPageNamesEveryKey reads the schemas by itself: a key that the
// tables lose is found.
func TestRecordPageNamesEveryKey(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, recordPage))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range schemas {
		raw, err := os.ReadFile(filepath.Join(root, s.path))
		if err != nil {
			t.Fatal(err)
		}
		var o struct {
			Properties map[string]json.RawMessage `json:"properties"`
		}
		if err := json.Unmarshal(raw, &o); err != nil || len(o.Properties) < 10 {
			t.Fatalf("%s: %d keys, %v", s.path, len(o.Properties), err)
		}
		for key := range o.Properties {
			if !strings.Contains(string(page), "| `"+key+"` |") {
				t.Errorf("%s does not mention %s of %s", recordPage, key, s.path)
			}
		}
	}
	if !strings.Contains(string(page), "`http.request.header.<name>`") {
		t.Errorf("%s does not mention the headers", recordPage)
	}
}

// TestEveryNeedIsAKey holds what detectors and traits ask for against the
// schemas: a need that nobody can meet would never be computable.
func TestEveryNeedIsAKey(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, recordPage))
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := read(root)
	if err != nil {
		t.Fatal(err)
	}
	traits, err := readTraits(root)
	if err != nil {
		t.Fatal(err)
	}
	check := func(who, key string) {
		if !strings.Contains(string(page), "| `"+key+"` |") {
			t.Errorf("%s needs %q, which is no key of the record or of the account facts", who, key)
		}
	}
	for _, b := range blocks {
		for _, key := range strings.Split(b.text["Needs"], ", ") {
			check(b.kind+" "+b.name, key)
		}
	}
	for _, tr := range traits {
		for _, key := range tr.needs {
			check("the shared "+tr.plain, key)
		}
	}
}

func TestFormWords(t *testing.T) {
	for _, c := range []struct{ schema, want string }{
		{`{"type":["string","null"]}`, "string"},
		{`{"type":["integer","null"]}`, "whole number"},
		{`{"type":["boolean","null"]}`, "true or false"},
		{`{"type":"string","format":"date-time"}`, "time"},
		{`{"anyOf":[{"type":"null"},{"type":"string","format":"date-time"},{"type":"string","format":"date"}]}`, "time or date"},
		{`{"anyOf":[{"type":["string","null"]},{"type":"array","items":{"type":"string"}}]}`, "string or list of strings"},
		{`{"anyOf":[{"type":["string","null"]},{"type":"array","items":{"$ref":"#/x"}}]}`, "string or messages"},
		{`{"type":["array","null"]}`, "list"},
		{`{"enum":[null,"none","email"],"type":["string","null"]}`, "`none`, `email`"},
		{`{"description":"x"}`, "anything"},
	} {
		var f form
		if err := json.Unmarshal([]byte(c.schema), &f); err != nil {
			t.Fatal(err)
		}
		if got := f.words(); got != c.want {
			t.Errorf("%s is %q, want %q", c.schema, got, c.want)
		}
	}
}
