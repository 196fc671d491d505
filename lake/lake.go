// Package lake keeps observations: segments by day, an accounts' dictionary,
// and the named questions that everything later is computed from.
//
// The questions use integers only (COUNT, MIN, MAX, SUM, GROUP BY, a total
// ORDER BY), so that two engines, or one engine on more cores, give the same
// rows in the same order.
package lake

import (
	"context"
	"iter"

	"github.com/stillhunt/stillhunt/observe"
)

// Lake is a store of observations. An engine implements it.
//
// A lake may have several writers, each of its own segments, and readers beside
// them. Housekeeping (Keep, Retain, Erase, Rekey) is for one process alone.
type Lake interface {
	// Begin opens a segment. Nothing of it can be seen before Commit.
	Begin(ctx context.Context, name string) (Segment, error)
	// Segments lists what was committed, by name.
	Segments(ctx context.Context) ([]Committed, error)
	// Select limits every question to the named segments and to times in
	// [from, to) (microseconds; 0 is open), and settles duplicates among them:
	// of several observations with one id on one day the lowest Canonical stays.
	// A segment that was not committed is an error.
	Select(ctx context.Context, segments []string, from, to int64) (Totals, error)

	Accounts(ctx context.Context) iter.Seq2[AccountRow, error]                                // by account
	SliceAccounts(ctx context.Context, s Slice) iter.Seq2[AccountRow, error]                  // the same of a slice of the exchanges
	Days(ctx context.Context) iter.Seq2[DayRow, error]                                        // by account, day
	Holders(ctx context.Context, trait string, limit int) iter.Seq2[HolderRow, error]         // by value, account; values with 2..limit holders
	Values(ctx context.Context, trait string, limit int) iter.Seq2[ValueRow, error]           // by value; values with more than limit (and at least two) holders
	Showings(ctx context.Context, trait string) iter.Seq2[ShowingRow, error]                  // by value, account; values of one holder, too
	Codes(ctx context.Context) iter.Seq2[CodeRow, error]                                      // by account, code; exchanges without a codeword are left out
	SliceCodes(ctx context.Context, s Slice) iter.Seq2[CodeRow, error]                        // the same of a slice of the exchanges
	Categories(ctx context.Context, column string) iter.Seq2[CategoryRow, error]              // by account, value
	Meetings(ctx context.Context, trait string, limit int) iter.Seq2[MeetingRow, error]       // by value, account; values with 2..limit holders
	Overlap(ctx context.Context, set [][observe.Bands]uint32) iter.Seq2[OverlapRow, error]    // by account
	Moments(ctx context.Context, s Sample) iter.Seq2[MomentRow, error]                        // by account, time
	Replays(ctx context.Context) iter.Seq2[ReplayRow, error]                                  // by account, issuer, whether of one organisation
	Adoption(ctx context.Context, model string, from, to int64) iter.Seq2[AdoptionRow, error] // by account; times in [from, to) microseconds

	Named(ctx context.Context) iter.Seq2[NameRow, error]                            // by account
	Exchanges(ctx context.Context, accounts []uint64) iter.Seq2[ExchangeRow, error] // of 1 to MostAccounts accounts, by account, time

	// Drop removes the named segments; one that is not there is none of its concern.
	// Unlike the housekeeping below it may be done beside writers of other segments.
	Drop(ctx context.Context, segments []string) error

	// Keep removes everything that does not belong to the named segments.
	Keep(ctx context.Context, segments []string) error
	// Retain removes the UTC days that end at or before a moment (microseconds),
	// and says how many exchanges that took.
	Retain(ctx context.Context, from int64) (int64, error)
	// Erase removes all that is of one account, its name too, and says how many
	// exchanges that took.
	Erase(ctx context.Context, account uint64) (int64, error)
	// Rekey replaces every keyed value of the lake by what change makes of it.
	// change keeps 0, and makes different values of different values. key names
	// what the values are under afterwards: a segment that is there already is
	// left, so that a Rekey that was stopped can be done again.
	Rekey(ctx context.Context, key string, change func(old uint64) uint64) error

	Close() error
}

// Segment is a run of observations being written.
type Segment interface {
	Append(o *observe.Observation) error
	// Name gives an account or organisation hash its id as the hunt writes it.
	Name(kind string, hash uint64, id string)
	// Commit makes the segment durable and visible: complete or absent. The note
	// is its writer's, a JSON object, and comes back from Segments. A segment of
	// this name that is there already is replaced.
	Commit(ctx context.Context, note []byte) error
	Abort() error
}

// Committed is a segment that counts.
type Committed struct {
	Name    string
	Note    []byte
	Key     string // that Rekey led to; empty before the first
	Removed int64  // exchanges that Retain and Erase took from it
}

// Totals describe what Select selected.
type Totals struct {
	Exchanges   int64
	Accounts    int64
	Duplicates  int64 // observations left out because their id was already there
	Conflicting int64 // those of them whose content differed
	First, Last int64 // microseconds; 0 if empty
	Bytes       int64 // size of the selected segments on disk
	Removed     int64 // exchanges that Retain and Erase took from the selected segments
}

// Traits are the columns that Holders and Values can be asked for. A zero
// value is no value.
var Traits = []string{"skeleton", "head", "tail", "system", "network", "client", "ja4", "contradiction", "band0", "band1", "band2", "band3", "conversation", "prefix"}

// CategoryColumns are the text columns that Categories can be asked for.
var CategoryColumns = []string{"model", "operation", "lang", "net_class", "agent", "target", "max_tokens", "temperature"}

// AccountRow sums up one account. Counts are of exchanges unless said.
type AccountRow struct {
	Account     uint64
	ID          string // from the dictionary
	Org         uint64 // the smallest organisation seen
	OrgID       string
	Orgs        int64 // distinct organisations
	Exchanges   int64
	First, Last int64 // microseconds

	Conversations  int64 // distinct, plus the exchanges without one
	NoConversation int64 // exchanges that name none
	FollowUps      int64 // Turn > 1
	WithContent    int64 // Turn > 0
	ToolTurns      int64 // exchanges with a tool's call or result
	WithTools      int64 // exchanges that define tools
	WithSystem     int64 // exchanges with system instructions
	Streamed       int64
	Logprobs       int64
	Refused        int64
	Failed         int64
	Presented      int64 // exchanges that present a reasoning block

	InputTokens, OutputTokens, ReasoningTokens int64 // sums over known values
	MaxTokensSet                               int64 // exchanges that set max_tokens
	OutputKnown                                int64 // exchanges whose output tokens are known

	LengthSum, LengthSquares int64 // of Length over exchanges with content
	FirstLengthSum           int64 // the same over first turns only
	FirstLengthSquares       int64
	Style                    [observe.StyleBits]int64 // exchanges with the bit set
	Intent                   [observe.Intents]int64   // sum of scores
	IntentHits               [observe.Intents]int64   // exchanges with a score of 128 or more
	Skeletons                int64                    // distinct skeletons
	Networks                 int64                    // distinct network prefixes
}

// DayRow counts one account's exchanges on one UTC day.
type DayRow struct {
	Account     uint64
	Day         int64 // days since 1970
	Exchanges   int64
	First, Last int64 // microseconds
}

// HolderRow says how often one account showed one value.
type HolderRow struct {
	Value, Account uint64
	Exchanges      int64
	First          int64
}

// ShowingRow says how often and when one account showed one value.
type ShowingRow struct {
	Value, Account uint64
	Exchanges      int64
	First, Last    int64 // microseconds
}

// ValueRow sums up one value that many accounts showed.
type ValueRow struct {
	Value       uint64
	Holders     int64
	Orgs        int64 // distinct organisations; accounts without one count one each
	Exchanges   int64
	First, Last int64
}

// CodeRow counts one account's conversations in one codeword (a conversation
// counts once a codeword; an exchange without one counts as its own).
type CodeRow struct {
	Account       uint64
	Code          uint16
	Conversations int64
}

// Turns says which exchanges of a conversation a Slice has.
type Turns int

const (
	EveryTurn  Turns = iota
	FirstTurn        // the first of each conversation
	SingleTurn       // the first of conversations that did not go on
)

// Slice is a part of the exchanges; the zero Slice is all of them.
type Slice struct {
	Turns     Turns
	Model     string   // "" is any
	Operation string   // "" is any
	Frames    []uint64 // heads and tails, of which an exchange has one at least; none is any
}

// CategoryRow counts one account's exchanges with one text value.
type CategoryRow struct {
	Account   uint64
	Value     string
	Exchanges int64
}
