// Package report shows a hunt to people: a page that stands on its own, a
// summary for the terminal, and answers to "why".
//
// The reader may be an engineer, a lawyer or the one who is suspected: words
// are neutral, every number says what it rests on, and what could not be judged
// stands beside what was.
package report

import (
	"context"
	"iter"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
)

// Data is what one hunt gives to show.
type Data struct {
	Result campaign.Result
	// Days are the time lines, sorted by group and day; "" is everybody.
	Days []hunt.DayRecord
	// Links is what is drawn of the evidence graph, or all of it, of the first
	// pageGraphs campaigns and groups at least, sorted by group; nil draws none.
	Links iter.Seq2[hunt.LinkRecord, error]
	// Releases are the models whose release days the operator gave, by time.
	Releases []Release
	// Pasts say what earlier hunts knew of campaigns and groups, by id.
	Pasts map[string]string
	// Skeletons are the texts that the operator asked to be kept, by value.
	Skeletons map[string]string
	// Limits say, a sentence each, what this hunt could not have seen.
	Limits []string
	// Rejected are the first refused lines: place, reason, what to do; no content.
	Rejected []string
	// Path is where the report lies, for the summary; empty if nowhere.
	Path string
}

// Tables reads the tables of a hunt directory.
type Tables interface {
	Accounts(ctx context.Context, where Filter) iter.Seq2[hunt.AccountRecord, error]
	Links(ctx context.Context, where Filter) iter.Seq2[hunt.LinkRecord, error]
	Days(ctx context.Context) iter.Seq2[hunt.DayRecord, error]
	Releases() ([]Release, error)
}

// Filter keeps rows: those of an account, of some groups, and those that are
// drawn; the zero Filter keeps all.
type Filter struct {
	Account string   // empty: of any
	Groups  []string // ids; empty: of any
	Drawn   bool
}

// attributed are the members that are accused, and the others.
func attributed(g campaign.Group) (accused, others int) {
	for _, m := range g.Members {
		if m.Accused() {
			accused++
		} else {
			others++
		}
	}
	return accused, others
}
