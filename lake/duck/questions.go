package duck

import (
	"context"
	"embed"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

//go:embed sql
var texts embed.FS

// question is the text of a named query with its {placeholders} filled.
func question(name string, values ...string) (string, error) {
	text, err := texts.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return "", err
	}
	return strings.NewReplacer(values...).Replace(string(text)), nil
}

// cells reads the columns of one row from left to right.
type cells struct {
	from     *cursor
	row, col int
}

func (c *cells) next() vector {
	c.col++
	return c.from.columns[c.col-1]
}

func (c *cells) hash() uint64   { return uint64(c.next().integer(c.row)) }
func (c *cells) number() int64  { return c.next().integer(c.row) }
func (c *cells) string() string { return c.next().text(c.row) }

// answer runs the query that start opens and reads its rows.
func answer[T any](what string, start func() (*cursor, error), read func(*cells) T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		fail := func(err error) { yield(*new(T), fmt.Errorf("asking the lake for %s: %w", what, err)) }
		c, err := start()
		if err != nil {
			fail(err)
			return
		}
		defer c.close()
		for {
			more, err := c.next()
			if err != nil {
				fail(err)
				return
			}
			if !more {
				return
			}
			for row := range c.rows {
				if !yield(read(&cells{from: c, row: row}), nil) {
					return
				}
			}
		}
	}
}

// ask opens a named query over the selected rows, on a connection of its own.
func (l *Lake) ask(ctx context.Context, name string, values ...string) (*cursor, error) {
	text, err := question(name, append([]string{"{rows}", "observations"}, values...)...)
	if err != nil {
		return nil, err
	}
	return l.askText(ctx, text)
}

func (l *Lake) askText(ctx context.Context, text string) (*cursor, error) {
	c, err := l.engine.connect()
	if err != nil {
		return nil, err
	}
	return c.ask(ctx, text)
}

// noOrg is what the queries give as the smallest organisation of nobody.
const noOrg = 1<<64 - 1

// Accounts gives one row an account, by account.
func (l *Lake) Accounts(ctx context.Context) iter.Seq2[lake.AccountRow, error] {
	return l.SliceAccounts(ctx, lake.Slice{})
}

// SliceAccounts gives what Accounts gives, of a slice of the exchanges.
func (l *Lake) SliceAccounts(ctx context.Context, s lake.Slice) iter.Seq2[lake.AccountRow, error] {
	start := func() (*cursor, error) {
		sums, err := l.sums(ctx, s)
		if err != nil {
			return nil, err
		}
		return l.ask(ctx, "accounts", "{sums}", sums)
	}
	return answer("accounts", start, func(c *cells) lake.AccountRow {
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
		if r.Org == noOrg {
			r.Org = 0
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
	})
}

// sums is the table of the sums of a slice.
func (l *Lake) sums(ctx context.Context, s lake.Slice) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	condition, err := sliced(s)
	if err != nil {
		return "", err
	}
	if l.ground != nil && condition == "" {
		return l.table(ctx, l.ground, sumsState())
	}
	text, err := question("sums", "{rows}", "observations", "{slice}", condition)
	return "(" + text + ")", err
}

// Days gives one row an account and UTC day, by account, day.
func (l *Lake) Days(ctx context.Context) iter.Seq2[lake.DayRow, error] {
	start := func() (*cursor, error) { return l.askState(ctx, daysState()) }
	return answer("days", start, func(c *cells) lake.DayRow {
		return lake.DayRow{Account: c.hash(), Day: c.number() / day, Exchanges: c.number(), First: c.number(), Last: c.number()}
	})
}

// Categories gives one row an account and value of one of lake.CategoryColumns,
// by account, value; an absent value is "" (of a number: "-1").
func (l *Lake) Categories(ctx context.Context, column string) iter.Seq2[lake.CategoryRow, error] {
	start := func() (*cursor, error) {
		if !slices.Contains(lake.CategoryColumns, column) {
			return nil, fmt.Errorf("%q is not one of the columns %s", column, strings.Join(lake.CategoryColumns, ", "))
		}
		return l.askState(ctx, categoriesState(column))
	}
	return answer("categories of "+column, start, func(c *cells) lake.CategoryRow {
		return lake.CategoryRow{Account: c.hash(), Value: c.string(), Exchanges: c.number()}
	})
}

// Holders gives the values of a trait that 2 to limit accounts showed, one row a
// holder, by value, account.
func (l *Lake) Holders(ctx context.Context, trait string, limit int) iter.Seq2[lake.HolderRow, error] {
	start := func() (*cursor, error) { return l.askHeld(ctx, "holders", trait, limit) }
	return answer("holders of "+trait, start, func(c *cells) lake.HolderRow {
		return lake.HolderRow{Value: c.hash(), Account: c.hash(), Exchanges: c.number(), First: c.number()}
	})
}

// Values gives the values of a trait that more than limit accounts (and at
// least two) showed, by value.
func (l *Lake) Values(ctx context.Context, trait string, limit int) iter.Seq2[lake.ValueRow, error] {
	start := func() (*cursor, error) { return l.askHeld(ctx, "values", trait, limit) }
	return answer("values of "+trait, start, func(c *cells) lake.ValueRow {
		return lake.ValueRow{Value: c.hash(), Holders: c.number(), Orgs: c.number(), Exchanges: c.number(), First: c.number(), Last: c.number()}
	})
}

// Showings gives who showed which value of a trait, by value, account.
func (l *Lake) Showings(ctx context.Context, trait string) iter.Seq2[lake.ShowingRow, error] {
	start := func() (*cursor, error) {
		if err := known(trait); err != nil {
			return nil, err
		}
		return l.ask(ctx, "showings", "{column}", trait)
	}
	return answer("showings of "+trait, start, func(c *cells) lake.ShowingRow {
		return lake.ShowingRow{Value: c.hash(), Account: c.hash(), Exchanges: c.number(), First: c.number(), Last: c.number()}
	})
}

// known refuses what is no trait.
func known(trait string) error {
	if !slices.Contains(lake.Traits, trait) {
		return fmt.Errorf("%q is not one of the traits %s", trait, strings.Join(lake.Traits, ", "))
	}
	return nil
}

// askHeld asks who showed which value of one trait.
func (l *Lake) askHeld(ctx context.Context, name, trait string, limit int) (*cursor, error) {
	if err := known(trait); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	held, err := l.holding(ctx, trait)
	if err != nil {
		return nil, err
	}
	return l.ask(ctx, name, "{column}", trait, "{limit}", strconv.Itoa(limit), "{held}", held)
}

// holding is the table of who showed which value of a trait. The caller holds mu.
func (l *Lake) holding(ctx context.Context, trait string) (string, error) {
	s := heldState(trait)
	if l.ground != nil {
		return l.table(ctx, l.ground, s)
	}
	const held = "held" // is made anew when the trait changes
	if l.held == trait {
		return held, nil
	}
	text, err := s.whole("observations", nil)
	if err != nil {
		return "", err
	}
	l.held = ""
	if err := l.admin.exec(ctx, "CREATE OR REPLACE TABLE "+held+" AS "+text); err != nil {
		return "", err
	}
	l.held = trait
	return held, nil
}
