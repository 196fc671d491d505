package letter

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/encoding/charmap"
)

// StatementsSchema names the form of a file of statements.
const StatementsSchema = "stillhunt.statements/v1"

// Statements are what persons have to say in a letter: the software says none of
// it. Each stands under its author's name, and as it was written.
type Statements struct {
	Schema         string           `yaml:"schema"`
	To             string           `yaml:"to"`
	From           string           `yaml:"from"`
	Done           []Done           `yaml:"done"`           // what was done about the campaign
	Infrastructure []Infrastructure `yaml:"infrastructure"` // second rung of attribution
	Named          []Named          `yaml:"named"`          // third rung
}

// Done is a step that was taken.
type Done struct {
	On   string `yaml:"on"` // day, YYYY-MM-DD
	What string `yaml:"what"`
	By   string `yaml:"by"`
}

// Infrastructure says that the campaign runs on what another case runs on.
type Infrastructure struct {
	Case  string `yaml:"case"`
	Basis string `yaml:"basis"`
	By    string `yaml:"by"`
}

// Named is a person's statement of who is behind the campaign.
type Named struct {
	Entity  string `yaml:"entity"`
	By      string `yaml:"by"`   // the person who says so
	Role    string `yaml:"role"` // the person's office
	On      string `yaml:"on"`   // day, YYYY-MM-DD
	Grounds string `yaml:"grounds"`
}

// Limits of a file of statements.
const (
	largestStatements = 1 << 16 // bytes
	mostStatements    = 50      // of a kind
	leastGrounds      = 40      // letters of the grounds on which somebody is named
)

// ReadStatements reads a file of statements; an empty path gives none. Errors name
// the file, what is wrong and what to do.
func ReadStatements(path string) (Statements, error) {
	if path == "" {
		return Statements{}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return Statements{}, fmt.Errorf("reading the statements: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largestStatements+1))
	if err != nil {
		return Statements{}, fmt.Errorf("reading the statements: %w", err)
	}
	return ParseStatements(path, text)
}

// ParseStatements reads statements as YAML.
func ParseStatements(file string, text []byte) (s Statements, err error) {
	if len(text) > largestStatements {
		return s, fmt.Errorf("%s: a file of statements has %d bytes at most", file, largestStatements)
	}
	if err := unmarshal(text, &s); err != nil {
		if e, ok := err.(yaml.Error); ok && e.GetToken() != nil && e.GetToken().Position != nil {
			return Statements{}, fmt.Errorf("%s:%d: %s", file, e.GetToken().Position.Line, e.GetMessage())
		}
		return Statements{}, fmt.Errorf("%s: %w", file, err)
	}
	if fault := s.fault(); fault != "" {
		return Statements{}, fmt.Errorf("%s: %s", file, fault)
	}
	return s, nil
}

// unmarshal reads YAML. The library panics on some malformed input; that is an
// error here.
func unmarshal(text []byte, s *Statements) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("this is no YAML that can be read as statements; tags (!) and merges are not needed here")
		}
	}()
	return yaml.UnmarshalWithOptions(text, s, yaml.Strict())
}

func (s *Statements) fault() string {
	if s.Schema != StatementsSchema {
		return fmt.Sprintf("the schema is %q; this version reads %q", s.Schema, StatementsSchema)
	}
	if len(s.Done) > mostStatements || len(s.Infrastructure) > mostStatements || len(s.Named) > mostStatements {
		return fmt.Sprintf("there are more than %d statements of a kind", mostStatements)
	}
	if bad := printable(s.To, s.From); bad != "" {
		return bad
	}
	for i, d := range s.Done {
		if bad := need(fmt.Sprintf("done[%d]", i), d.On, map[string]string{"what": d.What, "by": d.By}); bad != "" {
			return bad
		}
	}
	for i, x := range s.Infrastructure {
		if bad := need(fmt.Sprintf("infrastructure[%d]", i), "", map[string]string{"case": x.Case, "basis": x.Basis, "by": x.By}); bad != "" {
			return bad
		}
	}
	for i, n := range s.Named {
		at := fmt.Sprintf("named[%d]", i)
		if bad := need(at, n.On, map[string]string{"entity": n.Entity, "by": n.By, "role": n.Role, "grounds": n.Grounds}); bad != "" {
			return bad
		}
		if len([]rune(strings.TrimSpace(n.Grounds))) < leastGrounds {
			return fmt.Sprintf("%s.grounds: whoever names somebody says on what grounds, in %d letters at least", at, leastGrounds)
		}
	}
	return ""
}

// need finds what a statement lacks, or cannot be printed of it.
func need(at, on string, fields map[string]string) string {
	for _, k := range []string{"what", "case", "basis", "entity", "by", "role", "grounds"} {
		v, asked := fields[k]
		if asked && strings.TrimSpace(v) == "" {
			return fmt.Sprintf("%s.%s: it is missing; a statement stands under a name", at, k)
		}
		if bad := printable(v); bad != "" {
			return at + "." + k + ": " + bad
		}
	}
	if _, err := time.Parse(time.DateOnly, on); on != "" && err != nil {
		return at + ".on: a day is written YYYY-MM-DD"
	}
	return ""
}

// printable finds a letter that the PDF's fonts do not have.
func printable(texts ...string) string {
	for _, t := range texts {
		for _, r := range t {
			if r == '\n' || r == '\t' || r == '\r' {
				continue
			}
			if _, ok := charmap.Windows1252.EncodeRune(r); !ok || unicode.IsControl(r) {
				return fmt.Sprintf("the letter %q cannot be printed: write it in Western European letters", r)
			}
		}
	}
	return ""
}
