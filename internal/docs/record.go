package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/internal/marks"
)

// recordPage says what a hunt reads; its tables come from the schemas.
const recordPage = "docs/record.md"

// schemas are the published schemas and the name of the table that each makes.
var schemas = []struct{ table, path string }{
	{"record", "exchange/schema/exchange.schema.json"},
	{"account facts", "exchange/schema/account.schema.json"},
}

// schema is as much of a JSON Schema as a table needs.
type schema struct {
	Properties map[string]form `json:"properties"`
	Patterns   map[string]form `json:"patternProperties"`
	Required   []string        `json:"required"`
}

// form is what a schema says of one value.
type form struct {
	Type        any    `json:"type"` // a name, or a list of names
	Format      string `json:"format"`
	Ref         string `json:"$ref"`
	Description string `json:"description"`
	Enum        []any  `json:"enum"`
	AnyOf       []form `json:"anyOf"`
	Items       *form  `json:"items"`
}

// recorded is the page of the record with its tables made anew.
func recorded(root string, blocks []block, traits []trait) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, recordPage))
	if err != nil {
		return "", fmt.Errorf("reading the page of the record: %w", err)
	}
	page := string(text)
	for _, from := range schemas {
		raw, err := os.ReadFile(filepath.Join(root, from.path))
		if err != nil {
			return "", fmt.Errorf("reading a schema: %w", err)
		}
		var s schema
		if err := json.Unmarshal(raw, &s); err != nil {
			return "", fmt.Errorf("reading %s: %w", from.path, err)
		}
		if page, err = marks.Replace(page, from.table, s.table(blocks, traits)); err != nil {
			return "", err
		}
	}
	return page, nil
}

// table lists the keys, those that are required first, with who reads them.
func (s schema) table(blocks []block, traits []trait) string {
	rows := maps.Clone(s.Properties)
	for pattern, f := range s.Patterns { // ^http\.request\.header\.. is one key with a name to fill in
		name := strings.NewReplacer("^", "", `\.`, ".").Replace(strings.TrimSuffix(pattern, "."))
		rows[name+"<name>"] = f
	}
	required := func(key string) int { return -slices.Index(s.Required, key) - 1 } // 0 if it is not
	keys := slices.SortedFunc(maps.Keys(rows), func(a, b string) int {
		x, y := required(a), required(b)
		if (x < 0) != (y < 0) {
			return cmp.Compare(x, y)
		}
		return strings.Compare(a, b)
	})
	var b strings.Builder
	b.WriteString("| key | type | what it is | needed by the signals | not computable without it |\n|---|---|---|---|---|\n")
	for _, key := range keys {
		says := rows[key].Description
		if required(key) < 0 {
			says += " (**required**)"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", key, rows[key].words(), says,
			readers(key, signal, blocks, nil), readers(key, detector, blocks, traits))
	}
	return b.String()
}

// words names the forms that a value can take.
func (f form) words() string {
	switch {
	case len(f.Enum) > 0:
		var out []string
		for _, v := range f.Enum {
			if s, ok := v.(string); ok {
				out = append(out, "`"+s+"`")
			}
		}
		return strings.Join(out, ", ")
	case len(f.AnyOf) > 0:
		var out []string
		for _, g := range f.AnyOf {
			if w := g.words(); w != "" && !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
		return strings.Join(out, " or ")
	case f.Format == "date-time":
		return "time"
	case f.Format == "date":
		return "date"
	}
	names, ok := f.Type.([]any)
	if !ok {
		names = []any{f.Type}
	}
	for _, n := range names {
		switch n {
		case "string", "number":
			return n.(string)
		case "integer":
			return "whole number"
		case "boolean":
			return "true or false"
		case "array":
			switch {
			case f.Items == nil:
				return "list"
			case f.Items.Ref != "" || len(f.Items.AnyOf) > 0:
				return "messages"
			}
			return "list of " + f.Items.words() + "s"
		}
	}
	if f.Type == nil {
		return "anything"
	}
	return ""
}

// readers links to the signals or detectors that name a key as a need, and
// names the values that accounts share by it.
func readers(key, kind string, blocks []block, traits []trait) string {
	var out []string
	for _, t := range traits {
		if slices.Contains(t.needs, key) {
			out = append(out, "shared "+t.plain)
		}
	}
	for _, b := range blocks {
		if b.kind == kind && slices.Contains(strings.Split(b.text["Needs"], ", "), key) {
			out = append(out, fmt.Sprintf("[%s](detectors/%s)", b.name, b.file()))
		}
	}
	return strings.Join(out, ", ")
}
