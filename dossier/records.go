// Package dossier seals what is known of one campaign into a file that a third
// party can verify: evidence as records, a letter whose every number says how it
// follows from them, and a signed transparency log over both. SPEC-dossier.md is
// the format.
package dossier

import (
	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/dossier/claim"
)

// Schema names the form of a dossier.
const Schema = "stillhunt.dossier/v1"

// Kinds of records, in the order in which they are sealed. Those up to
// observation are evidence, the others are the letter.
const (
	KindManifest    = "manifest"
	KindPrice       = "price"
	KindNull        = "null"
	KindCandidate   = "candidate"
	KindReason      = "reason"
	KindRival       = "rival"
	KindAccount     = "account"
	KindLink        = "link"
	KindObservation = "observation"
	KindClaim       = "claim"
	KindSentence    = "sentence"
	KindLetter      = "letter"
	KindTombstone   = "tombstone"
)

// Status of a claim.
const (
	Observed = "observed" // counted in the records
	Inferred = "inferred" // computed from them by a stated law
	Assessed = "assessed" // a judgement
)

// Claim is one number of the letter.
type Claim struct {
	ID     string    `json:"id"` // small letters, digits, hyphens, underscores and dots
	Value  float64   `json:"value"`
	Low    *float64  `json:"low,omitempty"` // the bounds of its interval, both or none
	High   *float64  `json:"high,omitempty"`
	Unit   string    `json:"unit"` // accounts, exchanges, tokens, time (microseconds since 1970 UTC), days, share, probability, nats, usd, ratio …
	Status string    `json:"status"`
	How    claim.How `json:"how"`
	Note   string    `json:"note,omitempty"` // in words, where a stated number comes from
}

// Sentence is one sentence of the letter. Its text holds no number of its own:
// {ID} is the place of a claim's value, {ID.low} and {ID.high} of its bounds,
// written out by whoever renders the letter, as the claim's unit demands.
type Sentence struct {
	Section string   `json:"section"`
	Text    string   `json:"text"`
	Claims  []string `json:"claims,omitempty"` // ids of the claims it rests on, those of its places among them
}

// Price is a row of a price list: what a provider asks for a million tokens.
type Price struct {
	Model     string  `json:"model"` // as observations name it; empty: any model without a row of its own
	Currency  string  `json:"currency"`
	Input     float64 `json:"input"` // of tokens that did not come from a cache
	Cached    float64 `json:"cached"`
	Output    float64 `json:"output"` // of tokens that are no reasoning
	Reasoning float64 `json:"reasoning"`
	Date      string  `json:"date"`   // of the list, 2006-01-02
	Source    string  `json:"source"` // where it was published
}

// Null is one innocent group of the calibration.
type Null struct {
	Size   int     `json:"size"`
	Topics bool    `json:"topics"` // drawn from accounts that are alike in topic
	Score  float64 `json:"score"`  // nats of behaviour for a campaign over a crowd
}

// Candidate is one of the groups that the hunt tested.
type Candidate struct {
	Own    bool    `json:"own"`    // it is the campaign of this case
	Size   int     `json:"size"`   // of the null groups that it was compared with; 0 if there were none
	Topics bool    `json:"topics"` // which null groups
	Score  float64 `json:"score"`
	P      float64 `json:"p"`
}

// Reason is what one detector, or the links of one family, say.
type Reason struct {
	Family string             `json:"family"`
	Code   string             `json:"code"`
	Figure *float64           `json:"figure,omitempty"` // as the detector measured it
	Nats   map[string]float64 `json:"nats,omitempty"`   // for a campaign over each rival, before the family's cap; crowd is unrelated people
	Cap    float64            `json:"cap,omitempty"`    // bounds the sum over the family, on both sides; 0: none
	Links  float64            `json:"links,omitempty"`  // nats of what its accounts share, for one operator
	Text   string             `json:"text"`
}

// Rival is another explanation, and how much likelier a campaign is.
type Rival struct {
	Hypothesis string  `json:"hypothesis"`
	LogOdds    float64 `json:"log_odds"` // nats
}

// Account is a member. Ids and values are keyed under the case; times are
// microseconds since 1970 UTC.
type Account struct {
	Account     string      `json:"account"`
	Org         string      `json:"org,omitempty"`
	Role        string      `json:"role"`
	Probability float64     `json:"probability"`
	Accused     bool        `json:"accused"`
	Exchanges   int64       `json:"exchanges"`
	First       int64       `json:"first"`
	Last        int64       `json:"last"`
	Days        int64       `json:"days"` // of 24 hours from its first exchange to its last, a begun one too, at least one
	Created     int64       `json:"created,omitempty"`
	Suspended   int64       `json:"suspended,omitempty"`
	Plan        string      `json:"plan,omitempty"`
	PriceMonth  float64     `json:"price_month,omitempty"`
	Verified    string      `json:"verification,omitempty"`
	Card        string      `json:"card,omitempty"`
	BIN         string      `json:"bin,omitempty"`
	Domain      string      `json:"domain,omitempty"`
	Shape       string      `json:"shape,omitempty"`
	Device      string      `json:"device,omitempty"`
	SignupNet   string      `json:"signup_network,omitempty"`
	Reasons     []OwnReason `json:"reasons,omitempty"`
}

// OwnReason is why one account belongs to the campaign.
type OwnReason struct {
	Family string  `json:"family"`
	Code   string  `json:"code"`
	Nats   float64 `json:"nats"`
	Text   string  `json:"text"`
}

// Link says that an account shows a value that others show too.
type Link struct {
	Account string  `json:"account"`
	Family  string  `json:"family"`
	Trait   string  `json:"trait"`
	Value   string  `json:"value"`
	Holders int64   `json:"holders"` // accounts of the whole hunt
	Nats    float64 `json:"nats"`    // for one operator, between two holders
}

// Observation is one exchange: its fields as conditions and sums of claims name
// them. Absent ones are left out of a record.
type Observation struct {
	Account   string
	Time      int64 // microseconds since 1970 UTC
	Model     string
	Operation string
	Target    string // capability asked for
	Input     int64  // tokens, those from a cache among them; negative if unknown
	Cached    int64
	Output    int64 // tokens, those of reasoning among them
	Reasoning int64
	Status    int64
	Skeleton  string
	Network   string
	Client    string
}

// Case is what the author of a letter is told before the observations are read.
type Case struct {
	Manifest   Manifest
	Result     campaign.Result // of the hunt, without its members
	Campaign   campaign.Group  // with its members' own ids: they never enter a record
	Nulls      []Null
	Candidates []Candidate
	Reasons    []Reason
	Rivals     []Rival
	Prices     []Price
	Accounts   []Account // of the members, as they are sealed
	Traits     []string  // of their links, sorted
	Models     []string  // that exchanges of the accused name, sorted
	Output     int64     // tokens written for the accused, as far as the log tells them
}

// Author writes the letter of a case. What he returns depends on his arguments
// alone, so that sealing is deterministic. Package dossier/letter is one; Plain
// is the least there is.
type Author interface {
	// Prices are the rows of the price list that the letter uses.
	Prices(c *Case) ([]Price, error)
	// Claims are the numbers of the letter. Sealing computes Value, Low and High
	// of all whose How is not stated.
	Claims(c *Case) ([]Claim, error)
	// Sentences are the letter, with claims as they were computed.
	Sentences(c *Case, claims []Claim) ([]Sentence, error)
	// Render makes letter.html and letter.pdf from the records alone; nil makes
	// none. It is called again by verify and by erase.
	Render(m Manifest, claims []Claim, sentences []Sentence) (html, pdf []byte, err error)
}
