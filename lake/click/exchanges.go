package click

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/stillhunt/stillhunt/lake"
)

// Named gives the ids of the selected segments' accounts, by account.
func (l *Lake) Named(ctx context.Context) iter.Seq2[lake.NameRow, error] {
	start := func() (*asked, error) { return l.askSlice(ctx, "named", lake.Slice{}) }
	return answer("the names of accounts", start, func(c *cells) lake.NameRow {
		return lake.NameRow{Account: c.hash(), ID: c.string()}
	}, order[lake.NameRow]{compare: func(a, b *lake.NameRow) int { return cmp.Compare(a.Account, b.Account) }})
}

// Exchanges gives the exchanges of some accounts, by account, time.
func (l *Lake) Exchanges(ctx context.Context, accounts []uint64) iter.Seq2[lake.ExchangeRow, error] {
	start := func() (*asked, error) {
		if len(accounts) == 0 || len(accounts) > lake.MostAccounts {
			return nil, fmt.Errorf("%d accounts are asked for: 1 to %d can be", len(accounts), lake.MostAccounts)
		}
		all := make([]string, len(accounts))
		for i, a := range accounts {
			all[i] = strconv.FormatUint(a, 10)
		}
		return l.ask(ctx, "exchanges", "{accounts}", strings.Join(all, ","))
	}
	return answer("exchanges", start, func(c *cells) lake.ExchangeRow {
		return lake.ExchangeRow{
			Account: c.hash(), Time: c.number(), Model: c.string(), Operation: c.string(), Target: uint8(c.number()),
			InputTokens: c.number(), OutputTokens: c.number(), ReasoningTokens: c.number(), CacheTokens: c.number(),
			Status: c.number(), Skeleton: c.hash(), Network: c.hash(), Client: c.hash(),
		}
	}, order[lake.ExchangeRow]{compare: func(a, b *lake.ExchangeRow) int { return cmp.Compare(a.Account, b.Account) }})
}
