package claim

import (
	"fmt"
	"strings"
)

// State is what the records said so far, for the claims of a plan.
type State struct {
	plan     *Plan
	sums     *Part
	reader   Reader
	accounts map[string][]cell // the plan's facts, by account
	laws     laws
	nobody   []cell // the facts of an account without a record; nil: there must be one
}

// WithoutAccounts says that records of accounts are withheld: an account without a
// record then has no field. Claims that rest on accounts are not judged by it.
func (s *State) WithoutAccounts() { s.nobody = make([]cell, len(s.plan.facts.names)) }

// NewState is the state before the first record.
func (p *Plan) NewState() *State {
	return &State{plan: p, sums: newPart(), accounts: map[string][]cell{}}
}

// Add takes in one record, of any kind but link and observation, which come in
// parts. Records come in their order.
func (s *State) Add(kind string, line []byte) error {
	k := s.plan.kinds[kind]
	if k == nil {
		return fmt.Errorf("%q is no kind of evidence", kind)
	}
	cells, err := s.reader.read(line, k)
	if err != nil {
		return err
	}
	if err := s.sums.fold(k, cells, nil); err != nil {
		return err
	}
	if kind == "account" {
		id := cells[k.slots["account"]]
		if id.is != text || id.text == "" {
			return fmt.Errorf("it names no account")
		}
		if _, twice := s.accounts[id.text]; twice {
			return fmt.Errorf("its account %.40q has a record already", id.text)
		}
		facts := make([]cell, len(s.plan.facts.names))
		for i, field := range s.plan.facts.names {
			facts[i] = cells[k.slots[field]]
			facts[i].text = strings.Clone(facts[i].text)
		}
		s.accounts[strings.Clone(id.text)] = facts
	}
	return s.laws.add(kind, line)
}

// Run is the stretch of one account's observations.
type Run struct {
	Account     string
	Count       int64
	First, Last int64 // microseconds
}

// Fold takes in a stretch of links or observations. It may be called from several
// goroutines after the last account; Merge takes what it gives. Runs are of observations
// only. Errors name the record by its place in lines, from 0.
func (s *State) Fold(r *Reader, kind string, lines [][]byte) (*Part, []Run, error) {
	k := s.plan.kinds[kind]
	account, at := k.slots["account"], k.slots["time"]
	p := newPart()
	var runs []Run
	last, facts, known := "", []cell(nil), false
	for i, line := range lines {
		cells, err := r.read(line, k)
		if err == nil && cells[account].is != text {
			err = fmt.Errorf("it names no account")
		}
		if err == nil && (!known || cells[account].text != last) {
			last, known = strings.Clone(cells[account].text), true
			if facts = s.accounts[last]; facts == nil {
				facts = s.nobody
			}
		}
		if err == nil && kind == "observation" {
			runs, err = extend(runs, last, &cells[at])
		}
		if err == nil {
			err = p.fold(k, cells, func() ([]cell, error) {
				if facts == nil {
					return nil, fmt.Errorf("its account %.40q has no record", last)
				}
				return facts, nil
			})
		}
		if err != nil {
			return nil, nil, &PlaceError{i, err}
		}
	}
	p.settle()
	return p, runs, nil
}

// PlaceError says which of some lines is wrong.
type PlaceError struct {
	Place int
	Err   error
}

func (e *PlaceError) Error() string { return e.Err.Error() }
func (e *PlaceError) Unwrap() error { return e.Err }

func extend(runs []Run, account string, at *cell) ([]Run, error) {
	if at.is != number || !at.exact {
		return runs, fmt.Errorf("it has no time")
	}
	if n := len(runs); n > 0 && runs[n-1].Account == account {
		r := &runs[n-1]
		if at.n < r.Last {
			return runs, fmt.Errorf("it is earlier than the one before")
		}
		r.Count++
		r.Last = at.n
		return runs, nil
	}
	return append(runs, Run{account, 1, at.n, at.n}), nil
}

// Merge takes in a part; parts come in their order.
func (s *State) Merge(p *Part) { s.sums.merge(p) }
