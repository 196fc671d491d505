package click

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/stillhunt/stillhunt/lake"
)

// held is the table of who showed which value of one trait, each value on the
// node that it is spread to. It is made anew when the trait changes, and an old
// one is dropped when its last reader is done.
type held struct {
	marked
	trait   string
	readers int
	old     bool
}

// Holders gives the values of a trait that 2 to limit accounts showed, one row a
// holder, by value, account.
func (l *Lake) Holders(ctx context.Context, trait string, limit int) iter.Seq2[lake.HolderRow, error] {
	start := func() (*asked, error) { return l.askHeld(ctx, "holders", trait, limit) }
	return answer("holders of "+trait, start, func(c *cells) lake.HolderRow {
		return lake.HolderRow{Value: c.hash(), Account: c.hash(), Exchanges: c.number(), First: c.number()}
	}, order[lake.HolderRow]{compare: func(a, b *lake.HolderRow) int {
		return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Account, b.Account))
	}})
}

// Values gives the values of a trait that more than limit accounts (and at
// least two) showed, by value.
func (l *Lake) Values(ctx context.Context, trait string, limit int) iter.Seq2[lake.ValueRow, error] {
	start := func() (*asked, error) { return l.askHeld(ctx, "values", trait, limit) }
	return answer("values of "+trait, start, func(c *cells) lake.ValueRow {
		return lake.ValueRow{Value: c.hash(), Holders: c.number(), Orgs: c.number(), Exchanges: c.number(), First: c.number(), Last: c.number()}
	}, order[lake.ValueRow]{compare: func(a, b *lake.ValueRow) int { return cmp.Compare(a.Value, b.Value) }})
}

// Showings gives who showed which value of a trait, by value, account. An
// account's exchanges are on one node, so each node's rows are whole.
func (l *Lake) Showings(ctx context.Context, trait string) iter.Seq2[lake.ShowingRow, error] {
	start := func() (*asked, error) {
		if err := isTrait(trait); err != nil {
			return nil, err
		}
		return l.ask(ctx, "showings", "{column}", trait)
	}
	return answer("showings of "+trait, start, func(c *cells) lake.ShowingRow {
		return lake.ShowingRow{Value: c.hash(), Account: c.hash(), Exchanges: c.number(), First: c.number(), Last: c.number()}
	}, order[lake.ShowingRow]{compare: func(a, b *lake.ShowingRow) int {
		return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Account, b.Account))
	}})
}

// isTrait refuses what is no trait.
func isTrait(trait string) error {
	if !slices.Contains(lake.Traits, trait) {
		return fmt.Errorf("%q is not one of the traits %s", trait, strings.Join(lake.Traits, ", "))
	}
	return nil
}

// askHeld puts a named query over the holders of a trait to every node.
func (l *Lake) askHeld(ctx context.Context, name, trait string, limit int) (*asked, error) {
	h, err := l.hold(ctx, trait)
	if err != nil || h == nil {
		return &asked{cancel: func() {}}, err
	}
	s, err := l.selected()
	var text string
	if err == nil {
		text, err = question(name, "{limit}", strconv.Itoa(limit))
	}
	if err != nil {
		l.letGo(ctx, h)
		return nil, err
	}
	query := func(n *node) string { return filled(text, "{held}", h.on(n)) }
	return l.put(ctx, s, query, func() { l.letGo(ctx, h) }), nil
}

// hold gives the table of the holders of a trait, until letGo; nil if nothing
// is selected.
func (l *Lake) hold(ctx context.Context, trait string) (*held, error) {
	if err := isTrait(trait); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.selection
	if s.none {
		return nil, errChanged
	}
	if s.sources == nil {
		return nil, nil
	}
	if s.held == nil || s.held.trait != trait {
		if old := s.held; old != nil {
			s.held, old.old = nil, true
			if old.readers == 0 {
				l.drop(ctx, old.table)
			}
		}
		h, err := l.makeHeld(ctx, s, trait)
		if err != nil {
			return nil, err
		}
		s.held = h
	}
	s.held.readers++
	return s.held, nil
}

func (l *Lake) letGo(ctx context.Context, h *held) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if h.readers--; h.readers == 0 && h.old {
		l.drop(ctx, h.table)
	}
}

// makeHeld spreads the values of a trait that several accounts showed.
func (l *Lake) makeHeld(ctx context.Context, s *selection, trait string) (*held, error) {
	shown, err := l.onObservations(s, "shown", "{column}", trait)
	if err != nil {
		return nil, err
	}
	shared, keys, err := l.shared(ctx, severally, func(n *node) string {
		return filled(shown(n), "{shard}", strconv.Itoa(n.number))
	})
	if err != nil {
		return nil, err
	}
	defer l.drop(ctx, shared)
	h := &held{trait: trait}
	if h.table, err = l.table(ctx, "held", "value UInt64, account UInt64, exchanges UInt64, first Int64, last Int64, owner UInt64", "value, account"); err != nil {
		return nil, err
	}
	query, err := l.onObservations(s, "held", "{column}", trait)
	if err == nil {
		h.rows, err = l.spread(ctx, h.table, "value", func(n *node) string {
			return filled(query(n), "{shared}", guarded(shared, keys[n.number]))
		})
	}
	if err != nil {
		l.drop(ctx, h.table)
		return nil, err
	}
	return h, nil
}
