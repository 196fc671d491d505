package click

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

//go:embed sql/*.sql
var texts embed.FS

// question is the text of a named query with its {placeholders} filled.
func question(name string, values ...string) (string, error) {
	text, err := texts.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return "", err
	}
	return filled(strings.TrimSpace(string(text)), values...), nil
}

// onObservations is a named query over what is selected, for each node.
func (l *Lake) onObservations(s *selection, name string, values ...string) (func(*node) string, error) {
	text, err := question(name)
	return func(n *node) string {
		return filled(text, append(slices.Clone(values), "{observations}", s.sources[n.number])...)
	}, err
}

// selected is what the questions are about; nothing yet is no error.
func (l *Lake) selected() (*selection, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.selection.none {
		return nil, errChanged
	}
	return l.selection, nil
}

// ask puts a named query over the selected observations to every node.
func (l *Lake) ask(ctx context.Context, name string, values ...string) (*asked, error) {
	s, err := l.selected()
	if err != nil || s.sources == nil {
		return &asked{cancel: func() {}}, err
	}
	query, err := l.onObservations(s, name, values...)
	if err != nil {
		return nil, err
	}
	return l.put(ctx, s, query, nil), nil
}

// put starts a query on every node; done is called when the answer was read.
func (l *Lake) put(ctx context.Context, s *selection, query func(*node) string, done func()) *asked {
	ctx, cancel := context.WithCancel(ctx)
	a := &asked{cancel: cancel, done: done, check: func() error { return l.stands(ctx, s) }}
	for _, n := range l.nodes {
		a.streams = append(a.streams, n.ask(ctx, query(n)))
	}
	return a
}

// Accounts gives one row an account, by account.
func (l *Lake) Accounts(ctx context.Context) iter.Seq2[lake.AccountRow, error] {
	return l.SliceAccounts(ctx, lake.Slice{})
}

// SliceAccounts gives what Accounts gives, of a slice of the exchanges.
func (l *Lake) SliceAccounts(ctx context.Context, slice lake.Slice) iter.Seq2[lake.AccountRow, error] {
	start := func() (*asked, error) { return l.askSlice(ctx, "accounts", slice) }
	return answer("accounts", start, readAccount, order[lake.AccountRow]{compare: func(a, b *lake.AccountRow) int {
		return cmp.Compare(a.Account, b.Account)
	}})
}

func readAccount(c *cells) lake.AccountRow {
	r := lake.AccountRow{
		Account: c.hash(), ID: c.string(), Org: c.hash(), OrgID: c.string(), Orgs: c.number(),
		Exchanges: c.number(), First: c.number(), Last: c.number(),
		Conversations: c.number(), NoConversation: c.number(), FollowUps: c.number(), WithContent: c.number(),
		ToolTurns: c.number(), WithTools: c.number(), WithSystem: c.number(), Streamed: c.number(),
		Logprobs: c.number(), Refused: c.number(), Failed: c.number(), Presented: c.number(),
		InputTokens: c.number(), OutputTokens: c.number(), ReasoningTokens: c.number(),
		MaxTokensSet: c.number(), OutputKnown: c.number(),
		LengthSum: c.number(), LengthSquares: c.number(), FirstLengthSum: c.number(), FirstLengthSquares: c.number(),
	}
	for i := range observe.StyleBits {
		r.Style[i] = c.number()
	}
	for i := range observe.Intents {
		r.Intent[i] = c.number()
	}
	for i := range observe.Intents {
		r.IntentHits[i] = c.number()
	}
	r.Skeletons, r.Networks = c.number(), c.number()
	return r
}

// Days gives one row an account and UTC day, by account, day.
func (l *Lake) Days(ctx context.Context) iter.Seq2[lake.DayRow, error] {
	start := func() (*asked, error) { return l.ask(ctx, "days") }
	return answer("days", start, func(c *cells) lake.DayRow {
		return lake.DayRow{Account: c.hash(), Day: c.number(), Exchanges: c.number(), First: c.number(), Last: c.number()}
	}, order[lake.DayRow]{compare: func(a, b *lake.DayRow) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Day, b.Day))
	}})
}

// Categories gives one row an account and value of one of lake.CategoryColumns,
// by account, value; an absent value is "" (of a number: "-1").
func (l *Lake) Categories(ctx context.Context, column string) iter.Seq2[lake.CategoryRow, error] {
	start := func() (*asked, error) {
		if !slices.Contains(lake.CategoryColumns, column) {
			return nil, fmt.Errorf("%q is not one of the columns %s", column, strings.Join(lake.CategoryColumns, ", "))
		}
		return l.ask(ctx, "categories", "{column}", column)
	}
	return answer("categories of "+column, start, func(c *cells) lake.CategoryRow {
		return lake.CategoryRow{Account: c.hash(), Value: c.string(), Exchanges: c.number()}
	}, order[lake.CategoryRow]{compare: func(a, b *lake.CategoryRow) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Value, b.Value))
	}})
}
