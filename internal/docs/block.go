package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// The kinds of blocks, as their first line names them.
const (
	signal   = "Signal"
	detector = "Detector"
)

// fields are what every block says after its name, in this order.
var fields = []string{"Family", "Measures", "Formula", "Unit", "Fooled by", "Source", "Needs"}

// families of evidence; a signal that is no evidence says none.
var families = []string{"network", "client", "payment", "lifecycle", "timing", "content", "semantics", "replay", "none"}

// block is one doc block.
type block struct {
	kind, name string
	source     string // path under the module's root
	line       int
	text       map[string]string // by field
	behaviour  bool              // a detector whose figure enters the harvest statistic
}

// file names the block's page: detectors may share a name with a signal.
func (b block) file() string { return strings.ToLower(b.kind) + "-" + b.name + ".md" }

// read finds the blocks of every signal and detector in the module, signals
// first, each kind by name. What is wrong is reported at once, not one mistake
// at a time.
func read(root string) ([]block, error) {
	var all []block
	var wrong []error
	for _, from := range []struct{ kind, glob string }{
		{signal, "observe/*.go"}, {detector, "campaign/detect_*.go"},
	} {
		paths, err := filepath.Glob(filepath.Join(root, from.glob))
		if err != nil {
			return nil, fmt.Errorf("listing %s: %w", from.glob, err)
		}
		for _, p := range paths {
			if strings.HasSuffix(p, "_test.go") {
				continue
			}
			rel, err := filepath.Rel(root, p)
			if err != nil {
				return nil, fmt.Errorf("naming %s: %w", p, err)
			}
			blocks, err := readFile(p, nil, from.kind, filepath.ToSlash(rel))
			if err != nil {
				wrong = append(wrong, err)
			}
			all = append(all, blocks...)
		}
	}
	slices.SortFunc(all, func(a, b block) int {
		if a.kind != b.kind {
			return -strings.Compare(a.kind, b.kind) // signals before detectors
		}
		return strings.Compare(a.name, b.name)
	})
	for i := 1; i < len(all); i++ {
		if all[i].file() == all[i-1].file() {
			wrong = append(wrong, fmt.Errorf("%s:%d: a %s named %s is in %s already: one name a block", all[i].source, all[i].line, strings.ToLower(all[i].kind), all[i].name, all[i-1].source))
		}
	}
	return all, errors.Join(wrong...)
}

// readFile reads the blocks of one file (of src, if it is not nil). A file of
// detectors holds exactly one, and it says what the code says.
func readFile(path string, src any, kind, rel string) ([]block, error) {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, path, src, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("reading doc blocks: %w", err)
	}
	var out []block
	var wrong []error
	for _, group := range tree.Comments {
		text := group.Text()
		if !strings.HasPrefix(text, kind+":") {
			continue
		}
		b, err := parse(text, kind)
		b.source, b.line = rel, set.Position(group.Pos()).Line
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s:%d: %w", rel, b.line, err))
			continue
		}
		if kind == detector {
			if err := b.compare(tree); err != nil {
				wrong = append(wrong, fmt.Errorf("%s:%d: %w", rel, b.line, err))
			}
		}
		out = append(out, b)
	}
	if kind == detector && len(out) != 1 && len(wrong) == 0 {
		wrong = append(wrong, fmt.Errorf("%s: a file of a detector has one doc block (// Detector: …), this one has %d", rel, len(out)))
	}
	return out, errors.Join(wrong...)
}

// parse splits a block into its fields; a line that begins with none of them
// goes on with the field before.
func parse(text, kind string) (block, error) {
	b := block{kind: kind, text: map[string]string{}}
	field := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		rest := line
		for _, f := range append([]string{kind}, fields...) {
			if after, ok := strings.CutPrefix(line, f+":"); ok {
				if _, twice := b.text[f]; twice {
					return b, fmt.Errorf("the doc block says %s twice", f)
				}
				field, rest = f, after
				break
			}
		}
		b.text[field] = strings.TrimSpace(b.text[field] + " " + strings.TrimSpace(rest))
	}
	b.name = b.text[kind]
	delete(b.text, kind)
	var missing []string
	for _, f := range fields {
		if b.text[f] == "" {
			missing = append(missing, f)
		}
	}
	switch {
	case b.name == "" || strings.ContainsAny(b.name, " /\\|"):
		return b, fmt.Errorf("the doc block's name %q is not one plain word", b.name)
	case len(missing) > 0:
		return b, fmt.Errorf("the doc block of %s lacks %s: say it there", b.name, strings.Join(missing, ", "))
	case !slices.Contains(families, b.text["Family"]):
		return b, fmt.Errorf("the doc block of %s names the family %q, which is none of %s", b.name, b.text["Family"], strings.Join(families, ", "))
	}
	return b, nil
}

// compare checks name, family and needs against the detector that the block
// stands over, and notes whether its figure is one of behaviour.
func (b *block) compare(tree *ast.File) error {
	code := map[string]string{}
	ast.Inspect(tree, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if id, ok := lit.Type.(*ast.Ident); !ok || id.Name != "detector" {
			return true
		}
		for _, e := range lit.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if id, ok := kv.Key.(*ast.Ident); ok {
					code[id.Name] = plain(kv.Value)
				}
			}
		}
		return false
	})
	b.behaviour = code["behaviour"] == "true"
	for _, c := range []struct{ key, said string }{
		{"name", b.name}, {"family", b.text["Family"]}, {"needs", b.text["Needs"]},
	} {
		if code[c.key] != c.said {
			return fmt.Errorf("the doc block of %s says %s %q, the code %q: make them agree", b.name, c.key, c.said, code[c.key])
		}
	}
	return nil
}

// plain writes a value of a detector as a doc block would: a text, a family, a
// list with commas.
func plain(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.BasicLit:
		return strings.Trim(x.Value, `"`)
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr: // link.Content
		return strings.ToLower(x.Sel.Name)
	case *ast.CompositeLit:
		parts := make([]string, len(x.Elts))
		for i, e := range x.Elts {
			parts[i] = plain(e)
		}
		return strings.Join(parts, ", ")
	}
	return ""
}
