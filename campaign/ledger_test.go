package campaign

import (
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
	"pgregory.net/rapid"
)

// TestReplayKnowsTheBenignCauses holds the detector against what the public
// threads report of honest gateways and agents: none of it may fire.
func TestReplayKnowsTheBenignCauses(t *testing.T) {
	w := newWorld(71)
	w.crowd(300)
	w.ledgers()
	s := profile.New(w.accounts)
	v := &view{s: s, pop: &population{}}
	for _, c := range []struct {
		group           string
		replay, pool    float64
		bound, computed bool
	}{
		{"replayers", 2, 0, true, true},
		{"forgers", 0, 2, true, true},
		{"gateway", 0, 2, true, true},
		{"serialised anew", 0, 0, false, true},
		{"between providers", 0, 0, false, true},
		{"compacted", 0, 0, false, true},
		{"one house", 0, 0, false, true},
		{"people", 0, 0, false, false},
	} {
		v.accounts = w.groups[c.group]
		x, ok := replay.measure(v)
		y, also := pooled.measure(v)
		if ok != c.computed || also != c.computed || x != c.replay || y != c.pool {
			t.Errorf("%s: replay %v, pooled %v, computable %v; want %v, %v, %v", c.group, x, y, ok, c.replay, c.pool, c.computed)
		}
		if nats, n := bonds(v); nats > 1 != c.bound || n > 0 != c.bound {
			t.Errorf("%s: %v nats bind %d accounts", c.group, nats, n)
		}
	}
}

// Whoever exchanges blocks with more accounts is bound less to each, nobody is
// bound by what he presents of strangers, and no bond is over the family's cap.
func TestBonds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(20, 400).Draw(t, "accounts")
		partners := rapid.IntRange(1, 8).Draw(t, "partners")
		blocks := int32(rapid.IntRange(1, 50).Draw(t, "blocks"))
		ring := func(partners int) *view {
			s := &profile.Set{Accounts: make([]profile.Account, n)}
			v := &view{s: s}
			for i := range 10 {
				v.accounts = append(v.accounts, int32(i))
				for k := range partners {
					s.Accounts[i].Ledger.Others = append(s.Accounts[i].Ledger.Others, profile.Replay{Issuer: int32((i + k + 1) % 10), Moved: blocks})
				}
			}
			return v
		}
		few, _ := bonds(ring(partners))
		more, bound := bonds(ring(partners + 1))
		if more > few && blocks > 20 || bound != 10 && more > 0 || few > link.Caps[link.Replay] || more < 0 {
			t.Fatalf("%d partners bind by %v, one more by %v", partners, few, more)
		}
		strangers := ring(partners)
		for i := range strangers.s.Accounts {
			for k := range strangers.s.Accounts[i].Ledger.Others {
				strangers.s.Accounts[i].Ledger.Others[k].Issuer = 12
			}
		}
		if nats, bound := bonds(strangers); nats != 0 || bound != 0 {
			t.Fatalf("blocks of a stranger bind by %v", nats)
		}
	})
}

// TestAssessTellsReplayFromAPool lets a campaign replay its reasoning and a
// reseller balance over his keys: both are bound by the ledger, one is accused.
func TestAssessTellsReplayFromAPool(t *testing.T) {
	w := newWorld(1)
	w.crowd(2000)
	w.campaign("campaign", 60)
	w.lookAlikes()
	ring := func(name string, how func(next int32) profile.Replay) {
		members := w.groups[name]
		for i, p := range members {
			w.accounts[p].Ledger = profile.Ledger{Own: 5, Others: []profile.Replay{how(members[(i+1)%len(members)])}}
		}
	}
	ring("campaign", func(next int32) profile.Replay { return profile.Replay{Issuer: next, Moved: 80} })
	ring("reseller", func(next int32) profile.Replay { return profile.Replay{Issuer: next, Continued: 80} })
	a := assess(t, w)
	if len(a.Campaigns) != 1 || !slices.Equal(a.Campaigns[0].accused(), w.groups["campaign"]) {
		t.Fatalf("%d campaigns named", len(a.Campaigns))
	}
	codes := map[string]float64{}
	for _, e := range a.Campaigns[0].Families {
		for _, r := range e.Reasons {
			codes[r.Code] = r.Nats
		}
	}
	if codes["shared-replay"] < 1 || codes["replay"] < 3 {
		t.Errorf("the ledger says %v nats by bonds, %v by replay", codes["shared-replay"], codes["replay"])
	}
	pooledOnes := 0
	for _, g := range a.Groups {
		if slices.Equal(g.accused(), w.groups["reseller"]) && g.Hypothesis == "reseller" {
			pooledOnes++
		}
	}
	if pooledOnes != 1 {
		t.Errorf("the pool of keys is not reported as a reseller's")
	}
}
