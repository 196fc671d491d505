package share

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/share/community"
	"github.com/stillhunt/stillhunt/share/stix"
)

var (
	began = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	today = time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
)

// newCommunity is a community whose key begins with the traffic.
func newCommunity(t testing.TB, days int) community.Key {
	t.Helper()
	text, err := community.New("labs", began, days)
	if err != nil {
		t.Fatal(err)
	}
	k, err := community.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// account is one of a house.
type account struct {
	id                              string
	accused                         bool
	prompt, system, network, client string
	card, device, signup            string
}

// house is a hunt directory with a lake, made of raw values as a hunt makes it.
type house struct {
	dir      string
	key      key.Key
	group    campaign.Group
	accounts []account
}

// traitOf is how a raw value of an account gets into the lake or the facts: its
// trait, and the domain that it is keyed under.
func (a account) values() []struct{ trait, domain, raw string } {
	return []struct{ trait, domain, raw string }{
		{"skeleton", "test.skeleton", a.prompt}, {"system", "test.system", a.system},
		{"network", "network", observe.Network(a.network)}, {"client", "client", a.client},
		{"card", "payment.fingerprint", a.card}, {"device", "device", a.device}, {"signup_network", "network", observe.Network(a.signup)},
	}
}

func newHouse(t testing.TB, c community.Key, accounts []account) *house {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	k, err := key.Behind(filepath.Join(dir, "deployment.key"), c.Base)
	must(err)
	h := &house{dir: dir, key: k, accounts: accounts}

	l, err := duck.Open(dir, duck.Options{})
	must(err)
	defer l.Close()
	segment, err := l.Begin(t.Context(), "all")
	must(err)
	holders := map[string]int{} // of trait and value
	sum := func(domain, raw string) uint64 {
		if raw == "" {
			return 0
		}
		return k.Sum64(domain, raw)
	}
	word := func(domain, raw string) string {
		if raw == "" {
			return ""
		}
		return fmt.Sprintf("%016x", sum(domain, raw))
	}
	var facts []hunt.FactRecord
	var rows []hunt.AccountRecord
	h.group = campaign.Group{
		ID: k.Hex("test", "group"), Name: "flaxen harrier", Confidence: "high", Likelihood: "almost certain", QValue: .001,
		First: began.Format(time.RFC3339), Last: began.AddDate(0, 0, 9).Format(time.RFC3339),
		Targets:    []campaign.Target{{Capability: "reasoning", Share: .75}},
		Hypotheses: []campaign.Rival{{Name: "reseller", LogOdds: 14}, {Name: "campus", LogOdds: 60}},
	}
	for _, a := range accounts {
		for i := range 2 {
			o := observe.Observation{
				Time: began.Add(time.Duration(i) * 24 * time.Hour).UnixMicro(), Account: k.Sum64("account", a.id), Code: observe.NoCode,
				Skeleton: sum("test.skeleton", a.prompt), System: sum("test.system", a.system),
				Network: sum("network", observe.Network(a.network)), Client: sum("client", a.client),
			}
			o.Canonical = k.Sum64("test.canonical", a.id+fmt.Sprint(i))
			o.ID = o.Canonical
			must(segment.Append(&o))
		}
		segment.Name("account", k.Sum64("account", a.id), a.id)
		facts = append(facts, hunt.FactRecord{Account: a.id, Card: word("payment.fingerprint", a.card), Device: word("device", a.device), SignupNet: word("network", observe.Network(a.signup))})
		r := hunt.AccountRecord{Account: a.id, Exchanges: 2, Reasons: "[]"}
		if a.accused {
			r.Group, r.Role, r.Probability = h.group.ID, campaign.RoleOperator, .99
			h.group.Members = append(h.group.Members, campaign.Member{Account: a.id, Probability: .99, Role: campaign.RoleOperator})
			h.group.Accounts++
			h.group.Exchanges += 2
		}
		rows = append(rows, r)
		for _, v := range a.values() {
			if v.raw != "" {
				holders[v.trait+word(v.domain, v.raw)]++
			}
		}
	}
	must(segment.Commit(t.Context(), []byte("{}")))
	var links []hunt.LinkRecord
	for _, a := range accounts {
		for _, v := range a.values() {
			if n := holders[v.trait+word(v.domain, v.raw)]; a.accused && v.raw != "" && n >= 2 {
				links = append(links, hunt.LinkRecord{Group: h.group.ID, Account: a.id, Trait: v.trait, Value: word(v.domain, v.raw), Holders: int64(n)})
			}
		}
	}
	slices.SortFunc(links, func(a, b hunt.LinkRecord) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Trait, b.Trait))
	})
	at := func(name string) string { return filepath.Join(dir, name) }
	must(duck.WriteTable(t.Context(), at(hunt.AccountsFile), slices.Values(rows)))
	must(duck.WriteTable(t.Context(), at(hunt.FactsFile), slices.Values(facts)))
	must(duck.WriteTable(t.Context(), at(hunt.LinksFile), slices.Values(links)))
	put := func(name string, v any) {
		b, err := json.Marshal(v)
		must(err)
		must(os.WriteFile(at(name), b, 0o644))
	}
	put(hunt.ManifestFile, hunt.Manifest{Key: k.ID(), IDs: "keep", Segments: []string{"all"}})
	put(hunt.CampaignsFile, campaign.Result{Schema: campaign.Schema, Campaigns: []campaign.Group{h.group}})
	return h
}

// crew is an operator's accounts, and the people around them.
func crew(n int) []account {
	var all []account
	for i := range n {
		all = append(all, account{
			id: fmt.Sprintf("acct_op_%02d", i), accused: true, prompt: "the operator's frame", system: "the operator's role", client: "his sdk",
			network: fmt.Sprintf("198.51.%d.9", i%2), card: fmt.Sprintf("card_%d", i%2), device: "his device", signup: "198.51.7.1",
		})
	}
	for i := range 20 {
		all = append(all, account{
			id: fmt.Sprintf("acct_p_%02d", i), prompt: fmt.Sprintf("a person's own %d", i), client: "a browser",
			network: fmt.Sprintf("203.0.%d.5", i), card: fmt.Sprintf("pay_%d", i), device: fmt.Sprintf("phone_%d", i),
		})
	}
	return all
}

func (h *house) options(c community.Key) Options {
	return Options{Dir: h.dir, Campaign: h.group.Name, By: "Lab A", Community: c, Deployment: h.key, At: today}
}

func collect(t testing.TB, o Options) *Case {
	t.Helper()
	c, err := Collect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sent is a case as a peer reads it.
func sent(t testing.TB, c *Case) []stix.Thing {
	t.Helper()
	return thingsOf(t, c.WriteSTIX)
}

// rotated are a community's key and what it is after a rotation thirty days later.
func rotated(t *testing.T, days int) (old, now community.Key) {
	t.Helper()
	text, err := community.New("labs", began, days)
	if err != nil {
		t.Fatal(err)
	}
	after, err := community.Rotate([]byte(text), began.AddDate(0, 0, 30), days)
	if err != nil {
		t.Fatal(err)
	}
	for to, text := range map[*community.Key]string{&old: text, &now: after} {
		if *to, err = community.Parse([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return old, now
}
