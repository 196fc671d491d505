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

// Codes gives one row an account and codeword, by account, code; exchanges
// without a codeword are left out.
func (l *Lake) Codes(ctx context.Context) iter.Seq2[lake.CodeRow, error] {
	return l.SliceCodes(ctx, lake.Slice{})
}

// SliceCodes gives what Codes gives, of a slice of the exchanges.
func (l *Lake) SliceCodes(ctx context.Context, slice lake.Slice) iter.Seq2[lake.CodeRow, error] {
	start := func() (*asked, error) { return l.askSlice(ctx, "codes", slice) }
	return answer("codewords", start, func(c *cells) lake.CodeRow {
		return lake.CodeRow{Account: c.hash(), Code: uint16(c.number()), Conversations: c.number()}
	}, order[lake.CodeRow]{compare: func(a, b *lake.CodeRow) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Code, b.Code))
	}})
}

// askSlice puts a named query over a slice of the exchanges to every node.
func (l *Lake) askSlice(ctx context.Context, name string, slice lake.Slice) (*asked, error) {
	and, err := sliced(slice)
	if err != nil {
		return nil, err
	}
	s, err := l.selected()
	if err != nil || s.sources == nil {
		return &asked{cancel: func() {}}, err
	}
	text, err := question(name)
	if err != nil {
		return nil, err
	}
	alone := func(*node) string { return "" }
	if slice.Turns == lake.SingleTurn {
		followed, err := l.goneOn(ctx, s)
		if err != nil {
			return nil, err
		}
		alone = func(n *node) string { return " AND conversation NOT IN (SELECT key FROM " + followed.on(n) + ")" }
	}
	return l.put(ctx, s, func(n *node) string {
		return filled(text, "{slice}", and+alone(n), "{observations}", s.sources[n.number],
			"{names}", guarded(s.names, s.named[n.number]))
	}, nil), nil
}

// goneOn gives the conversations with a turn after the first. Accounts of
// different nodes may share one.
func (l *Lake) goneOn(ctx context.Context, s *selection) (*marked, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.followed != nil {
		return s.followed, nil
	}
	turns, err := l.onObservations(s, "turns")
	if err != nil {
		return nil, err
	}
	var m marked
	m.table, m.rows, err = l.shared(ctx, "max(many) = 1", func(n *node) string {
		return filled(turns(n), "{shard}", strconv.Itoa(n.number))
	})
	if err != nil {
		return nil, err
	}
	s.followed = &m
	return s.followed, nil
}

// sliced is the condition on the exchanges of a slice, but for what other
// exchanges of their conversations say.
func sliced(s lake.Slice) (string, error) {
	and := ""
	switch s.Turns {
	case lake.EveryTurn:
	case lake.FirstTurn, lake.SingleTurn:
		and = " AND turn = 1"
	default:
		return "", fmt.Errorf("there is no slice of turns %d", s.Turns)
	}
	if s.Model != "" {
		and += " AND model = " + quoteText(s.Model)
	}
	if s.Operation != "" {
		and += " AND operation = " + quoteText(s.Operation)
	}
	if len(s.Frames) > 0 {
		list := make([]string, len(s.Frames))
		for i, f := range s.Frames {
			list[i] = strconv.FormatUint(f, 10)
		}
		among := " IN (" + strings.Join(list, ", ") + ")"
		and += " AND (head" + among + " OR tail" + among + ")"
	}
	return and, nil
}
