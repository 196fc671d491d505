package scenario

import (
	"errors"
	"fmt"
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

// Resolve completes a scenario that has a base: all of the base, with the
// dials of every campaign replaced.
func (s *Scenario) Resolve(find func(name string) (*Scenario, bool)) (*Scenario, error) {
	if s.Base == "" {
		return s, nil
	}
	base, ok := find(s.Base)
	if !ok {
		return nil, fmt.Errorf("scenario %s: there is no scenario %q to base it on", s.Name, s.Base)
	}
	if base.Base != "" {
		return nil, fmt.Errorf("scenario %s: its base %q has a base itself; name %q instead", s.Name, s.Base, base.Base)
	}
	out := *base
	out.Name, out.About, out.Base, out.Dials = s.Name, s.About, "", nil
	out.Campaigns = append([]Campaign(nil), base.Campaigns...)
	for i := range out.Campaigns {
		out.Campaigns[i].Dials = *s.Dials
	}
	return &out, nil
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

// check records a fault at the value that the YAML path names.
func (v *validator) check(ok bool, path, format string, args ...any) {
	if ok || v.err != nil {
		return
	}
	place := v.file
	if line := v.line(path); line > 0 {
		place = fmt.Sprintf("%s:%d", v.file, line)
	}
	v.err = fmt.Errorf("%s: %s", place, fmt.Sprintf(format, args...))
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
		v.check(len(s.Populations)+len(s.Campaigns) == 0 && s.Days == 0 && s.Start == "" && s.Benign == 0, "$.base",
			"a scenario with a base takes all but its dials from it")
		if s.Dials != nil {
			v.dials("$.dials", *s.Dials)
		}
		return
	}
	v.check(s.Dials == nil, "$.dials", "dials of all campaigns go with a base; here each campaign has its own")
	_, err := time.Parse(time.DateOnly, s.Start)
	v.check(err == nil, "$.start", "start is a day written YYYY-MM-DD")
	v.check(s.Days >= 1 && s.Days <= 400, "$.days", "days lie between 1 and 400")
	v.check(s.Benign >= 0, "$.benign", "the number of benign accounts is not negative")
	sum := 0.0
	for i, p := range s.Populations {
		v.population(fmt.Sprintf("$.populations[%d]", i), p)
		sum += p.Share
	}
	v.check(sum > .999 && sum < 1.001, "$.populations", "the shares of people and api sum to 1, not to %g", sum)
	names := map[string]bool{}
	for i, c := range s.Campaigns {
		at := fmt.Sprintf("$.campaigns[%d]", i)
		v.campaign(at, c, s.Days)
		v.check(!names[c.Name], at+".name", "there are two campaigns %q", c.Name)
		names[c.Name] = true
	}
}

func (v *validator) population(at string, p Population) {
	switch p.Kind {
	case People, API:
		v.check(p.Share > 0 && p.Share <= 1, at+".share", "share lies above 0 and at most at 1")
		v.check(p.Accounts == 0 && p.Every == 0, at+".accounts", "%s have a share, no group size", p.Kind)
	case CampusNAT, AgentFleet, Reseller:
		v.check(p.Share == 0, at+".share", "a look-alike has accounts and every, no share")
		v.check(p.Accounts >= 2, at+".accounts", "a group has two accounts or more")
		v.check(p.Every >= 1, at+".every", "every says for how many benign accounts there is one group")
	default:
		v.check(false, at+".kind", "there is no population kind %q; known are %s, %s, %s, %s, %s", p.Kind, People, API, CampusNAT, AgentFleet, Reseller)
	}
	v.check(p.PerDay > 0 && p.PerDay <= 5000, at+".per_day", "per_day lies above 0 and at most at 5000")
	v.check(p.Spread >= 0 && p.Spread <= 3, at+".spread", "spread lies between 0 and 3")
	v.check(p.Others >= 0 && p.Others <= 100, at+".others", "others lies between 0 and 100")
	v.check(p.Others == 0 || p.Kind == AgentFleet, at+".others", "only an agent-fleet has others")
}

func (v *validator) campaign(at string, c Campaign, days int) {
	v.check(c.Name != "", at+".name", "a campaign needs a name")
	v.check(c.Operator != "", at+".operator", "a campaign needs an operator")
	v.check(c.Accounts >= 10 && c.Accounts <= 1e6, at+".accounts", "a campaign has 10 to 1000000 accounts")
	v.check(c.PerDay > 0 && c.PerDay <= 5000, at+".per_day", "per_day lies above 0 and at most at 5000")
	v.check(c.From >= 0 && c.From < days, at+".from", "from is a day of the scenario, counted from 0")
	v.check(c.Until == 0 || c.Until > c.From, at+".until", "until comes after from")
	v.check(len(c.Tasks) > 0, at+".tasks", "a campaign needs tasks")
	v.dials(at+".dials", c.Dials)
}

func (v *validator) dials(at string, d Dials) {
	v.check(d.Exit.Accounts >= 1, at+".exit.accounts", "an exit has one account or more")
	v.check(d.Exit.Hosting >= 0 && d.Exit.Hosting <= 1, at+".exit.hosting", "hosting is a share")
	v.check(span(d.Card.Accounts, 1), at+".card.accounts", "accounts a card are written [least, most], from 1")
	v.check(d.Card.BINs >= 0 && d.Card.BINs <= 50, at+".card.bins", "bins lie between 0 and 50")
	aged := d.Signup.Aged != nil
	v.check(!aged || span(d.Signup.Aged, 0), at+".signup.aged", "ages are written [least, most] in days")
	v.check(aged != (d.Signup.Burst > 0), at+".signup", "accounts are either aged or made in a burst of some days")
	v.check(d.Signup.Before >= 0, at+".signup.before", "before is a number of days")
	v.check(d.Schedule == Lanes || d.Schedule == OwnHours, at+".schedule", "schedule is %s or %s", Lanes, OwnHours)
	v.check(d.Spread >= 0 && d.Spread <= 3, at+".spread", "spread lies between 0 and 3")
	v.check(d.Frames >= 1 && d.Frames <= 1000, at+".frames", "frames lie between 1 and 1000")
	v.check(d.Camouflage >= 0 && d.Camouflage < 1, at+".camouflage", "camouflage is a share below 1")
	v.check(d.Clients == SDK || d.Clients == Varied || d.Clients == Browsers, at+".clients", "clients are %s, %s or %s", SDK, Varied, Browsers)
	v.check(d.MaxTokens >= 0 && d.MaxTokens <= 1<<20, at+".max_tokens", "max_tokens lies between 0 and %d", 1<<20)
}

func span(s []int, least int) bool {
	return len(s) == 2 && s[0] >= least && s[1] >= s[0] && s[1] <= 1e6
}
