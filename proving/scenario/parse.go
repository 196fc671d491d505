package scenario

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Parse reads a scenario. Unknown keys, wrong types and values out of range are
// errors that name file and line. A scenario with a base is not complete until
// Resolve.
func Parse(file string, text []byte) (*Scenario, error) {
	var s Scenario
	tree, err := decode(text, &s)
	if err != nil {
		return nil, located(file, err)
	}
	s.file, s.tree = file, tree
	v := &validator{file: file, tree: tree}
	v.scenario(&s)
	if v.err != nil {
		return nil, v.err
	}
	return &s, nil
}

// decode reads YAML into s. The library panics on some malformed input (found by
// fuzzing: a tag before a mapping where a list is due); that is an error here.
func decode(text []byte, s *Scenario) (tree *ast.File, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("this is no YAML that can be read as a scenario; tags (!) and merges are not needed here")
		}
	}()
	if tree, err = parser.ParseBytes(text, 0); err != nil {
		return nil, err
	}
	return tree, yaml.UnmarshalWithOptions(text, s, yaml.Strict())
}

// located turns a YAML error into file:line: what.
func located(file string, err error) error {
	if e, ok := err.(yaml.Error); ok && e.GetToken() != nil && e.GetToken().Position != nil {
		return fmt.Errorf("%s:%d: %s", file, e.GetToken().Position.Line, e.GetMessage())
	}
	return fmt.Errorf("%s: %w", file, err)
}

// validator keeps the first fault that it meets.
type validator struct {
	file string
	tree *ast.File
	err  error
}

// check records a fault at the value that the YAML path names: file, line, what is
// wrong, and the field in brackets.
func (v *validator) check(ok bool, path, format string, args ...any) {
	if ok || v.err != nil {
		return
	}
	place := v.file
	if line := v.line(path); line > 0 {
		place = fmt.Sprintf("%s:%d", v.file, line)
	}
	v.err = fmt.Errorf("%s: %s (%s)", place, fmt.Sprintf(format, args...), strings.TrimPrefix(path, "$."))
}

// line finds the line of a path, or of the nearest parent that is there.
func (v *validator) line(path string) int {
	for path != "" {
		if p, err := yaml.PathString(path); err == nil {
			if n, err := p.FilterFile(v.tree); err == nil && n.GetToken() != nil {
				return n.GetToken().Position.Line
			}
		}
		cut := len(path) - 1
		for cut > 0 && path[cut] != '.' && path[cut] != '[' {
			cut--
		}
		path = path[:max(cut, 0)]
	}
	return 1
}

func (v *validator) scenario(s *Scenario) {
	v.check(s.Name != "", "$.name", "a scenario needs a name")
	if s.Base != "" {
		v.check(s.Dials != nil, "$.base", "a scenario with a base changes dials, and this one has none")
		_, keyed := s.Dials.(*ast.MappingNode)
		v.check(keyed, "$.dials", "dials are written as keys and values")
		v.check(len(s.Populations)+len(s.Campaigns) == 0 && s.Days == 0 && s.Start == "" && s.Benign == 0 && s.Releases == nil, "$.base",
			"a scenario with a base takes all but its dials from it")
		if _, err := s.overlay(Dials{}); err != nil && v.err == nil {
			v.err = located(v.file, err)
		}
		return
	}
	v.check(s.Dials == nil, "$.dials", "dials of all campaigns go with a base; here each campaign has its own")
	_, err := time.Parse(time.DateOnly, s.Start)
	v.check(err == nil, "$.start", "start is a day written YYYY-MM-DD")
	v.check(s.Days >= 1 && s.Days <= 400, "$.days", "days lie between 1 and 400")
	v.check(s.Benign >= 0, "$.benign", "the number of benign accounts is not negative")
	v.releases(s)
	sum := 0.0
	for i, p := range s.Populations {
		v.population(fmt.Sprintf("$.populations[%d]", i), p, len(s.Releases))
		sum += p.Share
	}
	v.check(sum > .999 && sum < 1.001, "$.populations", "the shares of people and api sum to 1, not to %g", sum)
	earlier := map[string]*Campaign{}
	for i, c := range s.Campaigns {
		at := fmt.Sprintf("$.campaigns[%d]", i)
		v.campaign(at, c, s, earlier)
		v.check(earlier[c.Name] == nil, at+".name", "there are two campaigns %q", c.Name)
		earlier[c.Name] = &s.Campaigns[i]
	}
}

func (v *validator) population(at string, p Population, releases int) {
	switch p.Kind {
	case People, API:
		v.check(p.Share > 0 && p.Share <= 1, at+".share", "share lies above 0 and at most at 1")
		v.check(p.Accounts == 0 && p.Every == 0, at+".accounts", "%s have a share, no group size", p.Kind)
	case CampusNAT, AgentFleet, Reseller, EvalHouse, Office, LabellingFirm, MultiAgent, ShowYourWork, PoolingGateway, Hackathon, ReleaseRush, ViralPrompt:
		v.check(p.Share == 0, at+".share", "a look-alike has accounts and every, no share")
		v.check(p.Accounts >= 2, at+".accounts", "a group has two accounts or more")
		v.check(p.Every >= 1, at+".every", "every says for how many benign accounts there is one group")
	default:
		v.check(false, at+".kind", "there is no population kind %q; known are %s", p.Kind, strings.Join(Kinds(), ", "))
	}
	v.check(p.PerDay > 0 && p.PerDay <= 5000, at+".per_day", "per_day lies above 0 and at most at 5000")
	v.check(p.Spread >= 0 && p.Spread <= 3, at+".spread", "spread lies between 0 and 3")
	v.lookalike(at, p, releases)
	v.check(p.Others >= 0 && p.Others <= 100, at+".others", "others lies between 0 and 100")
	v.check(p.Others == 0 || p.Kind == AgentFleet, at+".others", "only an agent-fleet has others")
}
