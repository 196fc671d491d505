package duck

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// ground is a set of days with the states that were made of their rows. One
// that stands on another makes its states of the other's and of the days that
// it has more.
type ground struct {
	rows   string  // its rows, as a table
	below  *ground // nil: it stands on nothing
	fresh  string  // the rows that below has not
	dir    string  // where its states are kept; empty: in the engine, until the next Select
	frozen bool    // it has the states that are kept and no others: its rows are not asked
	made   map[string]string
}

// table is the table of a state of a ground, made if it is not there yet. The
// caller holds mu.
func (l *Lake) table(ctx context.Context, g *ground, s state) (string, error) {
	if t := g.made[s.name]; t != "" {
		return t, nil
	}
	path := filepath.Join(g.dir, s.name+extension)
	if g.dir != "" {
		if _, err := os.Stat(path); err == nil {
			g.made[s.name] = parquet([]string{path}, "")
			return g.made[s.name], nil
		}
	}
	if g.frozen {
		return "", nil
	}
	query, err := l.making(ctx, g, s)
	if err != nil {
		return "", err
	}
	t := quoteName("state " + s.name)
	if g.dir == "" {
		err = l.admin.exec(ctx, "CREATE OR REPLACE TABLE "+t+" AS "+query)
	} else {
		t = parquet([]string{path}, "")
		err = l.keepState(ctx, query, path)
	}
	if err != nil {
		return "", fmt.Errorf("folding %s: %w", s.name, err)
	}
	g.made[s.name] = t
	return t, nil
}

// making is the query that makes a state.
func (l *Lake) making(ctx context.Context, g *ground, s state) (string, error) {
	of := func(g *ground) tables { return func(s state) (string, error) { return l.table(ctx, g, s) } }
	if g.below == nil {
		return s.whole(g.rows, of(g))
	}
	old, err := l.table(ctx, g.below, s)
	if err != nil {
		return "", err
	}
	if old == "" {
		return s.whole(g.rows, of(g))
	}
	return s.grown(old, g.below.rows, g.fresh, of(g), of(g.below))
}

func (l *Lake) keepState(ctx context.Context, query, path string) error {
	if err := l.copyTo(ctx, query, path+unfinished); err != nil {
		_ = os.Remove(path + unfinished) // the first error is the one to tell
		return err
	}
	return publish([]string{path})
}

// askState answers a question from a state: of all rows, or grown.
func (l *Lake) askState(ctx context.Context, s state) (*cursor, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ground == nil {
		query, err := s.whole("observations", nil)
		if err != nil {
			return nil, err
		}
		return l.askText(ctx, query+" ORDER BY "+s.order)
	}
	t, err := l.table(ctx, l.ground, s)
	if err != nil {
		return nil, err
	}
	return l.askText(ctx, "SELECT * FROM "+t+" ORDER BY "+s.order)
}
