package click

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"strconv"

	"github.com/stillhunt/stillhunt/lake"
)

// Moments gives the times of the exchanges of a sample, by account, time.
func (l *Lake) Moments(ctx context.Context, s lake.Sample) iter.Seq2[lake.MomentRow, error] {
	start := func() (*asked, error) {
		if s.Every <= 0 || s.Length <= 0 {
			return nil, fmt.Errorf("%d of every %d microseconds is no sample", s.Length, s.Every)
		}
		return l.ask(ctx, "moments", "{every}", strconv.FormatInt(s.Every, 10), "{length}", strconv.FormatInt(s.Length, 10))
	}
	return answer("moments", start, func(c *cells) lake.MomentRow {
		return lake.MomentRow{Account: c.hash(), Time: c.number()}
	}, order[lake.MomentRow]{compare: func(a, b *lake.MomentRow) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Time, b.Time))
	}})
}

// Replays gives the ledger of reasoning blocks, one row an account that
// presented blocks and an issuer of them. Blocks are spread by their digest,
// and the nodes' counts added up.
func (l *Lake) Replays(ctx context.Context) iter.Seq2[lake.ReplayRow, error] {
	start := func() (*asked, error) { return l.askReplays(ctx) }
	return answer("the reasoning ledger", start, func(c *cells) lake.ReplayRow {
		return lake.ReplayRow{
			Account: c.hash(), Issuer: c.hash(), Org: c.number() != 0,
			Presented: c.number(), Continued: c.number(), Moved: c.number(),
		}
	}, order[lake.ReplayRow]{compare: func(a, b *lake.ReplayRow) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Issuer, b.Issuer), compareBool(a.Org, b.Org))
	}, join: func(into, from *lake.ReplayRow) {
		into.Presented += from.Presented
		into.Continued += from.Continued
		into.Moved += from.Moved
	}})
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

func (l *Lake) askReplays(ctx context.Context) (*asked, error) {
	s, err := l.selected()
	if err != nil || s.sources == nil {
		return &asked{cancel: func() {}}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	tables := map[string]*marked{}
	for _, t := range [][2]string{{"issued", ""}, {"presented", ", turn UInt16, tool_turns UInt16"}} {
		query, err := l.onObservations(s, t[0])
		m := new(marked)
		if err == nil {
			m.table, err = l.table(ctx, t[0], "digest UInt64, account UInt64, org UInt64, conversation UInt64"+t[1], "digest")
			tables["{"+t[0]+"}"] = m
		}
		if err == nil {
			m.rows, err = l.spread(ctx, m.table, "digest", query)
		}
		if err != nil {
			return l.putOver(ctx, s, "replays", err, tables)
		}
	}
	return l.putOver(ctx, s, "replays", nil, tables)
}

// Adoption gives, for the accounts with an exchange in [from, to), how many and
// how many with the model.
func (l *Lake) Adoption(ctx context.Context, model string, from, to int64) iter.Seq2[lake.AdoptionRow, error] {
	start := func() (*asked, error) {
		return l.ask(ctx, "adoption", "{model}", quoteText(model), "{from}", strconv.FormatInt(from, 10), "{to}", strconv.FormatInt(to, 10))
	}
	return answer("the adoption of "+model, start, func(c *cells) lake.AdoptionRow {
		return lake.AdoptionRow{Account: c.hash(), Exchanges: c.number(), Model: c.number()}
	}, order[lake.AdoptionRow]{compare: func(a, b *lake.AdoptionRow) int { return cmp.Compare(a.Account, b.Account) }})
}
