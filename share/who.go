package share

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/lake/duck"
)

// who is an account that shows something a peer looks for.
type who struct{ id, group string }

// who finds the accounts that were seen, by their hash.
func (s *search) who(ctx context.Context, m hunt.Manifest) (map[uint64]who, error) {
	out := map[uint64]who{}
	for _, at := range s.seen {
		for a := range at.accounts {
			out[a] = who{}
		}
	}
	if len(out) == 0 {
		return out, nil
	}
	hash := s.hashOf(m)
	for r, err := range duck.ReadTable[hunt.AccountRecord](ctx, filepath.Join(s.Dir, hunt.AccountsFile)) {
		if err != nil {
			return nil, fmt.Errorf("reading the accounts: %w", err)
		}
		if h := hash(r.Account); out[h] == (who{}) {
			if _, ok := out[h]; ok {
				out[h] = who{r.Account, r.Group}
			}
		}
	}
	return out, nil
}

// match is an indicator that was seen.
func (at *sight) match(w Wanted, all map[uint64]who) Match {
	m := Match{Wanted: w, Accounts: []string{}, Exchanges: at.exchanges, Groups: map[string]int{}, first: at.first, last: at.last}
	for a := range at.accounts {
		who := all[a]
		if who.id == "" { // has facts and no exchange
			continue
		}
		m.Accounts = append(m.Accounts, who.id)
		if who.group != "" {
			m.Groups[who.group]++
		}
	}
	slices.Sort(m.Accounts)
	if at.exchanges > 0 {
		m.First, m.Last = moment(at.first), moment(at.last)
	}
	return m
}

func moment(micros int64) string { return time.UnixMicro(micros).UTC().Format(time.RFC3339) }
