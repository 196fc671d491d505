package duck

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/stillhunt/stillhunt/lake"
)

// Named gives the ids of the selected segments' accounts, by account.
func (l *Lake) Named(ctx context.Context) iter.Seq2[lake.NameRow, error] {
	start := func() (*cursor, error) { return l.ask(ctx, "named") }
	return answer("the names of accounts", start, func(c *cells) lake.NameRow {
		return lake.NameRow{Account: c.hash(), ID: c.string()}
	})
}

// Exchanges gives the exchanges of some accounts, by account, time. Files are in
// that order too, so that accounts whose hashes lie together cost the least.
func (l *Lake) Exchanges(ctx context.Context, accounts []uint64) iter.Seq2[lake.ExchangeRow, error] {
	start := func() (*cursor, error) {
		if len(accounts) == 0 || len(accounts) > lake.MostAccounts {
			return nil, fmt.Errorf("%d accounts are asked for: 1 to %d can be", len(accounts), lake.MostAccounts)
		}
		return l.ask(ctx, "exchanges", "{least}", literal(slices.Min(accounts)), "{most}", literal(slices.Max(accounts)), "{accounts}", literals(accounts))
	}
	words := map[string]string{} // few
	word := func(v vector, row int) string {
		b := v.bytes(row)
		w, ok := words[string(b)]
		if !ok {
			w = string(b)
			words[w] = w
		}
		return w
	}
	return answer("exchanges", start, func(c *cells) lake.ExchangeRow {
		return lake.ExchangeRow{
			Account: c.hash(), Time: c.number(), Model: word(c.next(), c.row), Operation: word(c.next(), c.row), Target: uint8(c.number()),
			InputTokens: c.number(), OutputTokens: c.number(), ReasoningTokens: c.number(), CacheTokens: c.number(),
			Status: c.number(), Skeleton: c.hash(), Network: c.hash(), Client: c.hash(),
		}
	})
}

func literal(hash uint64) string { return strconv.FormatUint(hash, 10) + "::UBIGINT" }

func literals(hashes []uint64) string {
	all := make([]string, len(hashes))
	for i, h := range hashes {
		all[i] = literal(h)
	}
	return strings.Join(all, ", ")
}
