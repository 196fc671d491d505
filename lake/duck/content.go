package duck

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// Meetings gives, for the values of a trait that 2 to limit accounts showed, in
// how many hours each holder showed it and met another there, by value, account.
func (l *Lake) Meetings(ctx context.Context, trait string, limit int) iter.Seq2[lake.MeetingRow, error] {
	start := func() (*cursor, error) { return l.askMeetings(ctx, trait, limit) }
	return answer("meetings over "+trait, start, func(c *cells) lake.MeetingRow {
		return lake.MeetingRow{Value: c.hash(), Account: c.hash(), Hours: c.number(), Met: c.number(), Meetings: c.number(), First: c.number(), Last: c.number()}
	})
}

func (l *Lake) askMeetings(ctx context.Context, trait string, limit int) (*cursor, error) {
	if l.ground == nil || !slices.Contains(lake.Traits, trait) {
		return l.askHeld(ctx, "meetings", trait, limit)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	s := meetingsState(trait)
	t, err := l.table(ctx, l.ground, s)
	if err != nil {
		return nil, err
	}
	held, err := l.holding(ctx, trait)
	if err != nil {
		return nil, err
	}
	return l.askText(ctx, fmt.Sprintf("SELECT * FROM %s WHERE value IN (SELECT value FROM %s GROUP BY value HAVING COUNT(*) <= %d) ORDER BY %s", t, held, limit, s.order))
}

// Overlap gives the accounts that sent prompts with a band key in common
// with a prompt of a set, by account.
func (l *Lake) Overlap(ctx context.Context, set [][observe.Bands]uint32) iter.Seq2[lake.OverlapRow, error] {
	start := func() (*cursor, error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if err := l.know(ctx, set); err != nil {
			return nil, err
		}
		return l.ask(ctx, "overlap")
	}
	return answer("overlap with a known set", start, func(c *cells) lake.OverlapRow {
		return lake.OverlapRow{Account: c.hash(), Exchanges: c.number()}
	})
}

// know makes the table known of a set, some thousand keys at a time.
func (l *Lake) know(ctx context.Context, set [][observe.Bands]uint32) error {
	if err := l.admin.exec(ctx, "CREATE OR REPLACE TABLE known (place UTINYINT, band UINTEGER)"); err != nil {
		return err
	}
	const atOnce = 4096
	for some := range slices.Chunk(set, atOnce) {
		var b strings.Builder
		b.WriteString("INSERT INTO known VALUES ")
		for i, p := range some {
			for k, band := range p {
				if i+k > 0 {
					b.WriteByte(',')
				}
				fmt.Fprintf(&b, "(%d,%d)", k, band)
			}
		}
		if err := l.admin.exec(ctx, b.String()); err != nil {
			return err
		}
	}
	return nil
}
