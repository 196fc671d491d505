// Package share hands what is known of a campaign to another house, and finds
// what another house knows in one's own lake, without either showing what it
// has: values leave under a community's key only (share/community).
//
// What comes from a peer is a lead and never evidence: nothing that is read here
// reaches a hunt, a probability or a verdict.
package share

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/report"
	"github.com/stillhunt/stillhunt/share/community"
	"github.com/stillhunt/stillhunt/share/stix"
)

// MaxDays is how long an indicator is good for at most, and if nothing else is
// said. A longer life that a peer wrote is cut to it.
const MaxDays = 90

// What a value must be to leave: shown by some accused accounts, and by hardly
// anybody else, so that a peer who finds it does not find bystanders.
const (
	leastAccounts = 3
	leastShare    = .9  // accused among the accounts that show it
	mostOfAKind   = 500 // indicators; those that most accused accounts show
)

// Least is the confidence, of 100, below which an indicator is withdrawn.
const Least = 10

// Options say what leaves.
type Options struct {
	Dir        string // the hunt directory
	Campaign   string // name, id, or the beginning of an id
	By         string // the house's name
	Community  community.Key
	Deployment key.Key
	Kinds      []community.Kind // nil is all
	At         time.Time
	Days       int    // 1 to MaxDays; 0 is MaxDays
	TLP        string // one of stix.Levels; empty is amber
	Named      *Named
	Answers    []stix.Thing // what peers wrote of what was shared before, beside what is kept of it
}

// Named is an entity that a person holds responsible. The software names none.
type Named struct{ Entity, Person, Grounds string }

// Case is what leaves of a campaign, before it has a form.
type Case struct {
	Options
	Group      campaign.Group
	Key        community.Dated
	First      time.Time // exchange
	Until      time.Time // of the indicators
	Indicators []Indicator
	LeftOut    map[community.Kind]int // values that bystanders show, too, or that are too many
	Disputes   []Dispute              // of the campaign itself
	confidence int
	lineage    string
	kept       kept
}

// Indicator is a value as it leaves.
type Indicator struct {
	Kind       community.Kind
	Value      string
	Accounts   int     // accused accounts that show it
	Share      float64 // of those that show it
	Confidence int     // of 100, after disputes
	Withdrawn  bool    // now or before: what was taken back does not return under its id
	Disputes   []Dispute
	undisputed int // the confidence before them
	base       uint64
}

// kinds are the kinds of the values that links have. An issuer's range, a mail
// domain and a TLS fingerprint are known to many and stay here; so does the
// network of a sign-up, which says less than the one that requests come from.
var kinds = map[string]community.Kind{
	"skeleton": community.Skeleton, "system": community.System, "card": community.Payment,
	"network": community.Network, "device": community.Device, "client": community.Client,
}

// Collect finds what leaves of a campaign.
func Collect(ctx context.Context, o Options) (*Case, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	h, err := report.Open(o.Dir)
	if err != nil {
		return nil, err
	}
	m, err := hunt.ReadManifest(o.Dir)
	if err != nil {
		return nil, err
	}
	back, err := o.Community.Bring(o.Deployment, m.Key)
	if err != nil {
		return nil, err
	}
	c := &Case{Options: o, LeftOut: map[community.Kind]int{}}
	if c.Group, err = find(h.Result.Campaigns, o.Campaign); err != nil {
		return nil, err
	}
	if c.Key, err = o.Community.At(o.At); err != nil {
		return nil, err
	}
	if c.First, err = time.Parse(time.RFC3339, c.Group.First); err != nil {
		return nil, fmt.Errorf("the campaign's first exchange: %w", err)
	}
	if o.At.Before(c.First) {
		return nil, fmt.Errorf("it is shared at %s, before its first exchange at %s: check the time", o.At.Format(time.RFC3339), c.Group.First)
	}
	if c.Until = o.At.AddDate(0, 0, o.Days); c.Key.Until.Before(c.Until) {
		c.Until = c.Key.Until
	}
	if c.lineage, err = lineage(o.Dir, c.Group.ID); err != nil {
		return nil, err
	}
	if c.kept, err = readKept(o.Dir); err != nil {
		return nil, err
	}
	if err := c.collect(ctx, h, back); err != nil {
		return nil, err
	}
	c.dispute()
	return c, nil
}

// lineage is what a campaign is called from hunt to hunt, as accounts come and
// go: its id is another whenever one does.
func lineage(dir, id string) (string, error) {
	past, err := hunt.ReadHistory(dir)
	if err != nil {
		return "", err
	}
	if n := len(past.Hunts); n > 0 {
		for _, f := range past.Hunts[n-1].Found {
			if f.ID == id {
				return f.Lineage, nil
			}
		}
	}
	return id, nil
}

// dispute lowers confidences by what peers wrote, now or before.
func (c *Case) dispute() {
	answers := slices.DeleteFunc(slices.Concat(c.kept.things, c.Answers), func(t stix.Thing) bool { return t.By == stix.IdentityID(c.By) })
	c.kept.things = Latest(answers)
	disputes := disputed(c.kept.things)
	c.Disputes = disputes[c.CampaignID()]
	c.confidence = lowered(confidences[c.Group.Confidence], c.Disputes)
	for i := range c.Indicators {
		n := &c.Indicators[i]
		n.Disputes = c.Disputes
		for _, d := range c.Community.Dated { // under an earlier key it was wrong, too
			n.Disputes = together(disputes[c.idUnder(d, n.Kind, d.Hash(n.Kind, n.base))], n.Disputes)
		}
		n.undisputed = int(math.Round(float64(confidences[c.Group.Confidence]) * n.Share))
		n.Confidence = lowered(n.undisputed, n.Disputes)
		n.Withdrawn = n.Confidence < Least || c.kept.withdrawn[c.indicatorID(n)]
	}
}

// confidences are the words of a hunt on the scale of STIX 2.1, appendix A
// (Low, Med, High).
var confidences = map[string]int{"low": 15, "moderate": 50, "high": 85}

func (o *Options) check() error {
	if o.TLP == "" {
		o.TLP = "amber"
	}
	if o.Days == 0 {
		o.Days = MaxDays
	}
	if o.Kinds == nil {
		o.Kinds = community.Kinds
	}
	switch {
	case strings.TrimSpace(o.By) == "":
		return errors.New("a house that shares has a name: say it with --by")
	case o.Days < 1 || o.Days > MaxDays:
		return fmt.Errorf("an indicator is good for 1 to %d days, not %d", MaxDays, o.Days)
	case !slices.Contains(stix.Levels, o.TLP):
		return fmt.Errorf("%q is no level of TLP 2.0: %s", o.TLP, strings.Join(stix.Levels, ", "))
	case o.Named != nil && (o.Named.Entity == "" || o.Named.Person == "" || o.Named.Grounds == ""):
		return errors.New("an entity is named by a person, on grounds: give all three")
	}
	return nil
}

// find is the campaign that somebody calls so.
func find(all []campaign.Group, called string) (campaign.Group, error) {
	var met []campaign.Group
	for _, g := range all {
		if g.ID == called || g.Name == called {
			return g, nil
		}
		if called != "" && strings.HasPrefix(g.ID, called) {
			met = append(met, g)
		}
	}
	if len(met) != 1 {
		return campaign.Group{}, fmt.Errorf("%d campaigns of this hunt are called %q: name one as campaigns.json does; groups that are no campaigns are not shared", len(met), called)
	}
	return met[0], nil
}

// shown is a value of the campaign.
type shown struct{ accused, holders int }

// collect reads the evidence graph of the campaign and keeps the values that
// say something of it and of hardly anybody else.
func (c *Case) collect(ctx context.Context, h report.Hunt, back func(uint64) uint64) error {
	accused := map[string]bool{}
	for _, m := range c.Group.Members {
		accused[m.Account] = m.Accused()
	}
	type at struct{ trait, value string }
	values := map[at]*shown{}
	for r, err := range h.Tables.Links(ctx, report.Filter{Groups: []string{c.Group.ID}}) {
		if err != nil {
			return fmt.Errorf("reading the evidence: %w", err)
		}
		if !accused[r.Account] || !slices.Contains(c.Kinds, kinds[r.Trait]) {
			continue
		}
		s := values[at{r.Trait, r.Value}]
		if s == nil {
			s = &shown{holders: int(r.Holders)}
			values[at{r.Trait, r.Value}] = s
		}
		s.accused++
	}
	byKind := map[community.Kind][]Indicator{}
	for v, s := range values {
		local, err := word(v.value)
		if err != nil {
			return err
		}
		n := Indicator{Kind: kinds[v.trait], Accounts: s.accused, Share: float64(s.accused) / float64(max(s.holders, s.accused))}
		n.base = back(local)
		n.Value = c.Key.Hash(n.Kind, n.base)
		if n.Accounts < leastAccounts || n.Share < leastShare {
			c.LeftOut[n.Kind]++
			continue
		}
		byKind[n.Kind] = append(byKind[n.Kind], n)
	}
	for _, k := range community.Kinds {
		all := byKind[k]
		slices.SortFunc(all, func(a, b Indicator) int {
			return cmp.Or(cmp.Compare(b.Accounts, a.Accounts), strings.Compare(a.Value, b.Value))
		})
		if len(all) > mostOfAKind {
			c.LeftOut[k] += len(all) - mostOfAKind
			all = all[:mostOfAKind]
		}
		c.Indicators = append(c.Indicators, all...)
	}
	return nil
}

// CampaignID is the STIX id of the campaign. It stays while the campaign grows,
// so that what peers wrote of it still is about it.
func (c *Case) CampaignID() string {
	return stix.ID("campaign", c.By, c.Community.Dated[0].ID, c.lineage)
}

// created is when objects of the case count as made: STIX wants it the same in
// all versions, and the community's first key is.
func (c *Case) created() string { return stix.Stamp(c.Community.Dated[0].From) }

// indicatorID names an indicator by its value and who shares it, whatever
// campaign it is of just now.
func (c *Case) indicatorID(n *Indicator) string { return c.idUnder(c.Key, n.Kind, n.Value) }

func (c *Case) idUnder(d community.Dated, k community.Kind, value string) string {
	return stix.ID("indicator", c.By, d.ID, string(k), value)
}
