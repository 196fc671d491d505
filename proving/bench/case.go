package main

import (
	"archive/zip"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/report"
)

// dossiers hunts in a block, multiplies the campaign that is found there to the
// published size (25,000 accounts, 28.8 million exchanges), seals it, verifies it, and proves one account's part.
func (b *bench) dossiers(ctx context.Context) (string, error) {
	t, err := makeTraffic(ctx, block(b.dir, cmp.Or(b.block, b.sizes[0])))
	if err != nil {
		return "", err
	}
	if _, err := measureHunt(ctx, b.program, b.dir, t); err != nil {
		return "", err
	}
	large := filepath.Join(b.dir, "case")
	if err := os.RemoveAll(large); err != nil {
		return "", err
	}
	m := &multiple{from: b.huntDir(), to: large}
	if err := m.make(ctx, 25_000*b.sealed/28_800_000, b.sealed); err != nil {
		return "", fmt.Errorf("multiplying the campaign: %w", err)
	}
	file, proof := filepath.Join(b.dir, "case.dossier"), filepath.Join(b.dir, "case.proof")
	f := m.group.Exchanges
	var all []figures
	for _, args := range [][]string{
		{"seal", large, m.group.ID, "-o", file, "--synthetic", "--time", "2026-06-10"},
		{"verify", file},
		{"prove", file, "--account", m.member, "-o", proof},
	} {
		measured, err := measure(ctx, b.dir, b.program, append([]string{"case"}, args...)...)
		if err != nil {
			return "", err
		}
		measured.exchanges = f
		all = append(all, measured)
	}
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	hashes, records, err := parts(proof)
	if err != nil {
		return "", err
	}
	text := "| of a case of " + millions(f) + " exchanges, " + fmt.Sprint(m.group.Accounts) + " accounts | time | exchanges/s | CPU-s | peak memory | budget |\n|---|---|---|---|---|---|\n"
	for i, what := range []string{"seal", "verify", "prove one account"} {
		a := all[i]
		text += fmt.Sprintf("| %s | %s | %.0f | %.1f | %d MiB | %s |\n", what, a.took.Round(time.Second/10), a.rate(), a.cpu.Seconds(), a.memory>>20,
			[]string{"10 min, 2 GiB", "5 min, 2 GiB", ""}[i])
	}
	text += fmt.Sprintf("\nThe file has %.2f GB (budget 4), %.1f bytes an exchange; the proof of one account %.1f KB (budget 10) beside the %.1f KB of what it shows.\n",
		float64(info.Size())/1e9, float64(info.Size())/float64(f), float64(hashes)/1e3, float64(records)/1e3)
	return text, errors.Join(os.RemoveAll(large), os.RemoveAll(b.huntDir()), os.Remove(file), os.Remove(proof))
}

// parts are the bytes of a proof's hashes, and of the rest of it.
func parts(path string) (hashes, rest int64, err error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return 0, 0, err
	}
	defer z.Close()
	for _, f := range z.File {
		if n := int64(f.CompressedSize64); f.Name == "withheld" {
			hashes += n
		} else {
			rest += n
		}
	}
	return hashes, rest, nil
}

// multiple is a hunt directory of one campaign of as many accounts and exchanges as
// are wanted, or a few more: every account of a campaign that was found comes so
// often, under other ids, and its exchanges so often in it.
type multiple struct {
	from, to      string
	copies, times int64
	group         campaign.Group
	members       map[string]bool // ids of its accounts
	member        string          // one of the copies
	manifest      hunt.Manifest
}

func (m *multiple) make(ctx context.Context, accounts, exchanges int64) error {
	h, err := report.Open(m.from)
	if err != nil {
		return err
	}
	if m.manifest, err = hunt.ReadManifest(m.from); err != nil {
		return err
	}
	r := h.Result
	if len(r.Campaigns) == 0 {
		return errors.New("no campaign was found in the block")
	}
	m.group = slices.MaxFunc(r.Campaigns, func(a, b campaign.Group) int { return cmp.Compare(a.Exchanges, b.Exchanges) })
	g := &m.group
	m.members = map[string]bool{}
	for _, member := range g.Members {
		m.members[member.Account] = true
	}
	m.times = max(1, exchanges*int64(g.Accounts)/(accounts*g.Exchanges))
	m.copies = (exchanges-1)/(m.times*g.Exchanges) + 1
	if err := os.MkdirAll(m.to, 0o755); err != nil {
		return err
	}
	if err := m.fill(ctx); err != nil {
		return err
	}
	if err := m.tables(ctx); err != nil {
		return err
	}
	g.Accounts, g.Exchanges, g.Members = g.Accounts*int(m.copies), g.Exchanges*m.copies*m.times, nil
	for _, x := range []*float64{&g.ExchangesAttributed.Estimate, &g.ExchangesAttributed.Low, &g.ExchangesAttributed.High} {
		*x *= float64(m.copies * m.times)
	}
	r.Campaigns = []campaign.Group{*g}
	for _, name := range []string{hunt.NullsFile, hunt.TestedFile, hunt.WeightsFile} {
		if err := os.Link(filepath.Join(m.from, name), filepath.Join(m.to, name)); err != nil {
			return err
		}
	}
	return errors.Join(writeJSON(filepath.Join(m.to, hunt.CampaignsFile), r), writeJSON(filepath.Join(m.to, hunt.ManifestFile), m.manifest))
}

func (m *multiple) id(account string, i int64) string { return fmt.Sprintf("%s-%d", account, i) }

// fill writes the lake, a segment a copy.
func (m *multiple) fill(ctx context.Context) error {
	from, err := duck.Open(m.from, duck.Options{})
	if err != nil {
		return err
	}
	defer from.Close()
	if _, err := from.Select(ctx, m.manifest.Segments, 0, 0); err != nil {
		return err
	}
	to, err := duck.Open(m.to, duck.Options{})
	if err != nil {
		return err
	}
	defer to.Close()
	ids := map[uint64]string{}
	for row, err := range from.Named(ctx) {
		if err != nil {
			return err
		}
		if m.members[row.ID] {
			ids[row.Account] = row.ID
		}
	}
	accounts := slices.Sorted(maps.Keys(ids))
	rows, err := collect(from.Exchanges(ctx, accounts[:min(len(accounts), lake.MostAccounts)]))
	if err != nil {
		return err
	}
	m.member = m.id(ids[rows[0].Account], 0)
	m.manifest.Segments = nil
	for i := range m.copies {
		name := fmt.Sprintf("copy-%04d", i)
		if err := m.copy(ctx, to, name, i, ids, rows); err != nil {
			return err
		}
		m.manifest.Segments = append(m.manifest.Segments, name)
	}
	return nil
}

func (m *multiple) copy(ctx context.Context, to lake.Lake, name string, i int64, ids map[uint64]string, rows []lake.ExchangeRow) error {
	segment, err := to.Begin(ctx, name)
	if err != nil {
		return err
	}
	other := uint64(i) * 0x9e3779b97f4a7c15
	for account, id := range ids {
		segment.Name("account", account^other, m.id(id, i))
	}
	last := map[uint64]int64{}
	for _, r := range rows {
		last[r.Account] = max(last[r.Account], r.Time)
	}
	for k := range int64(len(rows)) * m.times {
		r := &rows[k/m.times]
		o := observe.Observation{
			Time: min(r.Time+k%m.times*1000, last[r.Account]), ID: uint64(k), Canonical: uint64(k), Account: r.Account ^ other, Model: r.Model, Operation: r.Operation, Target: r.Target,
			InputTokens: int32(r.InputTokens), OutputTokens: int32(r.OutputTokens), ReasoningTokens: int32(r.ReasoningTokens), CacheTokens: int32(r.CacheTokens),
			Status: int32(r.Status), Skeleton: r.Skeleton, Network: r.Network, Client: r.Client, Lang: "und", Code: observe.NoCode,
		}
		if err := segment.Append(&o); err != nil {
			return errors.Join(err, segment.Abort())
		}
	}
	return segment.Commit(ctx, []byte("{}"))
}

// tables multiplies the rows of the campaign's accounts.
func (m *multiple) tables(ctx context.Context) error {
	ours := duck.Where{Column: "grp", Is: m.group.ID}
	err := multiply(ctx, m, hunt.AccountsFile, func(r *hunt.AccountRecord, i int64) bool {
		r.Account, r.Exchanges = m.id(r.Account, i), r.Exchanges*m.times
		return true
	}, ours)
	if err == nil {
		err = multiply(ctx, m, hunt.LinksFile, func(r *hunt.LinkRecord, i int64) bool { r.Account = m.id(r.Account, i); return true }, ours)
	}
	if err == nil {
		err = multiply(ctx, m, hunt.FactsFile, func(r *hunt.FactRecord, i int64) bool {
			ok := m.members[r.Account]
			r.Account = m.id(r.Account, i)
			return ok
		})
	}
	return err
}

func multiply[T any](ctx context.Context, m *multiple, name string, change func(*T, int64) bool, where ...duck.Where) error {
	rows, err := collect(duck.ReadTable[T](ctx, filepath.Join(m.from, name), where...))
	if err != nil {
		return err
	}
	return duck.WriteTable(ctx, filepath.Join(m.to, name), func(yield func(T) bool) {
		for _, r := range rows {
			for i := range m.copies {
				row := r
				if change(&row, i) && !yield(row) {
					return
				}
			}
		}
	})
}

func writeJSON(path string, v any) error {
	b, err := json.Marshal(v)
	if err == nil {
		err = hunt.WriteFile(path, b)
	}
	return err
}

func collect[T any](rows iter.Seq2[T, error]) (out []T, err error) {
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}
