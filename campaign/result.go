package campaign

// Schema names the form of campaigns.json.
const Schema = "stillhunt.campaigns/v1"

// Result is campaigns.json: what one hunt found.
type Result struct {
	Schema           string          `json:"schema"`
	Version          string          `json:"version"`
	ParametersSHA256 string          `json:"parameters_sha256"`
	Input            Input           `json:"input"`
	FDR              float64         `json:"fdr"`
	Calibration      Calibration     `json:"calibration"`
	Bound            Bound           `json:"bound"`
	NotComputable    []NotComputable `json:"not_computable"`
	Campaigns        []Group         `json:"campaigns"`
	Groups           []Group         `json:"groups"`
}

// Input says what was read. Times are RFC 3339 UTC, empty if nothing was read.
type Input struct {
	Exchanges  int64    `json:"exchanges"`
	Accounts   int64    `json:"accounts"`
	Rejected   int64    `json:"rejected"`
	Duplicates int64    `json:"duplicates"`
	From       string   `json:"from"`
	To         string   `json:"to"`
	Sources    []string `json:"sources"`
}

// Calibration says what the error rate rests on.
type Calibration struct {
	State  string `json:"state"`  // calibrated, weak (few benign groups), drifted (the crowd changed) or none; the error rate holds for the first only
	Method string `json:"method"` // in words
	Nulls  int    `json:"nulls"`  // benign groups drawn
	Blocks int    `json:"blocks"` // payers, or accounts without one, that they were drawn from
	Drift  string `json:"drift"`  // not computable, none, or what drifted
}

// NotComputable names a detector that could not run and the fields it lacks.
type NotComputable struct {
	Detector string   `json:"detector"`
	Family   string   `json:"family"`
	Missing  []string `json:"missing"`
}

// Group is a set of accounts with one operator: a campaign, or a coordinated
// group that a rival hypothesis explains better.
type Group struct {
	ID                  string     `json:"id"`
	Name                string     `json:"name"`
	Hypothesis          string     `json:"hypothesis,omitempty"` // groups only: the one that won
	QValue              float64    `json:"q_value"`
	Confidence          string     `json:"confidence"` // low, moderate or high
	Likelihood          string     `json:"likelihood"` // an ICD 203 term
	Accounts            int        `json:"accounts"`   // accused members
	Exchanges           int64      `json:"exchanges"`  // of accused members, exactly
	ExchangesAttributed Interval   `json:"exchanges_attributed"`
	InnocentAccounts    Interval   `json:"innocent_accounts"`
	First               string     `json:"first"`
	Last                string     `json:"last"`
	PerAccountDay       float64    `json:"per_account_day"`
	Families            []Evidence `json:"families"`
	Targets             []Target   `json:"targets"`
	Hypotheses          []Rival    `json:"hypotheses"`
	Members             []Member   `json:"members"`
}

// Interval is an estimate with its 95 % bounds.
type Interval struct {
	Estimate float64 `json:"estimate"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// Evidence is what one family contributes, in nats for a campaign.
type Evidence struct {
	Family  string   `json:"family"`
	Nats    float64  `json:"nats"`
	Reasons []Reason `json:"reasons"`
}

// Reason is one finding in plain words.
type Reason struct {
	Code string  `json:"code"`
	Text string  `json:"text"`
	Nats float64 `json:"nats"`
}

// Target is a capability that the group asks for, with its share of exchanges.
type Target struct {
	Capability string  `json:"capability"`
	Share      float64 `json:"share"`
}

// Rival is a rival hypothesis with the log-odds of a campaign over it.
type Rival struct {
	Name    string  `json:"name"`
	LogOdds float64 `json:"log_odds"` // nats
	Shares  []Share `json:"shares"`   // by detector, in the order in which reasons are listed
}

// Share is what one detector adds to the log-odds of a campaign over a rival,
// in nats, before its family's bound.
type Share struct {
	Detector string  `json:"detector"`
	Nats     float64 `json:"nats"`
}

// Roles of a member.
const (
	RoleOperator = "operator" // the operator's own
	RoleMixed    = "mixed"    // carries the operator's traffic and its holder's
	RoleCustomer = "customer" // shares the operator's infrastructure, not the harvest; never accused
)

// Member is one account of a group.
type Member struct {
	Account     string  `json:"account"`
	Probability float64 `json:"probability"`
	Role        string  `json:"role"`
}

// Accused reports whether the member is accused: a role other than customer
// and a probability of at least one half.
func (m Member) Accused() bool { return m.Role != RoleCustomer && m.Probability >= .5 }
