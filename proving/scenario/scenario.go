// Package scenario describes the traffic of a range: who sends it, and how the
// campaigns in it hide.
package scenario

import "time"

// Scenario is one YAML file.
type Scenario struct {
	Name  string `yaml:"name"`
	About string `yaml:"about"`
	// Base names a scenario that this one is but for its dials.
	Base  string `yaml:"base,omitempty"`
	Dials *Dials `yaml:"dials,omitempty"` // with base: the dials of every campaign

	Start       string       `yaml:"start,omitempty"`  // first day, YYYY-MM-DD
	Days        int          `yaml:"days,omitempty"`   // 1..400
	Benign      int          `yaml:"benign,omitempty"` // people and API customers; 0: four for each campaign account, at least 12,000
	Populations []Population `yaml:"populations,omitempty"`
	Campaigns   []Campaign   `yaml:"campaigns,omitempty"`
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
	// Others counts the unrelated users of the same harness (agent-fleet only),
	// for each account of the fleet.
	Others float64 `yaml:"others,omitempty"`
}

// Lookalike reports whether the kind only seems coordinated.
func (p Population) Lookalike() bool { return p.Kind != People && p.Kind != API }

// Campaign is a set of accounts of one operator that harvests.
type Campaign struct {
	Name     string   `yaml:"name"`
	Operator string   `yaml:"operator"`
	Accounts int      `yaml:"accounts"` // at scale 1
	PerDay   float64  `yaml:"per_day"`  // exchanges an account and day, camouflage included
	From     int      `yaml:"from,omitempty"`
	Until    int      `yaml:"until,omitempty"` // first day without it; 0: the end
	Tasks    []string `yaml:"tasks"`           // topics of the task grammar
	Language string   `yaml:"language,omitempty"`
	// Sources of harvest-labelled prompts, when pools are given; none: dealt out
	// among the campaigns.
	Sources []string `yaml:"sources,omitempty"`
	Dials   Dials    `yaml:"dials"`
}

// Dials say how a campaign hides. The zero of each is its loudest form.
type Dials struct {
	Exit       Exit    `yaml:"exit"`
	Card       Card    `yaml:"card"`
	Signup     Signup  `yaml:"signup"`
	Schedule   string  `yaml:"schedule"`             // lanes (a scheduler hands a queue from account to account) or own-hours
	Spread     float64 `yaml:"spread,omitempty"`     // standard deviation of the log of an account's rate
	Frames     int     `yaml:"frames"`               // prompt frames in use
	Paraphrase bool    `yaml:"paraphrase,omitempty"` // a new wording of the frame for every request
	Camouflage float64 `yaml:"camouflage,omitempty"` // share of exchanges that look like a person's, with a taste for each account
	Clients    string  `yaml:"clients"`              // sdk (one library), varied (libraries) or browsers
	MaxTokens  int     `yaml:"max_tokens,omitempty"` // 0: not set, as browsers do
}

// Exit is where the accounts come from.
type Exit struct {
	Accounts int     `yaml:"accounts"`          // accounts an exit /24
	Hosting  float64 `yaml:"hosting,omitempty"` // share of exits in hosting networks; the others are residential
}

// Card is how the accounts pay.
type Card struct {
	Accounts []int `yaml:"accounts"`       // least and most accounts a card
	BINs     int   `yaml:"bins,omitempty"` // issuers in use; 0: those of people
}

// Signup is when the accounts were made: in a burst before the start, or long
// ago at days drawn between two ages.
type Signup struct {
	Burst  int   `yaml:"burst,omitempty"`  // length in days
	Before int   `yaml:"before,omitempty"` // days from its begin to the start of the campaign
	Aged   []int `yaml:"aged,omitempty"`   // least and most days
}

// Schedules and client mixes of campaigns.
const (
	Lanes    = "lanes"
	OwnHours = "own-hours"

	SDK      = "sdk"
	Varied   = "varied"
	Browsers = "browsers"
)

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

// Scaled is the number of accounts at a scale; never under ten.
func (c *Campaign) Scaled(scale float64) int {
	return max(10, int(float64(c.Accounts)*scale+.5))
}

// End is the first day without the campaign, in a range of so many days.
func (c *Campaign) End(days int) int {
	if c.Until == 0 {
		return days
	}
	return min(c.Until, days)
}
