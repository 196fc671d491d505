package observe

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

// fixture shows when a signal fires and when it does not. What firing means
// is a question put to the observations of one or more exchanges.
type fixture struct {
	signal  string
	fires   func(o ...Observation) bool
	must    []group
	mustNot []group
}

// group is a few exchanges that are looked at together.
type group []exchange.Exchange

func TestSignals(t *testing.T) {
	has := make(map[string]bool)
	for _, f := range slices.Concat(fixtures, meaningFixtures) {
		if len(f.must) == 0 || len(f.mustNot) == 0 {
			t.Errorf("%s: a fixture needs an input that fires and one that does not", f.signal)
		}
		has[f.signal] = true
		for want, groups := range map[bool][]group{true: f.must, false: f.mustNot} {
			for i, g := range groups {
				var os []Observation
				for _, x := range g {
					os = append(os, observed(t, x))
				}
				if f.fires(os...) != want {
					t.Errorf("%s: input %d of those that fire %v does not: %+v", f.signal, i, want, os)
				}
			}
		}
	}
	for _, s := range signals {
		if !has[s.name] {
			t.Errorf("signal %s has no fixture", s.name)
		}
	}
}

// docKeys are the lines of a signal's doc block, in order.
var docKeys = []string{"Signal", "Family", "Measures", "Formula", "Unit", "Fooled by", "Source", "Needs"}

var families = []string{"network", "client", "payment", "lifecycle", "timing", "content", "semantics", "replay", "none"}

// Every signal has a doc block, every doc block is complete, and what it needs
// is in the record.
func TestDocBlocks(t *testing.T) {
	documented := make(map[string]string)
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Doc == nil || !strings.HasPrefix(fn.Doc.Text(), "Signal:") {
				continue
			}
			values := docBlock(t, f.Name(), fn.Doc.Text())
			if name := values["Signal"]; documented[name] != "" || name != fn.Name.Name || f.Name() != name+".go" {
				t.Errorf("%s: signal %s is a function of this name, alone in a file of this name", f.Name(), name)
			} else {
				documented[name] = f.Name()
			}
			if !slices.Contains(families, values["Family"]) {
				t.Errorf("%s: no family is called %q", f.Name(), values["Family"])
			}
			for _, key := range strings.Split(values["Needs"], ", ") {
				if exchange.Lookup(key) == 0 && !strings.HasPrefix(key, "http.request.header.") {
					t.Errorf("%s: the record has no key %q", f.Name(), key)
				}
			}
		}
	}
	for _, s := range signals {
		if documented[s.name] == "" {
			t.Errorf("signal %s has no doc block", s.name)
		}
		delete(documented, s.name)
	}
	for name, file := range documented {
		t.Errorf("%s: signal %s is not in the list of signals", file, name)
	}
}

func docBlock(t *testing.T, file, doc string) map[string]string {
	t.Helper()
	values := make(map[string]string)
	lines := strings.Split(strings.TrimSpace(doc), "\n")
	if len(lines) != len(docKeys) {
		t.Errorf("%s: the doc block has %d lines, want %d", file, len(lines), len(docKeys))
	}
	for i, line := range lines[:min(len(lines), len(docKeys))] {
		key, value, _ := strings.Cut(line, ": ")
		if key != docKeys[i] || value == "" {
			t.Errorf("%s: line %d of the doc block is %q, want %q and a text", file, i+1, key, docKeys[i])
		}
		values[key] = value
	}
	return values
}
