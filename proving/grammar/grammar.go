// Package grammar writes the invented text of the range: what people, API
// customers and campaigns ask, and what a model answers. A rule file is a small
// context-free grammar; a voice gives each account words of its own.
package grammar

import (
	"fmt"
	"strconv"
	"strings"
)

// Grammar is one compiled rule file. It is read-only and safe for concurrent use.
type Grammar struct {
	symbols  map[string]int
	names    []string
	global   *Section
	sections []*Section
}

// Section is a topic: its own rules over the file's general ones.
type Section struct {
	Name  string
	rules []*rule // by symbol, nil where neither the section nor the file has one
}

type rule struct {
	key  uint64 // tells a voice's preferences in one rule from those in another
	own  bool   // of a topic, not general: what a text is about
	alts [][]part
}

// part is a literal, a reference (symbol ≥ 0) or a number between lo and hi.
type part struct {
	text   string
	symbol int
	lo, hi int
	upper  bool // capitalise the first letter of what the reference gives
}

const number = -2

// Parse compiles a rule file.
//
//	# a comment
//	rule: first alternative | second with {another} and {1-99}
//	      | a third on the next line
//	[topic]
//	another: hides the general rule of that name inside this topic
//
// {rule^} capitalises, \n is a line break. Errors name file and line.
func Parse(file, text string) (*Grammar, error) {
	g := &Grammar{symbols: map[string]int{}, global: &Section{}}
	type body struct {
		section *Section
		symbol  int
		line    int
		text    string
	}
	var bodies []body
	section := g.global
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || trimmed[0] == '#':
		case trimmed[0] == '[':
			name, ok := strings.CutSuffix(trimmed[1:], "]")
			if !ok || name == "" {
				return nil, fmt.Errorf("%s:%d: a topic is written [name]", file, i+1)
			}
			section = &Section{Name: name}
			g.sections = append(g.sections, section)
		case line[0] == ' ' || line[0] == '\t' || line[0] == '|':
			if len(bodies) == 0 {
				return nil, fmt.Errorf("%s:%d: a continuation without a rule before it", file, i+1)
			}
			bodies[len(bodies)-1].text += " " + trimmed
		default:
			name, rest, ok := strings.Cut(trimmed, ":")
			if !ok || !isName(name) {
				return nil, fmt.Errorf("%s:%d: a rule is written name: alternative | alternative", file, i+1)
			}
			bodies = append(bodies, body{section, g.symbol(name), i + 1, rest})
		}
	}
	for _, b := range bodies {
		r, err := g.compile(b.text)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, b.line, err)
		}
		r.own = b.section != g.global
		r.key = mix(uint64(b.symbol)+1, hashString(b.section.Name))
		for len(b.section.rules) <= b.symbol {
			b.section.rules = append(b.section.rules, nil)
		}
		if b.section.rules[b.symbol] != nil {
			return nil, fmt.Errorf("%s:%d: rule %s is given twice", file, b.line, g.names[b.symbol])
		}
		b.section.rules[b.symbol] = r
	}
	return g, g.link(file)
}

// link fills each topic's table with the general rules that it does not hide,
// and checks that every reference leads somewhere and none leads to itself.
func (g *Grammar) link(file string) error {
	for _, s := range append([]*Section{g.global}, g.sections...) {
		for len(s.rules) < len(g.names) {
			s.rules = append(s.rules, nil)
		}
		if s == g.global {
			continue
		}
		for i := range s.rules {
			if s.rules[i] == nil {
				s.rules[i] = g.global.rules[i]
			}
		}
	}
	check := g.sections
	if len(check) == 0 {
		check = []*Section{g.global}
	}
	for _, s := range check {
		state := make([]int8, len(s.rules))
		for i := range s.rules {
			if err := g.walk(s, i, state); err != nil {
				return fmt.Errorf("%s: topic %q: %w", file, s.Name, err)
			}
		}
	}
	return nil
}

func (g *Grammar) walk(s *Section, symbol int, state []int8) error {
	r := s.rules[symbol]
	switch {
	case state[symbol] == 2 || r == nil && state[symbol] == 0:
		return nil
	case state[symbol] == 1:
		return fmt.Errorf("rule %s refers to itself", g.names[symbol])
	}
	state[symbol] = 1
	for _, alt := range r.alts {
		for _, p := range alt {
			if p.symbol < 0 {
				continue
			}
			if s.rules[p.symbol] == nil {
				return fmt.Errorf("rule %s refers to %s, which is missing", g.names[symbol], g.names[p.symbol])
			}
			if err := g.walk(s, p.symbol, state); err != nil {
				return err
			}
		}
	}
	state[symbol] = 2
	return nil
}

func (g *Grammar) compile(text string) (*rule, error) {
	r := &rule{}
	for _, alt := range strings.Split(text, "|") {
		alt = strings.ReplaceAll(strings.TrimSpace(alt), `\n`, "\n")
		var parts []part
		for alt != "" {
			open := strings.IndexByte(alt, '{')
			if open < 0 {
				parts = append(parts, part{text: alt, symbol: -1})
				break
			}
			if open > 0 {
				parts = append(parts, part{text: alt[:open], symbol: -1})
			}
			end := strings.IndexByte(alt[open:], '}')
			if end < 0 {
				return nil, fmt.Errorf("a { without its }")
			}
			p, err := g.reference(alt[open+1 : open+end])
			if err != nil {
				return nil, err
			}
			parts = append(parts, p)
			alt = alt[open+end+1:]
		}
		r.alts = append(r.alts, parts)
	}
	return r, nil
}

func (g *Grammar) reference(ref string) (part, error) {
	if lo, hi, ok := strings.Cut(ref, "-"); ok {
		a, errA := strconv.Atoi(lo)
		b, errB := strconv.Atoi(hi)
		if errA != nil || errB != nil || a > b {
			return part{}, fmt.Errorf("{%s} is no range of numbers", ref)
		}
		return part{symbol: number, lo: a, hi: b}, nil
	}
	name, upper := strings.CutSuffix(ref, "^")
	if !isName(name) {
		return part{}, fmt.Errorf("{%s} is no reference", ref)
	}
	return part{symbol: g.symbol(name), upper: upper}, nil
}

func (g *Grammar) symbol(name string) int {
	id, ok := g.symbols[name]
	if !ok {
		id = len(g.names)
		g.symbols[name] = id
		g.names = append(g.names, name)
	}
	return id
}

// Topics is the number of topics.
func (g *Grammar) Topics() int { return len(g.sections) }

// Topic gives topic i, counted from 0.
func (g *Grammar) Topic(i int) *Section { return g.sections[i] }

// Find gives the topic of that name, or nil.
func (g *Grammar) Find(name string) *Section {
	for _, s := range g.sections {
		if s.Name == name {
			return s
		}
	}
	return nil
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && c != '_' && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
