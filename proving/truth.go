package proving

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stillhunt/stillhunt/proving/population"
)

// Truth is a line of truth.jsonl: an account that sent something.
type Truth struct {
	Account   string `json:"account"`
	Class     string `json:"class"` // benign, look-alike or campaign
	Group     string `json:"group"`
	Operator  string `json:"operator"`
	Role      string `json:"role"`
	Language  string `json:"language"`
	Region    string `json:"region"`
	Exchanges int64  `json:"exchanges"`
	Harvest   int64  `json:"harvest_exchanges"`
	First     string `json:"first"` // RFC 3339 UTC
	Last      string `json:"last"`
}

// cast is a population with what its accounts have sent so far.
type cast struct {
	people population.Population
	ids    []string
	class  string

	mu   sync.Mutex
	sent []tally
}

type tally struct {
	exchanges, harvest int64
	first, last        int64 // milliseconds since 1970 UTC
}

func newCast(p population.Population) *cast {
	c := &cast{people: p, ids: make([]string, p.Len()), sent: make([]tally, p.Len())}
	for i := range c.ids {
		a := p.Account(i)
		c.ids[i], c.class = a.ID, a.Class
	}
	return c
}

// count adds planned exchanges. Sums, least and greatest do not depend on the
// order of days.
func (c *cast) count(events []population.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range events {
		t := &c.sent[e.Account]
		if t.exchanges == 0 || e.At < t.first {
			t.first = e.At
		}
		t.last = max(t.last, e.At)
		t.exchanges++
		if e.Harvest {
			t.harvest++
		}
	}
}

// accounts writes accounts.jsonl and truth.jsonl, sorted by account, and counts
// them into the report.
func (g *generator) accounts(ctx context.Context, r *Report) error {
	type ref struct {
		id   string
		cast *cast
		at   int
	}
	var refs []ref
	for _, c := range g.casts {
		for i, id := range c.ids {
			refs = append(refs, ref{id, c, i})
		}
	}
	slices.SortFunc(refs, func(a, b ref) int { return strings.Compare(a.id, b.id) })
	if err := replace(filepath.Join(g.options.Out, accountsFile), func(f *os.File) error {
		out := bufio.NewWriterSize(f, 1<<20)
		var line []byte
		for i, a := range refs {
			if i%progressEvery == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			account := a.cast.people.Account(a.at)
			line = account.AppendAccount(line[:0])
			if _, err := out.Write(line); err != nil {
				return err
			}
		}
		return out.Flush()
	}); err != nil {
		return err
	}
	return replace(filepath.Join(g.options.Out, truthFile), func(f *os.File) error {
		out := bufio.NewWriterSize(f, 1<<20)
		enc := json.NewEncoder(out)
		for _, a := range refs {
			t := a.cast.sent[a.at]
			if t.exchanges == 0 {
				continue
			}
			row := truth(a.cast.people.Account(a.at), t)
			r.add(row)
			if err := enc.Encode(row); err != nil {
				return err
			}
		}
		return out.Flush()
	})
}

func truth(a population.Account, t tally) Truth {
	at := func(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z07:00") }
	if a.Role == population.RoleMixed && t.harvest == 0 {
		a.Role = population.RoleCustomer
	}
	return Truth{a.ID, a.Class, a.Group, a.Operator, a.Role, a.Language, a.Region, t.exchanges, t.harvest, at(t.first), at(t.last)}
}

func (r *Report) add(t Truth) {
	r.Accounts++
	r.Exchanges += t.Exchanges
	r.Harvest += t.Harvest
	switch t.Class {
	case population.Benign:
		r.Benign++
	case population.Lookalike:
		r.Lookalikes++
	default:
		r.CampaignAccounts++
	}
}
