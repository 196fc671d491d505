package dossier

import (
	"encoding/json"
	"fmt"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/dossier/claim"
)

// ledger checks that accounts, links and observations speak of the same.
type ledger struct {
	accounts map[string]*entry
	runs     int64 // accounts whose observations are all there and agree
	rows     int64
	last     claim.Run // not yet compared
	place    int       // of the account of the run before last
}

// entry is what an account's record says of its observations.
type entry struct {
	place       int
	count       int64
	first, last int64
}

// day in microseconds.
const day = 86_400_000_000

// days is how many days of 24 hours there are from first to last, begun ones too.
func days(first, last int64) int64 { return max(1, (last-first+day-1)/day) }

func newLedger() *ledger { return &ledger{accounts: map[string]*entry{}, place: -1} }

// account takes in an account's record.
func (l *ledger) account(line []byte) error {
	var a Account
	if err := json.Unmarshal(line, &a); err != nil {
		return err
	}
	m := campaign.Member{Probability: a.Probability, Role: a.Role}
	switch {
	case a.Accused != m.Accused():
		return fmt.Errorf("accused is %t, and its role and probability say otherwise", a.Accused)
	case a.Days != days(a.First, a.Last):
		return fmt.Errorf("its days are %d, and its first and last exchange are %d apart", a.Days, days(a.First, a.Last))
	}
	l.accounts[a.Account] = &entry{len(l.accounts), a.Exchanges, a.First, a.Last}
	return nil
}

// observations takes in the next runs of observations.
func (l *ledger) observations(runs []claim.Run, withheld bool) error {
	for _, r := range runs {
		if r.Account == l.last.Account && l.last.Count > 0 {
			if r.First < l.last.Last {
				return fmt.Errorf("the observations of account %s are not in order of time", r.Account)
			}
			l.last.Count += r.Count
			l.last.Last = r.Last
			continue
		}
		if err := l.settle(withheld); err != nil {
			return err
		}
		l.last = r
	}
	return nil
}

// settle compares the run that ended with its account's record.
func (l *ledger) settle(withheld bool) error {
	r := l.last
	if r.Count == 0 {
		return nil
	}
	l.rows += r.Count
	e := l.accounts[r.Account]
	switch {
	case e == nil && withheld:
		return nil
	case e == nil:
		return fmt.Errorf("there are observations of account %s, which has no record", r.Account)
	case e.place <= l.place:
		return fmt.Errorf("the observations of account %s are not where its record's place says", r.Account)
	}
	l.place = e.place
	switch {
	case r.Count == e.count && r.First == e.first && r.Last == e.last:
		l.runs++
	case !withheld || r.Count > e.count || r.First < e.first || r.Last > e.last:
		return fmt.Errorf("account %s says %d exchanges from %d to %d, and its observations are %d from %d to %d", r.Account, e.count, e.first, e.last, r.Count, r.First, r.Last)
	}
	return nil
}
