package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// traitSource is where the kinds of values that accounts share are listed.
const traitSource = "link/trait.go"

// trait is a kind of value that accounts share: how it is called in words, and
// the keys that it is made of.
type trait struct {
	plain string
	needs []string
}

// readTraits reads the list Traits, whose entries are written without names:
// the last two fields are the words and the needs.
func readTraits(root string) ([]trait, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, traitSource), nil, 0)
	if err != nil {
		return nil, fmt.Errorf("reading the traits: %w", err)
	}
	var out []trait
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Names) != 1 || spec.Names[0].Name != "Traits" || len(spec.Values) != 1 {
			return true
		}
		list, ok := spec.Values[0].(*ast.CompositeLit)
		if !ok {
			return false
		}
		for _, e := range list.Elts {
			if entry, ok := e.(*ast.CompositeLit); ok && len(entry.Elts) >= 2 {
				last := len(entry.Elts) - 1
				out = append(out, trait{plain(entry.Elts[last-1]), strings.Split(plain(entry.Elts[last]), ", ")})
			}
		}
		return false
	})
	if len(out) == 0 || slices.ContainsFunc(out, func(t trait) bool { return t.plain == "" || t.needs[0] == "" }) {
		return nil, fmt.Errorf("%s: the list Traits is not written as internal/docs reads it: words and needs last", traitSource)
	}
	return out, nil
}
