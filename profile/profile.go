// Package profile folds the lake into accounts: what each one did, and what
// the operator knows of it.
package profile

import (
	"context"
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// Micros a day.
const dayMicros = 86_400_000_000

// Account is one account: its sums, its facts, and the figures made of them.
type Account struct {
	lake.AccountRow
	Facts Facts

	ActiveDays int64   // UTC days with an exchange
	FirstDays  int64   // exchanges within three days of the first
	Rate       float64 // exchanges a day between first and last exchange, at least one day
	Models     []Share
	Targets    []Share
	Agents     []Share
	Codes      []Code

	Days    []Day     // with an exchange, ascending
	Moments []int64   // times of its exchanges in Set.Sample, microseconds, ascending
	Ledger  Ledger    // what it presented of reasoning blocks
	Adopted []Adopted // by release

	Frames []FrameUse // by frame
	Habit  Habit      // of decoding
	InSet  []int64    // exchanges like prompts of each of Set.KnownSets; nil if none
	InSets int64      // exchanges like prompts of any of them
}

// Share is how many of an account's exchanges had one text value.
type Share struct {
	Value     string
	Exchanges int64
}

// Code is how many of an account's conversations fell into one codeword.
type Code struct {
	Code          uint16
	Conversations int32
}

// whole32 is a count where 32 bits are enough for whatever one account does.
func whole32(n int64) int32 { return int32(min(n, math.MaxInt32)) }

// Set is every account of a hunt, in the lake's order (by account hash).
type Set struct {
	Accounts  []Account
	Sample    lake.Sample        // of time, that Moments are of
	Releases  []exchange.Release // that Adopted are of
	KnownSets []string           // that overlap was looked for with
	Frames    []Frame            // that several accounts sent, by value
	Rhythm    Rhythm             // of everybody
	Habits    map[Habit]int64    // accounts by their decoding setting, of those that set one; nil if not computable
	index     map[uint64]int32
}

// Find gives the place of an account hash in Accounts.
func (s *Set) Find(account uint64) (int32, bool) {
	i, ok := s.index[account]
	return i, ok
}

// Build folds the lake's selection into accounts, of which there are about
// expected. facts may be nil; their values must be keyed already.
func Build(ctx context.Context, l lake.Lake, facts map[string]Facts, expected int64) (*Set, error) {
	s := &Set{Accounts: make([]Account, 0, expected), index: make(map[uint64]int32, expected)}
	for row, err := range l.Accounts(ctx) {
		if err != nil {
			return nil, fmt.Errorf("summing up accounts: %w", err)
		}
		s.index[row.Account] = int32(len(s.Accounts))
		s.Accounts = append(s.Accounts, Account{AccountRow: row, Facts: facts[row.ID]})
	}
	for row, err := range l.Days(ctx) {
		if err != nil {
			return nil, fmt.Errorf("counting days: %w", err)
		}
		if i, ok := s.index[row.Account]; ok {
			a := &s.Accounts[i]
			if a.ActiveDays == 0 {
				a.Days = make([]Day, 0, min(16, (a.Last-a.First)/dayMicros+2))
			}
			a.Days = append(a.Days, Day{int32(row.Day), int32(row.Exchanges)})
			a.ActiveDays++
			if row.Day < a.First/dayMicros+3 {
				a.FirstDays += row.Exchanges
			}
		}
	}
	for i := range s.Accounts {
		a := &s.Accounts[i]
		a.Rate = float64(a.Exchanges) / a.AliveDays()
	}
	shares := []struct {
		column string
		into   func(*Account) *[]Share
	}{
		{"model", func(a *Account) *[]Share { return &a.Models }},
		{"target", func(a *Account) *[]Share { return &a.Targets }},
		{"agent", func(a *Account) *[]Share { return &a.Agents }},
	}
	for _, c := range shares {
		values := runs[Share]{of: func(i int32) *[]Share { return c.into(&s.Accounts[i]) }}
		for row, err := range l.Categories(ctx, c.column) {
			if err != nil {
				return nil, fmt.Errorf("counting %s: %w", c.column, err)
			}
			if i, ok := s.index[row.Account]; ok && row.Value != "" {
				values.add(i, Share{row.Value, row.Exchanges})
			}
		}
		values.end()
	}
	codes := runs[Code]{of: func(i int32) *[]Code { return &s.Accounts[i].Codes }}
	for row, err := range l.Codes(ctx) {
		if err != nil {
			return nil, fmt.Errorf("counting codewords: %w", err)
		}
		if i, ok := s.index[row.Account]; ok && row.Code != observe.NoCode {
			codes.add(i, Code{row.Code, whole32(row.Conversations)})
		}
	}
	codes.end()
	if err := s.timing(ctx, l); err != nil {
		return nil, err
	}
	return s, nil
}

// AliveDays is the time between the first and the last exchange in days, at
// least one: silent days inside count, days before and after do not.
func (a *Account) AliveDays() float64 {
	return math.Max(1, float64(a.Last-a.First)/dayMicros)
}

// LengthSpread is the standard deviation of log prompt length over an
// account's first turns; ok is false below two of them.
func (a *Account) LengthSpread() (sd float64, ok bool) {
	first := stat.Sums{N: a.WithContent - a.FollowUps, Sum: a.FirstLengthSum, Squares: a.FirstLengthSquares}
	if first.N < 2 {
		return 0, false
	}
	return math.Sqrt(first.Var()) / 1000, true
}

// StyleEntropy is the sum of the binary entropies of an account's style bits,
// in bits; ok is false without content.
func (a *Account) StyleEntropy() (bits float64, ok bool) {
	if a.WithContent == 0 {
		return 0, false
	}
	for _, n := range a.Style {
		bits += stat.BinaryEntropy(float64(n) / float64(a.WithContent))
	}
	return bits, true
}

// Organisation is the account's organisation by the traffic, else by the facts.
func (a *Account) Organisation() string {
	if a.OrgID != "" {
		return a.OrgID
	}
	return a.Facts.Org
}

// New makes a set of accounts, which must be sorted by Account.
func New(accounts []Account) *Set {
	s := &Set{Accounts: accounts, index: make(map[uint64]int32, len(accounts))}
	for i := range accounts {
		s.index[accounts[i].Account] = int32(i)
	}
	return s
}
