package hunt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// The files of a hunt directory.
const (
	CampaignsFile = "campaigns.json"
	AccountsFile  = "accounts.parquet"
	LinksFile     = "links.parquet"
	DaysFile      = "days.parquet"
	FactsFile     = "facts.parquet"
	NullsFile     = "nulls.parquet"
	TestedFile    = "candidates.parquet"
	WeightsFile   = "weights.parquet"
	ManifestFile  = "manifest.json"
	LogFile       = "hunt.log"
)

// writeJSON writes v, indented, complete or absent.
func writeJSON(path string, v any) error {
	b, err := encode(v)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return WriteFile(path, b)
}

// encode is v as the files of a hunt directory have it.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// WriteFile replaces path in one step: it is complete or as it was.
func WriteFile(path string, b []byte) error {
	tmp := path + ".tmp"
	f, err := os.Create(tmp)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, errors.Join(err, os.Remove(tmp)))
	}
	return nil
}

// place is an account's group, and how it stands to it.
type place struct {
	group    string
	member   campaign.Member
	evidence []campaign.Evidence
}

// writeTables writes what explain, the report and a dossier need beside
// campaigns.json.
func writeTables(ctx context.Context, dir string, l lake.Lake, ix *link.Index, s *profile.Set, a *campaign.Assessment) error {
	places := make([]place, len(s.Accounts))
	all := slices.Concat(a.Campaigns, a.Groups)
	for _, g := range all {
		for i, account := range g.Accounts {
			places[account] = place{g.ID, g.Members[i], g.Evidence[i]}
		}
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return duck.WriteTable(ctx, at(AccountsFile), slices.Values(accountRecords(s, places)))
	})
	g.Go(func() error { return duck.WriteTable(ctx, at(LinksFile), linkRecords(ix, s, all)) })
	g.Go(func() error { return writeDays(ctx, at(DaysFile), l, s, places) })
	g.Go(func() error { return duck.WriteTable(ctx, at(FactsFile), slices.Values(factRecords(s))) })
	g.Go(func() error { return duck.WriteTable(ctx, at(NullsFile), slices.Values(nullRecords(a.Nulls))) })
	g.Go(func() error {
		return duck.WriteTable(ctx, at(TestedFile), slices.Values(candidateRecords(a.Tested)))
	})
	g.Go(func() error { return duck.WriteTable(ctx, at(WeightsFile), slices.Values(weightRecords(all))) })
	return g.Wait()
}

func accountRecords(s *profile.Set, places []place) []AccountRecord {
	out := make([]AccountRecord, 0, len(s.Accounts))
	for i := range s.Accounts {
		a, p := &s.Accounts[i], &places[i]
		r := AccountRecord{
			Account: a.ID, Org: a.Organisation(), Group: p.group, Role: p.member.Role, Probability: p.member.Probability,
			Exchanges: a.Exchanges, First: a.First, Last: a.Last, ActiveDays: a.ActiveDays, Conversations: a.Conversations,
			FollowUps: a.FollowUps, Networks: a.Networks, Skeletons: a.Skeletons, LengthSpread: -1, StyleEntropy: -1,
			Reasons: "[]",
		}
		if x, ok := a.LengthSpread(); ok {
			r.LengthSpread = stat.Round6(x)
		}
		if x, ok := a.StyleEntropy(); ok {
			r.StyleEntropy = stat.Round6(x)
		}
		if p.evidence != nil {
			if b, err := json.Marshal(p.evidence); err == nil {
				r.Reasons = string(b)
			}
		}
		out = append(out, r)
	}
	sortBy(out, func(r AccountRecord) string { return r.Account })
	return out
}

func writeDays(ctx context.Context, path string, l lake.Lake, s *profile.Set, places []place) error {
	type at struct {
		group string
		day   int64
	}
	sums := map[at]*DayRecord{}
	add := func(k at, exchanges int64) {
		r := sums[k]
		if r == nil {
			r = &DayRecord{Group: k.group, Day: k.day}
			sums[k] = r
		}
		r.Exchanges += exchanges
		r.Accounts++
	}
	for row, err := range l.Days(ctx) {
		if err != nil {
			return fmt.Errorf("counting days: %w", err)
		}
		add(at{"", row.Day}, row.Exchanges)
		if i, ok := s.Find(row.Account); ok && places[i].member.Accused() {
			add(at{places[i].group, row.Day}, row.Exchanges)
		}
	}
	out := make([]DayRecord, 0, len(sums))
	for _, r := range sums {
		out = append(out, *r)
	}
	sortBy(out, func(r DayRecord) string { return r.Group + "\x00" + fmt.Sprintf("%020d", r.Day) })
	return duck.WriteTable(ctx, path, slices.Values(out))
}

func factRecords(s *profile.Set) []FactRecord {
	var out []FactRecord
	word := func(x uint64) string {
		if x == 0 {
			return ""
		}
		return strconv.FormatUint(x, 16)
	}
	for i := range s.Accounts {
		a := &s.Accounts[i]
		if f := &a.Facts; f.Known {
			out = append(out, FactRecord{a.ID, f.Created, f.Suspended, f.Plan, f.Price, f.Verified,
				word(f.Card), word(f.BIN), word(f.Domain), word(f.Shape), word(f.Device), word(f.SignupNet), f.Region})
		}
	}
	sortBy(out, func(r FactRecord) string { return r.Account })
	return out
}

func sortBy[T any](rows []T, by func(T) string) {
	slices.SortFunc(rows, func(a, b T) int {
		x, y := by(a), by(b)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
}
