package report

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
)

// world is an invented hunt: what hunt writes, held in memory.
type world struct {
	result   campaign.Result
	accounts []hunt.AccountRecord
	links    []hunt.LinkRecord
	days     []hunt.DayRecord
	rng      *rand.Rand
	start    time.Time
	length   int
}

func (w *world) Accounts(_ context.Context, f Filter) iter.Seq2[hunt.AccountRecord, error] {
	return filtered(w.accounts, func(r hunt.AccountRecord) bool { return f.keeps(r.Account, r.Group) })
}

func (w *world) Links(_ context.Context, f Filter) iter.Seq2[hunt.LinkRecord, error] {
	return filtered(w.links, func(r hunt.LinkRecord) bool { return f.keeps(r.Account, r.Group) })
}

func (w *world) Releases() ([]Release, error) { return nil, nil }

func (w *world) Days(context.Context) iter.Seq2[hunt.DayRecord, error] {
	return filtered(w.days, func(hunt.DayRecord) bool { return true })
}

func (f Filter) keeps(account, group string) bool {
	return (f.Account == "" || f.Account == account) && (len(f.Groups) == 0 || slices.Contains(f.Groups, group))
}

func filtered[T any](rows []T, keep func(T) bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, r := range rows {
			if keep(r) && !yield(r, nil) {
				return
			}
		}
	}
}

func (w *world) data() Data {
	return Data{
		Result: w.result, Days: w.days, Links: w.Links(context.Background(), Filter{}),
		Limits: []string{
			"An operator of fewer than 10 accounts: below that a household or a small team looks the same.",
			"Accounts that share no network, card, device, sign-up day or wording with one another: the detectors of this version rest on shared values.",
			"Harvesting that ended before 3 Mar 2026 or began after 16 Mar 2026.",
		},
		Rejected: []string{"traffic/day-2026-03-04.jsonl:118: not a JSON object: end of line inside a string; is the file truncated?"},
		Path:     "stillhunt-hunt/report.html",
	}
}

func newWorld(seed uint64, benign, days int) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, 1)), start: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC), length: days}
	w.result = campaign.Result{
		Schema: campaign.Schema, Version: "0.1.0", ParametersSHA256: "5f0c3d1f6f7e4c55a3b1be0d5a6b6c1b92f4c8d7e6f5a4b3c2d1e0f9a8b7c6d5", FDR: .01,
		Calibration: campaign.Calibration{State: "calibrated", Method: "p-values from the tail of an exponential law fitted to the harvest statistic of benign groups, Benjamini–Hochberg over all candidates", Nulls: 400, Blocks: benign, Drift: "not computable"},
		Bound:       fakeBound(),
		NotComputable: []campaign.NotComputable{
			{Detector: "exits", Family: "network", Missing: []string{"--asn-db"}},
			{Detector: "ja4", Family: "client", Missing: []string{"stillhunt.client.ja4"}},
			{Detector: "replay", Family: "replay", Missing: []string{"stillhunt.reasoning.issued", "stillhunt.reasoning.presented"}},
			{Detector: "hand-over", Family: "replay", Missing: []string{"stillhunt.reasoning.issued", "stillhunt.reasoning.presented"}},
		},
		Campaigns: []campaign.Group{}, Groups: []campaign.Group{},
	}
	for d := range days {
		w.days = append(w.days, hunt.DayRecord{Group: "", Day: w.start.Unix()/86400 + int64(d), Exchanges: 2200 + w.rng.Int64N(900) - 700*int64((d+1)%7/5), Accounts: int64(benign)})
	}
	for range benign {
		w.accounts = append(w.accounts, hunt.AccountRecord{Account: w.id(), Exchanges: 1 + w.rng.Int64N(60), First: w.start.UnixMicro(), Last: w.start.AddDate(0, 0, days-1).UnixMicro(),
			ActiveDays: 4, Conversations: 7, FollowUps: 9, Networks: 2, Skeletons: 11, LengthSpread: 1.31, StyleEntropy: 4.2, Reasons: "[]"})
	}
	return w
}

// fakeBound is a table with every kind of cell.
func fakeBound() campaign.Bound {
	of := func(x float64) *float64 { return &x }
	b := campaign.Bound{PNeeded: .00042, Conversations: 13}
	for i, n := range []int{10, 30, 100, 300, 1000} {
		r := campaign.BoundRow{Accounts: n, PLeast: of(3e-5 / float64(n)), NatsNeeded: of(6.5), MeansHarvest: of(.9 - .1*float64(i))}
		for k, share := range []float64{0, .3, .6} {
			see := campaign.BoundSee{Share: share, Means: of(max(0, 1-.3*float64(k)*float64(4-i)/3)), Tasks: of(float64(i*(2-k)) / 8)}
			r.Camouflage = append(r.Camouflage, see)
		}
		b.Rows = append(b.Rows, r)
	}
	b.Rows[0].PLeast, b.Rows[0].MeansHarvest = nil, nil
	for k := range b.Rows[0].Camouflage {
		b.Rows[0].Camouflage[k].Means = nil
	}
	b.Rows[4].TasksHarvest = of(.6)
	return b
}

func (w *world) id() string {
	const digits = "abcdefghijklmnopqrstuvwxyz234567"
	b := []byte("acct_")
	for range 12 {
		b = append(b, digits[w.rng.IntN(32)])
	}
	return string(b)
}

// add invents a group of n accounts; a campaign if hypothesis is empty.
func (w *world) add(name, hypothesis string, n, from, to int) {
	sign := 1.0
	if hypothesis != "" {
		sign = -1
	}
	g := campaign.Group{
		ID: fmt.Sprintf("%016x", w.rng.Uint64()), Name: name, Hypothesis: hypothesis, QValue: 3.1e-7, Confidence: "high", Likelihood: "very likely",
		Accounts: n, PerAccountDay: 25.6,
		Families: []campaign.Evidence{
			{Family: "payment", Nats: 5.8 * sign, Reasons: []campaign.Reason{{Code: "payer", Text: "88 % of its accounts share a card with another, no card holds more than 14 %", Nats: 3.9 * sign}, {Code: "card", Text: "a card is shared by 14 accounts, by chance about 0.02 would", Nats: 1.9}}},
			{Family: "content", Nats: 4.9, Reasons: []campaign.Reason{{Code: "repeats", Text: "71 % of its exchanges repeat a prompt frame of another of its accounts", Nats: 3.2}, {Code: "lengths", Text: "the lengths of its prompts spread 34 % as much as those of unrelated accounts", Nats: 1.7}}},
			{Family: "network", Nats: 2.2, Reasons: []campaign.Reason{{Code: "exits", Text: "93 % of its accounts share exit networks by the handful, none carries more than 5 %", Nats: 2.2}}},
			{Family: "timing", Nats: 1.4, Reasons: []campaign.Reason{{Code: "totals", Text: "its accounts' totals vary 21 % as much as those of unrelated accounts", Nats: 1.4}}},
			{Family: "lifecycle", Nats: -.7, Reasons: []campaign.Reason{{Code: "burst", Text: "31 % of its accounts were opened within one week", Nats: -.7}}},
		},
		Targets: []campaign.Target{{Capability: "math", Share: .58}, {Capability: "reasoning", Share: .27}, {Capability: "code", Share: .11}, {Capability: "tool-use", Share: .004}},
		Hypotheses: []campaign.Rival{
			{Name: "reseller", LogOdds: 6.2 * sign}, {Name: "organisation", LogOdds: 11.9}, {Name: "campus", LogOdds: 14.4 * sign}, {Name: "agent-fleet", LogOdds: 9.3},
			{Name: "evaluation", LogOdds: 7.7}, {Name: "data-vendor", LogOdds: 8.8}},
	}
	if hypothesis != "" {
		g.QValue, g.Confidence, g.Likelihood = .43, "moderate", "unlikely"
		g.Hypotheses = append(slices.DeleteFunc(g.Hypotheses, func(r campaign.Rival) bool { return r.Name == hypothesis }), campaign.Rival{Name: hypothesis, LogOdds: -6.6})
	}
	g.First, g.Last = w.start.AddDate(0, 0, from).Format(time.RFC3339), w.start.AddDate(0, 0, to).Format(time.RFC3339)
	families, _ := json.Marshal(g.Families[:2])
	for i := range n {
		m := campaign.Member{Account: w.id(), Probability: .999 - .3*w.rng.Float64()*w.rng.Float64(), Role: campaign.RoleOperator}
		if i%17 == 16 {
			m.Role = campaign.RoleMixed
		}
		g.Members = append(g.Members, m)
		sent := int64(25*(to-from+1)) + w.rng.Int64N(20)
		g.Exchanges += sent
		w.accounts = append(w.accounts, hunt.AccountRecord{Account: m.Account, Group: g.ID, Role: m.Role, Probability: m.Probability, Exchanges: sent,
			First: w.start.AddDate(0, 0, from).UnixMicro(), Last: w.start.AddDate(0, 0, to).UnixMicro(), ActiveDays: int64(to - from + 1), Conversations: sent, FollowUps: 0,
			Networks: 1, Skeletons: 4, LengthSpread: .4, StyleEntropy: .9, Reasons: string(families)})
		link := func(family, trait string, value, holders int, nats float64) {
			w.links = append(w.links, hunt.LinkRecord{Group: g.ID, Account: m.Account, Family: family, Trait: trait, Value: fmt.Sprintf("%08x%08x", len(w.result.Campaigns)*7919+len(w.result.Groups), value), Holders: int64(holders), Nats: nats, Drawn: 1})
		}
		link("payment", "card", i/14, 14, 5.1)
		link("network", "network", 1000+i/5, 5, 4.4)
		link("network", "network", 1000+w.rng.IntN(1+n/5), 6, 4.1)
		for range 2 {
			link("content", "skeleton", 2000+w.rng.IntN(6), n/2, 2.6)
		}
		link("lifecycle", "signup_day", 3000+w.rng.IntN(4), 3*n, .8)
	}
	for i := range 2 { // customers that share the exits
		g.Members = append(g.Members, campaign.Member{Account: w.id(), Probability: .2 + .1*float64(i), Role: campaign.RoleCustomer})
	}
	est := float64(g.Exchanges)
	g.ExchangesAttributed = campaign.Interval{Estimate: est * .97, Low: est * .95, High: est * .99}
	g.InnocentAccounts = campaign.Interval{Estimate: 2, Low: 0, High: 5}
	for d := from; d <= to; d++ {
		w.days = append(w.days, hunt.DayRecord{Group: g.ID, Day: w.start.Unix()/86400 + int64(d), Exchanges: g.Exchanges/int64(to-from+1) + w.rng.Int64N(200) - 100, Accounts: int64(n)})
	}
	if hypothesis == "" {
		w.result.Campaigns = append(w.result.Campaigns, g)
	} else {
		w.result.Groups = append(w.result.Groups, g)
	}
}

// finish sorts the tables as hunt does and fills in the input's figures.
func (w *world) finish() *world {
	slices.SortFunc(w.accounts, func(a, b hunt.AccountRecord) int { return cmp.Compare(a.Account, b.Account) })
	slices.SortFunc(w.links, func(a, b hunt.LinkRecord) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Family, b.Family), cmp.Compare(a.Trait, b.Trait), cmp.Compare(a.Value, b.Value))
	})
	w.links = slices.CompactFunc(w.links, func(a, b hunt.LinkRecord) bool {
		return a.Account == b.Account && a.Trait == b.Trait && a.Value == b.Value
	})
	slices.SortStableFunc(w.days, func(a, b hunt.DayRecord) int { return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Day, b.Day)) })
	in := campaign.Input{Accounts: int64(len(w.accounts)), Rejected: 7, Duplicates: 12, Sources: []string{"native"},
		From: w.start.Format(time.RFC3339), To: w.start.AddDate(0, 0, w.length-1).Format(time.RFC3339)}
	for _, a := range w.accounts {
		in.Exchanges += a.Exchanges
	}
	w.result.Input = in
	return w
}

// typical is the hunt of the quickstart's size: two campaigns, four groups.
func typical() *world {
	w := newWorld(7, 2100, 14)
	w.add("amber-heron", "", 84, 2, 12)
	w.add("slate-curlew", "", 46, 5, 13)
	w.add("north-alder", "campus", 153, 0, 13)
	w.add("tin-warbler", "agent-fleet", 40, 0, 13)
	w.add("moss-plover", "reseller", 38, 1, 13)
	w.add("reed-knot", "cannot-tell", 12, 3, 9)
	return w.finish()
}

// crowded has many campaigns and members.
func crowded(campaigns, members int) *world {
	w := newWorld(11, 500, 45)
	for i := range campaigns {
		w.add(fmt.Sprintf("campaign-%d", i+1), "", members, i%20, i%20+20)
	}
	return w.finish()
}
