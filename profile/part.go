package profile

import (
	"context"
	"fmt"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// Part folds a slice of the lake into a set of the accounts of s that have an
// exchange in it: what each would look like had it sent these only. Facts are
// those of s; days, moments, the ledger and what else is not of single exchanges
// are left out.
func (s *Set) Part(ctx context.Context, l lake.Lake, slice lake.Slice) (*Set, error) {
	var accounts []Account
	for row, err := range l.SliceAccounts(ctx, slice) {
		if err != nil {
			return nil, fmt.Errorf("summing up a part of the accounts: %w", err)
		}
		if i, ok := s.index[row.Account]; ok {
			a := Account{AccountRow: row, Facts: s.Accounts[i].Facts}
			a.Rate = float64(a.Exchanges) / a.AliveDays()
			accounts = append(accounts, a)
		}
	}
	out := New(accounts)
	for row, err := range l.SliceCodes(ctx, slice) {
		if err != nil {
			return nil, fmt.Errorf("counting codewords of a part: %w", err)
		}
		if i, ok := out.index[row.Account]; ok && row.Code != observe.NoCode {
			a := &out.Accounts[i]
			a.Codes = append(a.Codes, Code{row.Code, whole32(row.Conversations)})
		}
	}
	return out, nil
}
