// Package worth says what a campaign's exchanges were worth: their tokens by
// kind, their list price, what was paid instead, what a harvested token cost
// beside a teacher's, and how large the harvest is beside published training
// sets. Every figure has its interval.
package worth

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Schema names the form of a price list.
const Schema = "stillhunt.prices/v1"

// Largest is the size in bytes of the largest price list that is read.
const Largest = 1 << 20

// List is a dated price list.
type List struct {
	Schema   string  `yaml:"schema"`
	Currency string  `yaml:"currency"` // of every price, ISO 4217
	Prices   []Price `yaml:"prices"`
	Means    []Mean  `yaml:"means"`
	Sets     []Set   `yaml:"sets"`
}

// Price is what a vendor asks for a model's tokens, per million. A nil price is
// one that the vendor does not list.
type Price struct {
	Model     string   `yaml:"model"`
	Vendor    string   `yaml:"vendor"`
	From      string   `yaml:"from"` // first day on which it holds, YYYY-MM-DD
	Input     float64  `yaml:"input"`
	Output    float64  `yaml:"output"`
	Cached    *float64 `yaml:"cached"`    // of input that was read from a cache; nil: as Input
	Reasoning *float64 `yaml:"reasoning"` // of output that is reasoning; nil: as Output
	Source    string   `yaml:"source"`    // address of the page
	Seen      string   `yaml:"seen"`      // day on which the page said so
	Note      string   `yaml:"note"`
	Invented  bool     `yaml:"invented"` // of a model that does not exist
}

// Mean is a thing that an operator buys beside the exchanges.
type Mean struct {
	Name     string  `yaml:"name"` // account, card or exit
	Low      float64 `yaml:"low"`
	Estimate float64 `yaml:"estimate"`
	High     float64 `yaml:"high"`
	Per      string  `yaml:"per"` // once or month
	Basis    string  `yaml:"basis"`
}

// Set is a published set on which a model was trained with another's answers.
type Set struct {
	Name     string `yaml:"name"`
	Examples int64  `yaml:"examples"`
	What     string `yaml:"what"`
	Source   string `yaml:"source"`
}

//go:embed prices.yaml
var shipped []byte

// Shipped gives the list that comes with this version.
func Shipped() (List, error) { return Parse("prices.yaml", shipped) }

// Read reads an operator's list and puts its rows before the shipped ones; its
// means and sets, if it has any, take the place of the shipped ones. An empty
// path gives the shipped list. Errors name file and line.
func Read(path string) (List, error) {
	all, err := Shipped()
	if err != nil || path == "" {
		return all, err
	}
	f, err := os.Open(path)
	if err != nil {
		return List{}, fmt.Errorf("reading the prices: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, Largest+1))
	if err != nil {
		return List{}, fmt.Errorf("reading the prices: %w", err)
	}
	own, err := Parse(path, text)
	if err != nil {
		return List{}, err
	}
	if own.Currency != all.Currency {
		return List{}, fmt.Errorf("%s: prices are in %s, and the shipped ones in %s: give them in %s", path, own.Currency, all.Currency, all.Currency)
	}
	own.Prices = append(own.Prices, slices.DeleteFunc(all.Prices, func(p Price) bool {
		return slices.ContainsFunc(own.Prices, func(o Price) bool { return o.Model == p.Model })
	})...)
	if own.Means == nil {
		own.Means = all.Means
	}
	if own.Sets == nil {
		own.Sets = all.Sets
	}
	return own, nil
}

// Parse reads a price list. Unknown keys, wrong types and impossible values are
// errors that name file and line.
func Parse(file string, text []byte) (List, error) {
	if len(text) > Largest {
		return List{}, fmt.Errorf("%s: a price list has %d bytes at most", file, Largest)
	}
	var l List
	tree, err := decode(text, &l)
	if err != nil {
		if e, ok := err.(yaml.Error); ok && e.GetToken() != nil && e.GetToken().Position != nil {
			return List{}, fmt.Errorf("%s:%d: %s", file, e.GetToken().Position.Line, e.GetMessage())
		}
		return List{}, fmt.Errorf("%s: %w", file, err)
	}
	if path, fault := l.fault(); fault != "" {
		return List{}, fmt.Errorf("%s:%d: %s", file, line(tree, path), fault)
	}
	return l, nil
}

// decode reads YAML. The library panics on some malformed input; that is an
// error here.
func decode(text []byte, l *List) (tree *ast.File, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("this is no YAML that can be read as a price list; tags (!) and merges are not needed here")
		}
	}()
	if tree, err = parser.ParseBytes(text, 0); err != nil {
		return nil, err
	}
	return tree, yaml.UnmarshalWithOptions(text, l, yaml.Strict())
}

// line is where a path of the tree stands; the first if it stands nowhere.
func line(tree *ast.File, path string) int {
	if p, err := yaml.PathString(path); err == nil {
		if n, err := p.FilterFile(tree); err == nil && n.GetToken() != nil {
			return n.GetToken().Position.Line
		}
	}
	return 1
}

// fault is the first thing that is wrong with the list: its path, and words.
func (l *List) fault() (path, words string) {
	if l.Schema != Schema {
		return "$.schema", fmt.Sprintf("the schema is %q; this version reads %q", l.Schema, Schema)
	}
	if len(l.Currency) != 3 {
		return "$.currency", "a currency is three letters, as USD"
	}
	for i, p := range l.Prices {
		if words := p.fault(); words != "" {
			return fmt.Sprintf("$.prices[%d]", i), words
		}
		for _, q := range l.Prices[:i] {
			if p.Model == q.Model && p.From == q.From {
				return fmt.Sprintf("$.prices[%d]", i), fmt.Sprintf("there are two prices of %s from %s", p.Model, p.From)
			}
		}
	}
	for i, m := range l.Means {
		if !amount(m.Low) || !(m.Low <= m.Estimate && m.Estimate <= m.High) || !amount(m.High) {
			return fmt.Sprintf("$.means[%d]", i), "low, estimate and high are amounts in this order"
		}
		if !slices.Contains([]string{"account", "card", "exit"}, m.Name) || m.Per != "once" && m.Per != "month" || m.Basis == "" {
			return fmt.Sprintf("$.means[%d]", i), "a mean is an account, a card or an exit, paid once or by month, with a basis"
		}
	}
	for i, s := range l.Sets {
		if s.Name == "" || s.Examples < 1 || s.Examples > 1<<40 || s.What == "" || s.Source == "" {
			return fmt.Sprintf("$.sets[%d]", i), "a set has a name, examples from 1, what it is, and a source"
		}
	}
	return "", ""
}

func (p *Price) fault() string {
	switch {
	case p.Model == "" || p.Vendor == "":
		return "a price names model and vendor"
	case !amount(p.Input) || !amount(p.Output) || p.Cached != nil && !amount(*p.Cached) || p.Reasoning != nil && !amount(*p.Reasoning):
		return "a price is a number from 0 to a million"
	case !day(p.From):
		return "from is a day written YYYY-MM-DD"
	case !p.Invented && (p.Source == "" || !day(p.Seen)):
		return "a price names its source and the day on which that was seen, or says that it is invented"
	}
	return ""
}

func amount(x float64) bool { return x >= 0 && x <= 1e6 && !math.IsNaN(x) }

func day(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
