// Package claim is the closed language in which a dossier says how a number of
// its letter follows from the sealed records, and its evaluation. It is small on
// purpose: whoever reads SPEC-dossier.md can write it again in an afternoon.
package claim

// The operations. Those over records have a Kind, those over claims an Of.
const (
	Count     = "count"     // records of Kind that meet Where
	Sum       = "sum"       // of Field over these records, where they have it; with Of, of claims
	Min       = "min"       // the least value of Field
	Max       = "max"       // the largest
	Distinct  = "distinct"  // different values of Field
	Ratio     = "ratio"     // the first claim of Of over the second
	Product   = "product"   // of the claims of Of
	BH        = "bh"        // q-value of the case's own candidate: Benjamini-Hochberg over all candidates
	Tail      = "tail"      // p-value of the case's own candidate against the null groups
	LogOdds   = "logodds"   // reasons' nats over Rival: summed by family, each sum within its cap
	Innocents = "innocents" // accused accounts that are not the operator's, from members' probabilities; with an interval
	Price     = "price"     // tokens of the observations that meet Where, times the price rows, in the rows' currency
	Words     = "words"     // the number that stands at place At in the text of the reason that meets Where
	Stated    = "stated"    // follows from nothing that is sealed: has to be believed
)

// How says how a number is computed.
type How struct {
	Op    string         `json:"op"`
	Kind  string         `json:"kind,omitempty"`  // of records
	Field string         `json:"field,omitempty"` // of sum, min, max, distinct; of price one of input, cached, output, reasoning, or empty for all
	Where map[string]any `json:"where,omitempty"` // field → the string, number or bool that it equals; account.FIELD is a field of the account that the record names; null: the record has no such field
	Of    []string       `json:"of,omitempty"`    // ids of earlier claims
	Rival string         `json:"rival,omitempty"` // of logodds
	At    int            `json:"at,omitempty"`    // of words, from 1
}
