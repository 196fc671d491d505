package scenario

import (
	"errors"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// deepest is how many bases may lie below a scenario.
const deepest = 4

// Resolve completes a scenario that has a base: all of the base, with the
// scenario's dials laid over those of every campaign. Errors name file and line.
func (s *Scenario) Resolve(find func(name string) (*Scenario, bool)) (*Scenario, error) {
	return s.resolve(find, deepest)
}

func (s *Scenario) resolve(find func(name string) (*Scenario, bool), depth int) (*Scenario, error) {
	if s.Base == "" {
		return s, nil
	}
	v := &validator{file: s.file, tree: s.tree}
	base, ok := find(s.Base)
	v.check(ok, "$.base", "there is no scenario %q to base it on", s.Base)
	v.check(depth > 0, "$.base", "more than %d bases lie below this scenario", deepest)
	if v.err != nil {
		return nil, v.err
	}
	base, err := base.resolve(find, depth-1)
	if err != nil {
		return nil, err
	}
	out := *base
	out.Name, out.About = s.Name, s.About
	out.Campaigns = slices.Clone(base.Campaigns)
	for i := range out.Campaigns {
		c := &out.Campaigns[i]
		if c.Dials, err = s.overlay(c.Dials); err != nil {
			return nil, located(s.file, err)
		}
		v.check(c.Dials.FalseFlag == "" || c.Dials.FalseFlag != c.Operator, "$.dials.false_flag", "a false flag is another operator's; campaign %s is %s's", c.Name, c.Operator)
		v.check(c.Pathways == 0 || c.Dials.Cells < 2, "$.dials.cells", "campaign %s has pathways; they and cells exclude each other", c.Name)
		v.check(c.Replay == 0 || c.Dials.Clients != Browsers, "$.dials.clients", "campaign %s replays reasoning, which browsers cannot", c.Name)
		v.dials("$.dials", c.Dials)
	}
	return &out, v.err
}

// overlay lays the scenario's dials over others.
func (s *Scenario) overlay(d Dials) (out Dials, err error) {
	defer func() { // as in decode
		if recover() != nil {
			err = errors.New("these dials are no YAML that can be read; tags (!) and merges are not needed here")
		}
	}()
	m, ok := s.Dials.(*ast.MappingNode)
	if !ok {
		return d, errors.New("dials are written as keys and values")
	}
	// What the decoder fills in must not be shared with the base.
	d.Card.Accounts = slices.Clone(d.Card.Accounts)
	for _, pair := range m.Values {
		if pair.Key.String() == "signup" { // its two forms exclude each other
			d.Signup = Signup{}
		}
	}
	return d, yaml.NodeToValue(m, &d, yaml.Strict())
}
