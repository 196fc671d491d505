package duck

import (
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
func (l *Lake) SliceCodes(ctx context.Context, s lake.Slice) iter.Seq2[lake.CodeRow, error] {
	start := func() (*cursor, error) {
		if known, ok := codesState(s); ok {
			return l.askState(ctx, known)
		}
		condition, err := sliced(s)
		if err != nil {
			return nil, err
		}
		text, err := question("codes", "{rows}", "observations", "{slice}", condition)
		if err != nil {
			return nil, err
		}
		return l.askText(ctx, text+" ORDER BY account, code")
	}
	return answer("codewords", start, func(c *cells) lake.CodeRow {
		return lake.CodeRow{Account: c.hash(), Code: uint16(c.number()), Conversations: c.number()}
	})
}

// sliced is the condition on the exchanges of a slice.
func sliced(s lake.Slice) (string, error) {
	and := ""
	switch s.Turns {
	case lake.EveryTurn:
	case lake.FirstTurn:
		and = " AND turn = 1"
	case lake.SingleTurn:
		and = " AND turn = 1 AND conversation NOT IN (SELECT conversation FROM observations WHERE turn > 1 AND conversation <> 0)"
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
