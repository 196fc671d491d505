package duck

import (
	"context"
	"fmt"
	"iter"
	"strconv"

	"github.com/stillhunt/stillhunt/lake"
)

// Moments gives the times of the exchanges of a sample, by account, time.
func (l *Lake) Moments(ctx context.Context, s lake.Sample) iter.Seq2[lake.MomentRow, error] {
	start := func() (*cursor, error) {
		if s.Every <= 0 || s.Length <= 0 {
			return nil, fmt.Errorf("%d of every %d microseconds is no sample", s.Length, s.Every)
		}
		return l.ask(ctx, "moments", "{every}", strconv.FormatInt(s.Every, 10), "{length}", strconv.FormatInt(s.Length, 10))
	}
	return answer("moments", start, func(c *cells) lake.MomentRow {
		return lake.MomentRow{Account: c.hash(), Time: c.number()}
	})
}

// Replays gives the ledger of reasoning blocks, one row an account that
// presented blocks and an issuer of them.
func (l *Lake) Replays(ctx context.Context) iter.Seq2[lake.ReplayRow, error] {
	start := func() (*cursor, error) { return l.ask(ctx, "replays") }
	return answer("the reasoning ledger", start, func(c *cells) lake.ReplayRow {
		return lake.ReplayRow{
			Account: c.hash(), Issuer: c.hash(), Org: c.number() != 0,
			Presented: c.number(), Continued: c.number(), Moved: c.number(),
		}
	})
}

// Adoption gives, for the accounts with an exchange in [from, to), how many and
// how many with the model.
func (l *Lake) Adoption(ctx context.Context, model string, from, to int64) iter.Seq2[lake.AdoptionRow, error] {
	start := func() (*cursor, error) {
		return l.ask(ctx, "adoption", "{model}", quoteText(model), "{from}", strconv.FormatInt(from, 10), "{to}", strconv.FormatInt(to, 10))
	}
	return answer("the adoption of "+model, start, func(c *cells) lake.AdoptionRow {
		return lake.AdoptionRow{Account: c.hash(), Exchanges: c.number(), Model: c.number()}
	})
}
