// Package scenario describes the traffic of a range: who sends it, and how the
// campaigns in it hide.
package scenario

import (
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Scenario is one YAML file.
type Scenario struct {
	Name  string `yaml:"name"`
	About string `yaml:"about"`
	// Base names a scenario that this one is but for its dials.
	Base string `yaml:"base,omitempty"`
	// Dials, with a base, are laid over those of every campaign. A dial that is
	// not named keeps the base's value; a signup is replaced whole.
	Dials ast.Node `yaml:"dials,omitempty"`

	Start  string `yaml:"start,omitempty"`  // first day, YYYY-MM-DD
	Days   int    `yaml:"days,omitempty"`   // 1..400
	Benign int    `yaml:"benign,omitempty"` // people and API customers; 0: four for each campaign account, at least 12,000
	// Releases are the models that come out during the range, written to
	// releases.jsonl; the world's own models are older.
	Releases    []Release    `yaml:"releases,omitempty"`
	Populations []Population `yaml:"populations,omitempty"`
	Campaigns   []Campaign   `yaml:"campaigns,omitempty"`

	file string    // where it was read
	tree *ast.File // its syntax
}

// Kinds of populations.
const (
	People     = "people"
	API        = "api"
	CampusNAT  = "campus-nat"
	AgentFleet = "agent-fleet"
	Reseller   = "reseller"
)

// Population is a number of innocent accounts of one kind.
type Population struct {
	Kind string `yaml:"kind"`
	// Share of the benign accounts: people and api only; they sum to 1.
	Share float64 `yaml:"share,omitempty"`
	// Accounts of one group, and for how many benign accounts there is one such
	// group (at least one): look-alikes only.
	Accounts int `yaml:"accounts,omitempty"`
	Every    int `yaml:"every,omitempty"`
	// PerDay is the mean number of exchanges an account and day.
	PerDay float64 `yaml:"per_day"`
	// Spread is the standard deviation of the log of an account's rate.
	Spread float64 `yaml:"spread,omitempty"`
	// Confess is the share of the groups of a look-alike that say what they are:
	// by organisation, payer, mail domain and declared use, as far as the kind has
	// them. The others have none of these.
	Confess float64 `yaml:"confess,omitempty"`
	// Quota is the share of the accounts whose work a day is set: a batch, a
	// shift's norm, a plan's limit. They send per_day exchanges on each of their
	// days, no more and hardly less.
	Quota float64 `yaml:"quota,omitempty"`
	// Others counts the unrelated users of the same harness (agent-fleet only),
	// for each account of the fleet.
	Others float64 `yaml:"others,omitempty"`
}

// Lookalike reports whether the kind only seems coordinated.
func (p Population) Lookalike() bool { return p.Kind != People && p.Kind != API }

// First is the first day at 00:00 UTC.
func (s *Scenario) First() time.Time {
	t, _ := time.Parse(time.DateOnly, s.Start) // validated
	return t
}

// CampaignAccounts is the number of campaign accounts at a scale.
func (s *Scenario) CampaignAccounts(scale float64) int {
	n := 0
	for _, c := range s.Campaigns {
		n += c.Scaled(scale)
	}
	return n
}
