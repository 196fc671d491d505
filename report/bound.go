package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
)

// boundTable is what the hunt could have seen, for a reader.
type boundTable struct {
	Why    string // it is not computable
	Lead   string
	Shares []string // camouflage, "30 %"
	Rows   []boundRow
}

type boundRow struct {
	Accounts     int
	P            string
	Means, Tasks boundCells
}

// boundCells are of one kind of campaign.
type boundCells struct {
	Harvest string   // the least share that is enough
	Named   []string // by camouflage
}

// newBoundTable puts the table into words.
func newBoundTable(r campaign.Result) boundTable {
	b := r.Bound
	if len(b.Rows) == 0 {
		why := b.Why
		if why == "" {
			why = "this hunt did not state it"
		}
		return boundTable{Why: why}
	}
	t := boundTable{Lead: boundLead(r)}
	for _, s := range b.Rows[0].Camouflage {
		t.Shares = append(t.Shares, percent(s.Share))
	}
	for _, row := range b.Rows {
		out := boundRow{Accounts: row.Accounts, P: notKnown}
		if row.PLeast != nil {
			out.P = qWords(*row.PLeast)
		}
		var means, tasks []*float64
		for _, s := range row.Camouflage {
			means, tasks = append(means, s.Means), append(tasks, s.Tasks)
		}
		out.Means, out.Tasks = newBoundCells(row.MeansHarvest, means), newBoundCells(row.TasksHarvest, tasks)
		t.Rows = append(t.Rows, out)
	}
	return t
}

// notKnown is short for "not computable", as the table's legend says.
const notKnown = "n/c"

func newBoundCells(harvest *float64, named []*float64) boundCells {
	var c boundCells
	for _, x := range named {
		c.Named = append(c.Named, namedWords(x))
	}
	switch {
	case harvest != nil:
		c.Harvest = percent(*harvest)
	case slices.Contains(c.Named, notKnown):
		c.Harvest = notKnown
	default:
		c.Harvest = "none"
	}
	return c
}

// namedWords says how many of the composed campaigns would have been named.
func namedWords(x *float64) string {
	switch {
	case x == nil:
		return notKnown
	case *x >= .9:
		return "yes"
	case *x >= .5:
		return "mostly"
	case *x > .1:
		return "seldom"
	}
	return "no"
}

func boundLead(r campaign.Result) string {
	s := fmt.Sprintf("Campaigns composed out of this traffic's own unrelated accounts, put before the same bars: each needs p ≤ %s for its behaviour, beside everything else that was weighed.", qWords(r.Bound.PNeeded))
	if n := r.Bound.Conversations; n > 0 {
		s += fmt.Sprintf(" Those that share tasks only must be found by text, tried here at %s an account.", count(n, "conversation"))
	}
	if _, holds := errorRate(r); !holds {
		s += " Read it as an aim: the error rate that it rests on does not hold."
	}
	return s
}

// bound says the table in a sentence, for a terminal.
func (t *text) bound(r campaign.Result) {
	const label = "Could see   "
	if b := newBoundTable(r); b.Why != "" {
		t.lines(label, "not computable: "+b.Why, 2)
		return
	}
	means := func(s campaign.BoundSee) *float64 { return s.Means }
	tasks := func(s campaign.BoundSee) *float64 { return s.Tasks }
	b := newBoundTable(r)
	t.lines(label, fmt.Sprintf("at %s camouflage, campaigns that share exits and cards from %s accounts on; that share tasks only from %s",
		strings.Join(b.Shares, ", "), fromSizes(r.Bound, means), fromSizes(r.Bound, tasks)), 4)
}

// fromSizes says from which of the sizes tried on at least half of the campaigns
// would be named, at each camouflage: "30, 100, never".
func fromSizes(b campaign.Bound, of func(campaign.BoundSee) *float64) string {
	var out []string
	for k := range b.Rows[0].Camouflage {
		from, known := 0, true
		for _, row := range slices.Backward(b.Rows) {
			x := of(row.Camouflage[k])
			if known = x != nil; !known || *x < .5 {
				break
			}
			from = row.Accounts
		}
		words := "never"
		switch {
		case from > 0:
			words = Thousands(from)
		case !known:
			words = notKnown
		}
		out = append(out, words)
	}
	return strings.Join(out, ", ")
}
