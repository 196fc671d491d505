package exchange

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Release says when a model came out.
type Release struct {
	Model string
	Time  int64 // microseconds since 1970 UTC
}

var releaseColumns = []column{
	{name: "model", need: true, says: "model as gen_ai.request.model names it"},
	{name: "time", kind: instant, need: true, says: "when it came out, RFC 3339 or a date"},
}

// ReadReleases reads a releases file, JSON Lines or CSV, plain, gzip or zstd:
// by time, then model. Of two lines for one model the later wins. The first
// bad line is the error, a *Rejection: a list written by hand is mended, not
// half used.
func ReadReleases(ctx context.Context, path string) ([]Release, error) {
	times := map[string]int64{}
	t := &table{path: path, what: "releases", columns: releaseColumns, reject: asError,
		each: func(_ int64, row []string) error {
			at, err := day(row[1], "time")
			if err != nil {
				return err
			}
			times[strings.Clone(row[0])] = at
			return nil
		}}
	if err := t.read(ctx); err != nil {
		return nil, err
	}
	all := make([]Release, 0, len(times))
	for model, at := range times {
		all = append(all, Release{model, at})
	}
	slices.SortFunc(all, func(a, b Release) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), strings.Compare(a.Model, b.Model))
	})
	return all, nil
}

// Known names accounts that the operator knows: it matches an account whose
// id, organisation and mail domain are those that are not empty here.
type Known struct {
	Account     string
	Org         string
	EmailDomain string // email.domain
	Name        string // what the operator calls them
	Kind        string // own, evaluation, partner, confirmed
}

var knownColumns = []column{
	{name: "account", says: "the account's user.id"},
	{name: "org", says: "the organisation's stillhunt.org.id"},
	{name: "email.domain", says: "domain of the account's mail address"},
	{name: "name", need: true, says: "what the operator calls them"},
	{name: "kind", need: true, from: []string{"own", "evaluation", "partner", "confirmed"}, says: "what they are"},
}

// ReadKnown reads a list of known accounts, JSON Lines or CSV, plain, gzip or
// zstd, in the file's order. The first bad line is the error, as in ReadReleases.
func ReadKnown(ctx context.Context, path string) ([]Known, error) {
	var all []Known
	t := &table{path: path, what: "known-accounts", columns: knownColumns, reject: asError,
		each: func(_ int64, row []string) error {
			if row[0] == "" && row[1] == "" && row[2] == "" {
				return &Rejection{Reason: "nobody is named", Hint: "give an account, an org or an email.domain"}
			}
			row = keep(row)
			all = append(all, Known{row[0], row[1], row[2], row[3], row[4]})
			return nil
		}}
	if err := t.read(ctx); err != nil {
		return nil, err
	}
	return all, nil
}

func asError(r *Rejection) error { return r }
